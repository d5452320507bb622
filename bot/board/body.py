"""The small forms of the page: read up to a limit, and no further."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

_MOST_BYTES = 8 * 1024
_MOST_FIELDS = 10
_FORM = "application/x-www-form-urlencoded"


class BodyError(Exception):
    """What came is no form of ours; `status` says why: 400 no form, 413 too long."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


async def read_small_form(request: Request) -> dict[str, str]:
    """The fields of a form, the last value of each. Raises BodyError."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip().casefold() != _FORM:
        raise BodyError(400)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise BodyError(413)
    try:
        return dict(
            parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
        )
    except ValueError:
        raise BodyError(400) from None
