"""What the process writes down of itself: one line an event, as text or JSON; every line of whichever logger is cleaned on its way out."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TypeAlias

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from bot.redaction import Redaction, said_around

TALKATIVE = (
    "slack_sdk",
    "slack_bolt",
    "botframework",
    "msrest",
    "urllib3",
    "requests",
    "aiohttp",
    "asyncio",
    "apscheduler",
    "procrastinate",
)
# What these say of an error shows values: PostgreSQL the whole row that broke a rule, pydantic what was given.
SHOW_VALUES = ("sqlalchemy", "psycopg", "sqlite3", "alembic", "pydantic", "pydantic_core")
OURS = ("bot", "handlers", "scheduler", "models", "content")

ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
Form: TypeAlias = Literal["json", "plain"]
log = logging.getLogger(__name__)


def formatter(form: Form, secrets: Iterable[str] = ()) -> logging.Formatter:
    """Makes a line of a record: described, its error shown, everything cleaned, written down."""
    before: list[Processor] = [_described]
    processors: list[Processor] = [
        ProcessorFormatter.remove_processors_meta,
        Cleaned(Redaction(secrets)),
        _as_json() if form == "json" else _as_line,
    ]
    return ProcessorFormatter(foreign_pre_chain=before, processors=processors, pass_foreign_args=True)


def _described(_: Any, __: str, event: EventDict) -> EventDict:
    """When, how bad, who says it; of our own lines also what is constant in them, to count them by."""
    record: logging.LogRecord = event["_record"]
    event["at"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    event["level"], event["logger"] = record.levelname, record.name
    if event["positional_args"] and record.name.partition(".")[0] in OURS:
        event["template"] = str(record.msg)
    return event


class Cleaned:
    """The one processor through which everything goes: errors become text, and text is cleaned."""

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction

    def __call__(self, _: Any, __: str, event: EventDict) -> EventDict:
        given = event.pop("positional_args", ())
        errors = [one for one in (given if isinstance(given, tuple) else ()) if isinstance(one, BaseException)]
        info: ExcInfo = event.pop("exc_info", None) or (None, None, None)
        if info[1] is not None:
            event["error"] = shown(info[1])
            errors += _chain(info[1])
        words = said_around(errors)
        return {name: self._redaction.clean(str(value), () if name in ("at", "level") else words) for name, value in event.items()}


def shown(error: BaseException) -> str:
    """Where an error happened and what it is, and those that led to it; not what it says, if that shows values."""
    return "\nwhich led to\n".join(_one(one) for one in reversed(_chain(error)))


def _chain(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain


def _one(error: BaseException) -> str:
    kind = type(error)
    said = "" if kind.__module__.partition(".")[0] in SHOW_VALUES else f": {error}"
    inner = "".join(f"\nin it: {shown(one)}" for one in error.exceptions) if isinstance(error, BaseExceptionGroup) else ""
    return "".join(traceback.format_tb(error.__traceback__)) + f"{kind.__module__}.{kind.__qualname__}{said}{inner}"


def _as_json() -> Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _as_line(_: Any, __: str, event: EventDict) -> str:
    said = event["event"].replace("\r", "\\r").replace("\n", "\\n")  # one event, one line, whoever wrote it
    line = f"{event['at']} {event['level']} {event['logger']} {said}"
    return "\n".join([line, *(event[name] for name in ("error", "stack_info") if name in event)])


class Careful(logging.StreamHandler[Any]):
    """Python's own way with a line that can't be formatted shows its arguments."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        self.stream.write(f"a line of {record.name} could not be written ({record.filename}:{record.lineno})\n")


def log_to_stderr(level: str, form: Form | None = None, secrets: Iterable[str] = ()) -> None:
    """Without a *form*: plain on a terminal, JSON elsewhere. The SDKs write whole requests at DEBUG: theirs stay at INFO."""
    handler = Careful(sys.stderr)
    handler.setFormatter(formatter(form or ("plain" if sys.stderr.isatty() else "json"), secrets))
    logging.basicConfig(level=level, handlers=[handler])
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.getLevelName(level), logging.INFO))
    for name in ("alembic", "uvicorn", "apscheduler", "procrastinate"):  # they introduce themselves at every start, or every second
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _ended_by
    threading.excepthook = lambda ended: _ended_by(ended.exc_type, ended.exc_value, ended.exc_traceback)


def _ended_by(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """What nobody has caught goes the way of all lines."""
    if error is None or isinstance(error, KeyboardInterrupt):
        return
    log.critical("nobody has caught this", exc_info=(kind, error, trace))
