"""Use-case: what a learner lets their coach see is brought to the coach, and follows what becomes of it."""

from __future__ import annotations

from datetime import datetime

from content.enclosures import enclosed_said
from content.labels import shown
from content.message import Heading, Message, Note, Part, Text, escape
from content.programme import Visibility
from content.translated import _
from handlers import notices
from handlers.notices import Notice
from handlers.questions import Question
from models import people, responses
from models.people import Person
from models.responses import Response
from models.session import Session
from scheduler.asking import heard
from scheduler.readers import speaking_to
from scheduler.words import enclosed


def follow(session: Session, question: Question, now: datetime, *, key: str) -> None:
    """If the learner's coach may see what was answered: tell them, once; what they were told shows what stands by now."""
    asked = question.delivery
    if asked.visibility != Visibility.COACH or not asked.seen_by:
        return
    coach, learner = people.get(session, asked.seen_by[0]), people.get(session, asked.person_id or 0)
    stand = [row for row in responses.to_delivery(session, asked.id or 0) if row.final and coach.id in row.seen_by]
    with speaking_to(coach):
        notice = Notice(coach, _message(question, learner, stand), f"coach/{asked.id}", enrolment_id=asked.enrolment_id)
    notices.follow(session, notice, now, stands=bool(stand), key=key)


def _message(question: Question, learner: Person, stand: list[Response]) -> Message:
    programme = question.programme.spoken
    title = programme.step(question.step.key).title
    said: list[Part] = []
    for row in stand:
        label = enclosed_said(enclosed(row)) or shown(programme, question.step.key, row.label)
        first, *words = heard(learner.name, row, label)
        said += words if said else (first, *words)  # of words that came later the label says nothing more
    if not stand:
        said = [Text(_("**{name}** keeps this answer to themselves now.", name=escape(learner.name)))]
    note = Note(_("You see this because you are {name}’s coach. They can take it back at any time.", name=escape(learner.name)))
    return Message((Heading(title), *said, note), summary=_("{title}: an answer", title=title))
