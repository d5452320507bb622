"""`python -m bot`, the same program as the script `stepdown`."""

from __future__ import annotations

from bot.cli.app import main

__all__ = ["main"]

if __name__ == "__main__":
    raise SystemExit(main())
