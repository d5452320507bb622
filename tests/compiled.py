"""What SQLAlchemy makes of a statement is kept for all databases of a run: tests open thousands, each with an engine of its own.

A program compiles each statement once in its life; a test that lives for a tenth of a second would do little else.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event


class _Compiled(dict[Any, Any]):
    """By the name of the dialect where SQLAlchemy says the dialect itself, which is another object for each engine."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_named(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_named(key), compiled)


def _named(key: Any) -> Any:
    dialect, *rest = key
    return (dialect.name, dialect.driver, *rest)


_kept = _Compiled()


def keep_compiled() -> None:
    """From now on, for every engine of this process."""
    event.listen(Engine, "engine_connect", _keep)


def _keep(conn: Connection) -> None:
    conn.execution_options(compiled_cache=_kept)
