"""Who asks for the page: the cookie of a session, the mark of its forms, and how often a token may be tried."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.board_pass import BoardPass, Member

PATH = "/board"
COOKIE = "stepdown_board"
_MOST_SECRET = 200
_WRONG = RateLimitItemPerMinute(10)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A member with a valid session. `secret` is the session's own; it never leaves the cookie."""

    member: Member
    session: BoardPass
    secret: str

    @property
    def mark(self) -> str:
        """What every form of this session carries; nobody else's page can know it."""
        return hmac.new(self.secret.encode(), b"stepdown board form", hashlib.sha256).hexdigest()

    def holds(self, given: str) -> bool:
        """Whether a form carries it."""
        return hmac.compare_digest(self.mark.encode(), given.encode())


class LoginLimit:
    """Counts wrong tokens by address, in memory, in real time, for this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def is_over(self, request: Request) -> bool:
        return not self._limiter.test(_WRONG, _address(request))

    def count(self, request: Request) -> None:
        self._limiter.hit(_WRONG, _address(request))


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else "unknown"


def secret_in(request: Request) -> str | None:
    """The secret that the browser holds."""
    held = request.cookies.get(COOKIE)
    return held if held and len(held) <= _MOST_SECRET and held.isascii() else None


def keep(response: Response, secret: str, seconds: int, *, secure: bool) -> None:
    """Give the browser a session: no script sees it, no other site sends it."""
    response.set_cookie(COOKIE, secret, seconds, path=PATH, secure=secure, httponly=True, samesite="strict")


def forget(response: Response, *, secure: bool) -> None:
    """Take it back."""
    response.delete_cookie(COOKIE, path=PATH, secure=secure, httponly=True, samesite="strict")


def is_secure(request: Request, public_url: str | None) -> bool:
    """Whether the browser speaks https to us, itself or by way of a proxy that answers for PUBLIC_URL."""
    public = urlsplit(public_url or "")
    by_proxy = public.scheme == "https" and request.headers.get("Host", "") == public.netloc
    return request.url.scheme == "https" or by_proxy


def is_from_here(request: Request) -> bool:
    """Whether a form was sent by one of our own pages, as far as the browser says."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        return fetched in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("Host", "")
