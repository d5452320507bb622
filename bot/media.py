"""Pictures for MMS: addresses that nobody can guess, and that expire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from bot.pages.drawing import Draw, DrawingError, Picture
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
    """The addresses of what `draw` draws. Without a secret or a public address there are none."""

    secret: str | None
    public_url: str | None = None
    draw: Draw | None = None

    def url(self, what: str, patient_id: int, now: datetime) -> str:
        """An address that the provider can fetch for a quarter of an hour, of the picture as of `now` (UTC).

        Raises MediaError where there can be none.
        """
        if self.public_url is None:
            raise MediaError(404)
        token = self._sealer().dumps([what, patient_id, now.isoformat()])
        return f"{self.public_url.rstrip('/')}/media/{token}"

    def open(self, token: str) -> Picture:
        """The picture of a token. Slow: for a worker thread. Raises MediaError."""
        if len(token) > _MOST_TOKEN:
            raise MediaError(403)
        try:
            what, patient_id, at = self._sealer().loads(token, max_age=EXPIRES_AFTER_S)
        except SignatureExpired:
            raise MediaError(410) from None
        except BadSignature:
            raise MediaError(403) from None
        if self.draw is None:
            raise MediaError(404)
        try:
            return self.draw(what, patient_id, datetime.fromisoformat(at))
        except DrawingError:
            raise MediaError(404) from None

    def _sealer(self) -> URLSafeTimedSerializer:
        if self.secret is None:
            raise MediaError(404)
        return URLSafeTimedSerializer(self.secret, salt="stepdown media")


def open_pictures(settings: Settings, draw: Draw | None = None) -> Pictures:
    """Pictures signed with the house's key; with the provider's token where there is none."""
    secret = settings.stepdown_key or settings.twilio_auth_token
    return Pictures(secret.get_secret_value() if secret else None, settings.public_url, draw)
