"""Templates filled and sent: escaped, without script, with nothing from elsewhere, and kept by no browser."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from bot.texts.words import say

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Rendering:
    """The templates of the board, read once."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("bot.board"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["say"] = say
        here = files("bot.board")
        self.style, self.icon = here.joinpath("board.css").read_bytes(), here.joinpath("icon.svg").read_bytes()

    def page(self, template: str, status: int = 200, **given: object) -> Response:
        """A page of its own words."""
        return HTMLResponse(self._templates.get_template(f"{template}.html").render(**given), status)

    def message(self, code: str, status: int) -> Response:
        """A page that only says what `board-<code>` says."""
        return self.page("message", status, code=code, visitor=None)


def seal_off(answer: Response) -> Response:
    """Add what keeps other sites, caches and frames away."""
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer
