"""What goes wrong outside: providers that refuse, lose answers and go down, receipts in any order, processes that die."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


class FaultsError(ValueError):
    """Faults that do not exist or cannot have that value; the text says what is allowed."""


@dataclass(frozen=True, slots=True)
class Faults:
    """Chances are of 1 for each send or message. `outage_h`: so many hours a day each provider is down; `crashes`: so often
    a day the process dies. `receipts`: for so many text messages Twilio says what became of them, in any order, twice.
    `lost`: the answer to a send is lost, and half of those have arrived. `undelivered`: accepted, and never arrives.
    """

    refused: float = 0.0
    limited: float = 0.0
    lost: float = 0.0
    undelivered: float = 0.0
    receipts: float = 0.0
    repeated: float = 0.0
    delayed: float = 0.0
    outage_h: float = 0.0
    crashes: float = 0.0


_MOST = {"outage_h": 23.0, "crashes": 1000.0}
PRESETS = {
    "none": Faults(),
    "usual": Faults(
        refused=0.01,
        limited=0.002,
        lost=0.002,
        undelivered=0.003,
        receipts=0.05,
        repeated=0.01,
        delayed=0.005,
        crashes=1,
    ),
    "bad": Faults(
        refused=0.05,
        limited=0.02,
        lost=0.02,
        undelivered=0.02,
        receipts=0.3,
        repeated=0.05,
        delayed=0.03,
        outage_h=3,
        crashes=12,
    ),
}


def read_faults(text: str) -> Faults:
    """ "usual", "bad,crashes=0", "lost=0.1,outage_h=2". Raises FaultsError."""
    names = [each.name for each in fields(Faults)]
    allowed = f"{', '.join(PRESETS)}, or any of {', '.join(names)} as NAME=NUMBER, with commas between"
    faults = PRESETS["none"]
    for part in text.split(","):
        name, _, given = (piece.strip() for piece in part.partition("="))
        if not given:
            if name not in PRESETS or "=" in part:
                raise FaultsError(f"{allowed}; not {part.strip()!r}")
            faults = PRESETS[name]
            continue
        if name not in names:
            raise FaultsError(f"{allowed}; not {part.strip()!r}")
        most = _MOST.get(name, 1.0)
        try:
            value = float(given)
        except ValueError:
            value = -1.0
        if not 0 <= value <= most:
            raise FaultsError(f"{name}: a number from 0 to {most:g}, not {given!r}")
        faults = replace(faults, **{name: value})
    return faults
