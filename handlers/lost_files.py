"""Why a file that somebody sent is not kept, in words that say what to do about it."""

from __future__ import annotations

from enum import StrEnum

from content.cldr import either, number
from content.file_types import CALLED, FileType
from content.message import escape
from content.traits import TakesFiles
from content.translated import _
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
    wanted = either([_(CALLED[one]) for one in FileType if one in types_of(question)])
    match why:
        case Lost.TOO_LARGE:
            most = number(MOST_BYTES // 1_000_000)
            said = _("I did not keep {file}: it is larger than {number} MB. Please send a smaller one.", file=called, number=most)
        case Lost.EMPTY:
            said = _("I did not keep {file}: there is nothing in it. Please look at it, and send it once more.", file=called)
        case Lost.OTHER_TYPE:
            said = _("I did not keep {file}: what is in it is not {wanted}.", file=called, wanted=wanted)
        case Lost.NOT_ALLOWED:
            said = _("I could not read {file}: Waypost is not allowed to read files here.", file=called)
        case Lost.GONE:
            said = _("I could not fetch {file}. Please send it once more.", file=called)
    return f"{said} {instead}".strip()
