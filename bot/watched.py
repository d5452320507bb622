"""Health and numbers of a process that takes nothing in: what `schedule` serves at METRICS_PORT."""

from __future__ import annotations

import asyncio

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.bootstrap import House
from bot.health import look_at_health
from bot.metrics import Metrics


def watched_app(house: House, metrics: Metrics) -> Starlette:
    """GET /health (200 only if database and scheduler are at work) and GET /metrics (Prometheus)."""

    async def health(request: Request) -> Response:
        found = await asyncio.to_thread(look_at_health, house)
        return JSONResponse(found.as_json(), 200 if found.ok else 503)

    async def show(request: Request) -> Response:
        return Response(await asyncio.to_thread(metrics.show), media_type=metrics.media_type)

    return Starlette(routes=[Route("/health", health, methods=["GET"]), Route("/metrics", show, methods=["GET"])])
