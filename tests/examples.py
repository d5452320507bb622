"""How many drawn examples a test looks at: few and always the same in `make test`, many and new ones in `make explore`."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

_SUITE, _LONG = 40, 1000
_EVEN_IF_SLOW = (HealthCheck.too_slow,)

# What passes in one run passes in the next, on a slow machine too: neither chance nor a clock decides.
settings.register_profile(
    "suite", max_examples=_SUITE, deadline=None, derandomize=True, suppress_health_check=_EVEN_IF_SLOW
)
# New ones in each run, and 25 times as many.
settings.register_profile("long", max_examples=_LONG, deadline=None, suppress_health_check=_EVEN_IF_SLOW)


def examples(number: int, *accepted: HealthCheck) -> settings:
    """So many in a usual run, more by the same factor in a long one. `accepted` is what a health check may find."""
    return settings(max_examples=_as_asked(number), suppress_health_check=(*_EVEN_IF_SLOW, *accepted))


def stories(number: int, steps: int) -> settings:
    """So many drawn stories of up to so many steps. One that fails is shown as it is: making it smaller takes hours."""
    return settings(
        max_examples=_as_asked(number),
        stateful_step_count=steps,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def _as_asked(number: int) -> int:
    return number * settings.get_profile(settings.get_current_profile_name()).max_examples // _SUITE
