"""Use-case: a file that came with an answer is here, or can't be had. Once none of them is on its way any more, the answer counts."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from hashlib import sha256

from content.activity import Answer, Enclosed
from content.file_types import FileType, file_type
from content.message import Message, Note, Part, Text, escape, to_json
from content.translated import _
from handlers import answers
from handlers.edits import update_posted
from handlers.house import House
from handlers.lost_files import MOST_BYTES, Lost, types_of, why_not
from handlers.questions import Question, audience, show, the_question
from models import deliveries, files, people, responses
from models.deliveries import Delivery, Kind
from models.files import AnswerFile, State
from models.responses import Response
from models.session import Session
from scheduler.readers import speaking_to


def store(session: Session, house: House, file_id: int, content: bytes, now: datetime) -> None:
    """A file is here: it is kept, if it is what the step asks for."""
    file = files.awaited(session, file_id)
    with speaking_to(people.get(session, file.person_id)) if file is not None else nullcontext():
        _store(session, house, file, content, now)


def _store(session: Session, house: House, file: AnswerFile | None, content: bytes, now: datetime) -> None:
    question = _asked(session, house, file)
    if file is None or question is None:
        return
    found = file_type(content)
    if len(content) > MOST_BYTES or not content:
        _fail(file, Lost.EMPTY if not content else Lost.TOO_LARGE)
    elif found is None or found not in types_of(question):
        _fail(file, Lost.OTHER_TYPE)
    else:
        file.type, file.sha256 = found, sha256(content).hexdigest()
        files.keep(session, file, content, now)
    _go_on(session, question, file, now)


def lose(session: Session, house: House, file_id: int, why: Lost, now: datetime) -> None:
    """A file can't be had."""
    file = files.awaited(session, file_id)
    with speaking_to(people.get(session, file.person_id)) if file is not None else nullcontext():
        question = _asked(session, house, file)
        if file is not None and question is not None:
            _fail(file, why)
            _go_on(session, question, file, now)


def _asked(session: Session, house: House, file: AnswerFile | None) -> Question | None:
    """What it answers. None: it is not awaited any more; of one whose answer is gone nothing is kept."""
    if file is None:
        return None
    response = responses.get(session, file.response_id)
    if response.withdrawn_at is None and response.delivery_id is not None:
        return the_question(session, house, deliveries.get(session, response.delivery_id))
    files.erase(session, file.response_id)
    return None


def _fail(file: AnswerFile, why: Lost) -> None:
    file.state, file.reason, file.ref, file.lease_until = State.FAILED, why, {}, None


def _go_on(session: Session, question: Question, file: AnswerFile, now: datetime) -> None:
    """Once nothing of the answer is on its way any more: mark it anew, and say what came of it."""
    session.flush()
    response, together = responses.get(session, file.response_id), files.of_response(session, file.response_id)
    if any(one.state == State.AWAITED for one in together):
        return
    key = f"files/{response.id}"
    lost = tuple(Text(why_not(Lost(one.reason or Lost.GONE), one.name, question)) for one in together if one.state == State.FAILED)
    kept = tuple(Enclosed(one.name, one.size_bytes, FileType(one.type or "")) for one in together if one.state == State.KEPT)
    if kept:
        answer = Answer(text=response.words, files=kept)
        taken = answers.take(session, question, answer, now, key=key, corrected=response)
        response.edited_at = None  # they have changed nothing
        parts = (*_noted(session, question, taken), *lost)
    else:
        parts = (*lost, *_without(session, question, response, now, key=key))
    update_posted(session, response, now, key=key)
    _tell(session, file, Message(parts, summary=_("About {title}", title=question.step.title)), now, key=key)


def _noted(session: Session, question: Question, taken: answers.Taken) -> tuple[Part, ...]:
    rows = [taken.response] if taken.response is not None else []
    seen = audience(session, question, rows)
    taking_back = _("If that was not meant for it, delete your message: I then forget it.")
    noted = Text(_("Noted for *{title}*.", title=escape(question.step.title)))
    return noted, *taken.mark.feedback, Note(f"{seen.said} {taking_back}")


def _without(session: Session, question: Question, response: Response, now: datetime, *, key: str) -> tuple[Part, ...]:
    """None of its files is here, so it answers nothing: its words stay as a note of their own."""
    response.delivery_id, response.status, response.label, response.values, response.final = None, "note", "", {}, True
    response.visibility, response.seen_by = "private", []
    if not response.words:
        response.withdrawn_at = now
    session.flush()
    show(session, question, now, key=key)
    return (Text(_("Your words I kept as a note that only you see.")),) if response.words else ()


def _tell(session: Session, file: AnswerFile, message: Message, now: datetime, *, key: str) -> None:
    row = Delivery(
        workspace_id=file.workspace_id,
        person_id=file.person_id,
        kind=Kind.REPLY,
        key=f"reply/{key}",
        conversation=deliveries.to_person(file.person_id),
        thread=file.thread,
        message=to_json(message),
        due_at=now,
        planned_at=now,
    )
    deliveries.queue(session, [row])
