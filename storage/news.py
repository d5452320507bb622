"""What one process commits, the others hear at once: PostgreSQL's LISTEN and NOTIFY. Beats go on beside it, so nothing depends
on being heard.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import sleep

import psycopg
from sqlalchemy import URL, bindparam, select
from sqlalchemy import func as sql

from scheduler.ports import News
from storage.engine import connect_args
from storage.work import Work

_CHANNEL = "stepdown"
_TELL = select(sql.pg_notify(_CHANNEL, bindparam("news")))
_LOOK_S, _AGAIN_S = 0.5, 2.0


def tell(work: Work, news: News) -> None:
    """Let every process that listens know as soon as this work is committed; nobody hears of what is rolled back."""
    if work.is_postgres and news not in work.told:
        work.told.add(news)
        work.run(_TELL, news=str(news))


def hear(url: URL, told: Callable[[News], None], ends: Callable[[], bool]) -> None:
    """Call `told` for everything that any process commits, until `ends`. Blocks: for a thread of its own.

    After a connection was lost it connects again, and tells of everything, because something may have been missed.
    """
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    while not ends():
        # What cannot be heard now is found by the next beat.
        with suppress(psycopg.Error), psycopg.connect(plain, autocommit=True, **connect_args()) as connection:
            connection.execute(f"LISTEN {_CHANNEL}")
            for each in News:
                told(each)
            while not ends():
                for notice in connection.notifies(timeout=_LOOK_S):
                    if notice.payload in _KNOWN:
                        told(News(notice.payload))
                    if ends():
                        break
        if not ends():
            sleep(_AGAIN_S)


_KNOWN = frozenset(str(each) for each in News)
