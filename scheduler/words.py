"""People's words in a message are looked up when it is sent, so that what was taken back is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from content.activity import Enclosed
from content.enclosures import enclosed_said
from content.file_types import FileType
from content.languages import speaking
from content.message import Message, Part, Quote
from models import checkins, responses
from models.responses import Response
from models.session import Session


def resolve(session: Session, message: Message, reader: int | None) -> Message:
    """The message with the words its quotes refer to, as far as the person *reader* may see them now."""
    quotes = [part for part in message.parts if isinstance(part, Quote) and (part.response is not None or part.checkin is not None)]
    if not quotes:  # as most messages: nothing to ask the database for
        return message
    answers = responses.many(session, {part.response for part in quotes if part.response is not None})
    weeks = checkins.many(session, {part.checkin for part in quotes if part.checkin is not None})
    with speaking(message.language):
        filled = [_filled(part, answers, weeks, reader) for part in message.parts]
    return replace(message, parts=tuple(part for part in filled if part is not None))


def enclosed(answer: Response) -> tuple[Enclosed, ...]:
    """The files of an answer that was recorded, as far as it tells of them."""
    return tuple(Enclosed(name, size, FileType(kind) if kind else None) for name, size, kind in answer.values.get(responses.FILES, ()))


def told(answer: Response) -> str:
    """What others who may see an answer read of it: the words, and of files what they are."""
    return "\n".join(one for one in (enclosed_said(enclosed(answer)), answer.words) if one)


def _filled(
    part: Part, answers: Mapping[int, responses.Response], weeks: Mapping[int, checkins.Checkin], reader: int | None
) -> Part | None:
    if not isinstance(part, Quote) or (part.response is None and part.checkin is None):
        return part
    words = ""
    if part.response is not None:
        answer = answers.get(part.response)
        if answer is not None and answer.withdrawn_at is None and reader in (answer.person_id, *answer.seen_by):
            words = answer.words if reader == answer.person_id else told(answer)
    elif part.checkin is not None:
        week = weeks.get(part.checkin)
        if week is not None and reader in (week.person_id, *week.seen_by):
            words = {"did": week.did, "next": week.next}.get(part.item, "")
    return Quote(words, part.by) if words else None
