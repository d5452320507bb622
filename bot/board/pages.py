"""The pages of the board: who may see them, what is on them, and the answers given there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.board.body import BodyError, read_small_form
from bot.board.line import read_board
from bot.board.patient import DAYS, read_patient
from bot.board.rendering import Rendering, seal_off
from bot.board.session import PATH, LoginLimit, Visitor, forget, is_from_here, is_secure, keep, secret_in
from bot.bootstrap import House
from scheduler.alarm_answer import Answer
from scheduler.clinic import answer_at_board, begin_session, session_of

MOST_NOTE = 200
REFRESH_S = 60
_NUMBER = r"[1-9][0-9]{0,17}"
_log = structlog.get_logger(__name__)
_Page = Callable[[Request], Awaitable[Response]]


class BoardPages:
    """The routes under `/board` of one house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._limit = LoginLimit()
        self._rendering = Rendering()

    def routes(self, guard: Callable[[_Page], _Page]) -> list[Route]:
        """`guard` counts requests, and answers for what goes wrong elsewhere."""

        def route(path: str, page: _Page, method: str) -> Route:
            guarded = self._safe(page)
            guarded.__name__ = f"board{page.__name__}"
            return Route(f"{PATH}{path}", guard(guarded), methods=[method])

        return [
            route("", self._list, "GET"),
            route("/login", self._show_login, "GET"),
            route("/login", self._login, "POST"),
            route("/logout", self._logout, "POST"),
            route("/style.css", self._stylesheet, "GET"),
            route("/icon.svg", self._icon, "GET"),
            route("/{patient}", self._patient, "GET"),
            route("/{patient}/answer", self._answer, "POST"),
        ]

    def _safe(self, page: _Page) -> _Page:
        async def safely(request: Request) -> Response:
            try:
                answer = await page(request)
            except BodyError as error:
                answer = self._rendering.message("refused", error.status)
            except ClientDisconnect:
                answer = Response("", 400)
            except Exception as error:
                _log.error("board.failed", page=page.__name__.strip("_"), error=error)
                answer = self._rendering.message("failed", 503)
            return seal_off(answer)

        return safely

    async def _visitor(self, request: Request) -> Visitor | None:
        secret = secret_in(request)
        if secret is None:
            return None

        def look() -> Visitor | None:
            with self._house.store.reading() as records:
                found = session_of(records, secret, self._house.clock.now())
            return None if found is None else Visitor(found[1], found[0], secret)

        return await asyncio.to_thread(look)

    def _to_login(self, request: Request) -> Response:
        gone = "?gone=1" if secret_in(request) else ""
        return RedirectResponse(f"{PATH}/login{gone}", 303)

    async def _list(self, request: Request) -> Response:
        visitor = await self._visitor(request)
        if visitor is None:
            return self._to_login(request)
        stands, only_open = "still" in request.query_params, request.query_params.get("show") == "open"

        def render() -> Response:
            now = self._house.clock.now()
            with self._house.store.reading() as records:
                board = read_board(records, now)
            shown = [line for line in board.lines if line.is_open or not only_open]
            groups: dict[str, list[object]] = {}
            for line in shown:
                groups.setdefault(line.row.why.value, []).append(line)
            return self._rendering.page(
                "list", visitor=visitor, board=board, groups=groups, at=_clock(now), stands=stands, only_open=only_open,
                seconds=None if stands else REFRESH_S,
            )  # fmt: skip

        return await asyncio.to_thread(render)

    async def _patient(self, request: Request) -> Response:
        visitor = await self._visitor(request)
        if visitor is None:
            return self._to_login(request)
        number, done = _number(request), request.query_params.get("done", "")
        if number is None:
            return self._rendering.message("missing", 404)

        def render() -> Response:
            now = self._house.clock.now()
            with self._house.store.reading() as records:
                page = read_patient(records, self._house.knowledge, number, now)
            if page is None:
                return self._rendering.message("missing", 404)
            told = _DONE.get(done, "")
            return self._rendering.page(
                "patient", visitor=visitor, page=page, at=_clock(now), days=DAYS, most_note=MOST_NOTE, told=told
            )

        answer = await asyncio.to_thread(render)
        # Who looked at whom can be asked for; ids only.
        _log.info("board.looked", member=visitor.member.person_id, patient=number)
        return answer

    async def _answer(self, request: Request) -> Response:
        form = await read_small_form(request)
        visitor = await self._visitor(request)
        if visitor is None:
            return self._to_login(request)
        number, answer = _number(request), form.get("answer", "")
        if not is_from_here(request) or not visitor.holds(form.get("mark", "")):
            return self._rendering.message("refused", 403)
        note = " ".join(form.get("note", "").split())
        if number is None or answer not in _ANSWERS or len(note) > MOST_NOTE:
            return self._rendering.message("refused", 400)

        def act() -> str | None:
            now = self._house.clock.now()
            with self._house.store.transaction() as records:
                patient = records.people.patients([number]).get(number)
                if patient is None:
                    return None
                moved = answer_at_board(records, patient, visitor.member, _ANSWERS[answer], note, now)
            if not moved:
                return "nothing"
            if all(before.ended_at is not None for before, _ in moved):
                return "seen"
            if answer == Answer.ALL_CLEAR and all(before is after for before, after in moved):
                return "not-spoken"
            return "over" if all(after.ended_at is not None for _, after in moved) else answer

        done = await asyncio.to_thread(act)
        if done is None:
            return self._rendering.message("missing", 404)
        _log.info("board.answered", member=visitor.member.person_id, patient=number, answer=answer)
        return RedirectResponse(f"{PATH}/{number}?done={done}", 303)

    async def _show_login(self, request: Request) -> Response:
        return self._rendering.page("login", visitor=None, says="gone" if "gone" in request.query_params else "")

    async def _login(self, request: Request) -> Response:
        form = await read_small_form(request)
        if not is_from_here(request):
            return self._rendering.message("refused", 403)
        if self._limit.is_over(request):
            answer = self._rendering.page("login", 429, visitor=None, says="busy")
            answer.headers["Retry-After"] = "60"
            return answer
        token = form.get("token", "").strip()[:MOST_NOTE]

        def enter() -> tuple[str, timedelta] | None:
            now = self._house.clock.now()
            with self._house.store.transaction() as records:
                begun = begin_session(records, token, now)
            return None if begun is None else (begun[1], begun[0].expires_at - now)

        begun = await asyncio.to_thread(enter)
        if begun is None:
            self._limit.count(request)
            _log.warning("board.refused")
            return self._rendering.page("login", 403, visitor=None, says="wrong")
        answer = RedirectResponse(PATH, 303)
        secure = is_secure(request, self._house.settings.public_url)
        keep(answer, begun[0], int(begun[1].total_seconds()), secure=secure)
        return answer

    async def _logout(self, request: Request) -> Response:
        form = await read_small_form(request)
        visitor = await self._visitor(request)
        answer = RedirectResponse(f"{PATH}/login", 303)
        if visitor is None:
            return answer
        if not is_from_here(request) or not visitor.holds(form.get("mark", "")):
            return self._rendering.message("refused", 403)

        def end() -> None:
            with self._house.store.transaction() as records:
                records.board_passes.end(visitor.session.id, self._house.clock.now())

        await asyncio.to_thread(end)
        forget(answer, secure=is_secure(request, self._house.settings.public_url))
        return answer

    async def _stylesheet(self, request: Request) -> Response:
        return Response(self._rendering.style, media_type="text/css")

    async def _icon(self, request: Request) -> Response:
        return Response(self._rendering.icon, media_type="image/svg+xml")


_ANSWERS: Mapping[str, Answer] = {each.value: each for each in (Answer.ON_IT, Answer.SPOKE, Answer.ALL_CLEAR)}
_DONE = {
    "on_it": "board-done-on-it",
    "spoke": "board-done-spoke",
    "over": "board-done-over",
    "all_clear": "board-done-over",
    "not-spoken": "board-done-not-spoken",
    "nothing": "board-done-nothing",
    "seen": "board-done-seen",
}


def _clock(now: datetime) -> str:
    return f"{now:%Y-%m-%d %H:%M} UTC"


def _number(request: Request) -> int | None:
    said = request.path_params["patient"]
    return int(said) if re.fullmatch(_NUMBER, said, re.ASCII) else None
