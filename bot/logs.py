"""What the process writes down of itself: lines of constant text with ids, and errors without what a database says of its rows."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import TypeAlias

TALKATIVE = ("slack_sdk", "slack_bolt", "botframework", "msrest", "urllib3", "requests", "aiohttp", "asyncio", "apscheduler")
DATABASES = ("sqlalchemy", "psycopg", "sqlite3", "alembic")  # PostgreSQL shows the whole row that broke a rule

ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Shows of an error where it happened and what it is; of a database's error not what it says."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 (logging's name)
        chain: list[BaseException] = []
        error = ei[1]
        while error is not None and error not in chain:
            chain.append(error)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\nwhich led to\n".join(_shown(one) for one in reversed(chain))


def _shown(error: BaseException) -> str:
    kind = type(error)
    said = "" if kind.__module__.split(".")[0] in DATABASES else f": {error}"
    return "".join(traceback.format_tb(error.__traceback__)) + f"{kind.__module__}.{kind.__qualname__}{said}"


def log_to_stderr(level: str) -> None:
    """The SDKs write whole requests at DEBUG, with what learners wrote: theirs stay at INFO."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.getLevelName(level), logging.INFO))
    for name in ("alembic", "uvicorn"):  # they introduce themselves at every start
        logging.getLogger(name).setLevel(logging.WARNING)
