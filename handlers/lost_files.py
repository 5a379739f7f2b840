"""Why a file that somebody sent is not kept, in words that say what to do about it."""

from __future__ import annotations

from enum import StrEnum

from content.activities import TakesFiles
from content.file_types import CALLED, FileType
from content.message import escape
from handlers.questions import Question

MOST_BYTES = 10_000_000


class Lost(StrEnum):
    """Why a file is not kept."""

    TOO_LARGE = "too large"
    EMPTY = "empty"
    OTHER_TYPE = "another type"
    NOT_ALLOWED = "not allowed"  #: the platform does not let us read files
    GONE = "gone"  #: it could not be had


def types_of(question: Question) -> frozenset[FileType]:
    """What a file may be that answers it; nothing: it asks for no files."""
    activity = question.step.activity
    return activity.file_types() if isinstance(activity, TakesFiles) else frozenset()


def why_not(why: Lost, name: str, question: Question) -> str:
    """What became of the file of that *name*, and what can be done about it, as Markdown."""
    activity, called = question.step.activity, f"*{escape(name)}*"
    instead = activity.instead() if isinstance(activity, TakesFiles) else ""
    types = [CALLED[one] for one in FileType if one in types_of(question)]
    wanted = f"{', '.join(types[:-1])} or {types[-1]}" if len(types) > 1 else "".join(types)
    match why:
        case Lost.TOO_LARGE:
            said = f"I did not keep {called}: it is larger than {MOST_BYTES // 1_000_000} MB. Please send a smaller one."
        case Lost.EMPTY:
            said = f"I did not keep {called}: there is nothing in it. Please look at it, and send it once more."
        case Lost.OTHER_TYPE:
            said = f"I did not keep {called}: what is in it is not {wanted}."
        case Lost.NOT_ALLOWED:
            said = f"I could not read {called}: Waypost is not allowed to read files here."
        case Lost.GONE:
            said = f"I could not fetch {called}. Please send it once more."
    return f"{said} {instead}".strip()
