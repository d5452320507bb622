"""Whether a request really comes from Twilio: its signature over the public URL and every field of the form."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from bot.settings import Settings

Form = dict[str, str]
_MOST_FIELDS = 1000


class TwilioSignature:
    """Checks with the present token, and the previous one while it is being rotated. URLs are built from `PUBLIC_URL`."""

    def __init__(self, public_url: str, tokens: Sequence[str]) -> None:
        self._public_url = public_url.rstrip("/")
        self._validators = [RequestValidator(token) for token in tokens]

    def form_of(self, path: str, query: str, body: bytes, signature: str | None) -> Form | None:
        """The last value of each field, if `signature` is right; None if not, or if the body is no form. Nothing is raised.

        Only the tokens' own algorithm counts: a header that names another is not listened to.
        """
        form = read_fields(body)
        if not signature or not signature.isascii() or form is None:
            return None
        url = f"{self._public_url}{path}{'?' + query if query else ''}"
        signed = _Fields(form)
        right = any(validator.validate(url, signed, signature) for validator in self._validators)
        return dict(form) if right else None


class _Fields(dict[str, list[str]]):
    """The fields as the validator wants them: a name may come more than once."""

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        for name, value in fields:
            self.setdefault(name, []).append(value)

    def getall(self, name: str) -> list[str]:
        return self[name]


def read_fields(body: bytes) -> list[tuple[str, str]] | None:
    """Every field of a form, blank ones included; None if it is none."""
    try:
        return parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, strict_parsing=bool(body), errors="strict",
            max_num_fields=_MOST_FIELDS,
        )  # fmt: skip
    except ValueError:
        return None


def signature_of(settings: Settings) -> TwilioSignature | None:
    """The check of these settings; None without a token or a public URL."""
    if settings.twilio_auth_token is None or settings.public_url is None:
        return None
    tokens = [settings.twilio_auth_token.get_secret_value()]
    if settings.twilio_auth_token_previous is not None:
        tokens.append(settings.twilio_auth_token_previous.get_secret_value())
    return TwilioSignature(settings.public_url, tokens)
