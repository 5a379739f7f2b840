"""Use-case: files come with what a person types. They answer a step that asks for them, once the edge has fetched them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from content.activity import UNWRITABLE, Answer, Enclosed
from content.cldr import number
from content.message import escape
from content.translated import _, _n
from handlers import answers
from handlers.house import House
from handlers.incoming import Attachment, Incoming
from handlers.lost_files import MOST_BYTES, Lost, types_of, why_not
from handlers.questions import Question, the_question
from handlers.sender import Sender
from models.deliveries import Delivery, Kind
from models.files import AnswerFile
from models.responses import Response
from models.session import Session

MOST_FILES = 5
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Unkept:
    """Why no file was taken, as Markdown. *meant*: they were meant for a step that asks for files, as then are the words beside them."""

    why: str
    meant: bool


def take(session: Session, house: House, sender: Sender, rows: Sequence[Delivery], incoming: Incoming, now: datetime) -> Unkept | None:
    """Take the files of a typed message as an answer to the first of *rows* that asks for some. None: they are on their way."""
    steps = (row for row in rows if row.kind == Kind.STEP)
    question = next((one for one in (the_question(session, house, row) for row in steps) if types_of(one)), None)
    if question is None:
        return Unkept(_("I keep files only where a step asks for one, and none that is open does. Words are always fine."), meant=False)
    refusal = _refused(question, incoming.files)
    if refusal:
        return Unkept(refusal, meant=True)
    answer = Answer(text=incoming.text, files=tuple(Enclosed(named(one.name), one.size_bytes or 0) for one in incoming.files))
    taken = answers.take(session, question, answer, now, key=incoming.key, source=incoming.source)
    if taken.response is None:
        return Unkept(" ".join(escape(said) for said in taken.mark.problems.values()), meant=True)
    for place, (one, found) in enumerate(zip(incoming.files, answer.files, strict=True)):
        session.add(_row(sender, taken.response, incoming, one, found, place, now))
    session.flush()
    return None


def _refused(question: Question, attached: Sequence[Attachment]) -> str:
    """Why these can't be kept, as far as one can tell before they are here; "": they may."""
    if len(attached) > MOST_FILES:
        return _n(
            "That is {number} file, and I take at most {most} at a time. Please send the ones that show most.",
            "Those are {number} files, and I take at most {most} at a time. Please send the ones that show most.",
            len(attached),
            most=number(MOST_FILES),
        )
    said = [
        why_not(Lost.TOO_LARGE, named(one.name), question) for one in attached if one.size_bytes is not None and one.size_bytes > MOST_BYTES
    ]
    return " ".join(said)


def named(name: str) -> str:
    """A file's name as bare text on one line, without the folders that some clients put before it."""
    last = name.translate(UNWRITABLE).replace("\\", "/").rpartition("/")[2]
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in last).split()) or _("file")
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1] + "…"


def _row(sender: Sender, response: Response, incoming: Incoming, one: Attachment, found: Enclosed, place: int, now: datetime) -> AnswerFile:
    return AnswerFile(
        person_id=sender.id,
        workspace_id=sender.address.workspace_id,
        response_id=response.id or 0,
        place=place,
        name=found.name,
        size_bytes=found.size_bytes,
        ref=dict(one.ref),
        thread=incoming.answer_in,
        created_at=now,
    )
