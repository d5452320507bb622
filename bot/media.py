"""Pictures for MMS: addresses that nobody can guess, and that expire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from bot.settings import Settings

EXPIRES_AFTER_S = 15 * 60
_MOST_TOKEN = 512


class MediaError(Exception):
    """No picture is given; `status` says why: 403 a wrong token, 404 nothing there, 410 expired."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class Pictures:
    """Who draws which kind of picture (PNG) about a patient. Without a secret there are none."""

    secret: str | None
    public_url: str | None = None
    painters: Mapping[str, Callable[[int], bytes]] = field(default_factory=dict)

    def url(self, kind: str, patient_id: int) -> str:
        """An address of a picture that Twilio can fetch for a quarter of an hour. Raises MediaError without a secret."""
        return f"{(self.public_url or '').rstrip('/')}/media/{self._sealer().dumps([kind, patient_id])}"

    def open(self, token: str) -> bytes:
        """The picture of a token. Raises MediaError."""
        if len(token) > _MOST_TOKEN:
            raise MediaError(403)
        try:
            said = self._sealer().loads(token, max_age=EXPIRES_AFTER_S)
        except SignatureExpired:
            raise MediaError(410) from None
        except BadSignature:
            raise MediaError(403) from None
        kind, patient_id = said
        painter = self.painters.get(kind)
        if painter is None:
            raise MediaError(404)
        return painter(patient_id)

    def _sealer(self) -> URLSafeTimedSerializer:
        if self.secret is None:
            raise MediaError(404)
        return URLSafeTimedSerializer(self.secret, salt="stepdown media")


def open_pictures(settings: Settings, painters: Mapping[str, Callable[[int], bytes]] | None = None) -> Pictures:
    """Pictures signed with the house's key; with the provider's token where there is none."""
    secret = settings.stepdown_key or settings.twilio_auth_token
    return Pictures(secret.get_secret_value() if secret else None, settings.public_url, painters or {})
