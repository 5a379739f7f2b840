"""Use-case: a conversation that a learner is to hold: they choose a time, and say afterwards whether it took place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from content.activities import Arranged
from content.message import Choice, Choices, Message, Text, escape, say, to_json
from content.programme import Step
from handlers import notices
from handlers.house import House
from handlers.ics.writing import Appointment, written
from handlers.incoming import Incoming
from handlers.notices import Notice
from handlers.questions import Question, the_question
from handlers.sender import Sender
from handlers.telling import tell
from models import deliveries, people
from models.deliveries import Delivery, Kind, State
from models.session import Session
from scheduler import waking
from scheduler.calendar import at
from scheduler.conversations import PENDING, ask_key, day_after, is_asking, partner, time_of

MORNING = time(9)  # of the working day after, when it is asked whether it took place
OPEN_FOR = timedelta(days=1)  # after the conversation, until the link no longer leads to its appointment


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation with a time. *whom* is whom it is with, in words."""

    step: Step
    when: datetime
    whom: str

    @property
    def title(self) -> str:
        return f"{self.step.title} ({self.whom})"


def follow(
    session: Session, house: House, sender: Sender, question: Question, pressed: Delivery, incoming: Incoming, label: str, now: datetime
) -> None:
    """If the step that was answered is a conversation: have it asked about once its time is over, and hand out that time."""
    activity, asked = question.step.activity, question.delivery
    if not isinstance(activity, Arranged):
        return
    for one in deliveries.notices_about(session, asked.id or 0):  # another time was chosen, or there is nothing left to ask
        if is_asking(one) and one.state in (State.SCHEDULED, State.QUEUED):
            one.state, one.reason = State.CANCELLED, "overtaken by what they said since"
    if is_asking(pressed):
        closed = say(f"*{escape(question.step.title)}*: {escape(label)}. Noted, thank you.")
        deliveries.queue(session, [deliveries.look(pressed, to_json(closed), now, key=f"update/{pressed.id}/{incoming.key}")])
    session.flush()
    when = activity.chosen(incoming.choice)
    if when is not None:  # said in a message of its own, as it is wanted later, and a card changes
        said = _arranged(session, house, question, activity, when, now)
        tell(session, sender, said, replace(incoming, key=f"meet/{incoming.key}"), now)


def _arranged(session: Session, house: House, question: Question, activity: Arranged, when: datetime, now: datetime) -> Message:
    talk = _talk(session, question, activity, when)
    asking = _ask_afterwards(session, question, activity, talk, now)
    said = Text(f"For your calendar: **{escape(talk.title)}**, {when:%A %-d %B, %H:%M}, {question.step.minutes} minutes.")
    if asking is None or not house.public_url:
        return Message((said,))
    link = Choice("ics", "Put it into your calendar", url=f"{house.public_url}/ics/{asking.token}")
    return Message((said, Choices((link,))))


def _talk(session: Session, question: Question, activity: Arranged, when: datetime) -> Talk:
    name = partner(session, activity, question.delivery.person_id or 0)
    return Talk(question.step, when, f"with {name}" if name else f"with your {activity.conversation().partner}")


def _ask_afterwards(session: Session, question: Question, activity: Arranged, talk: Talk, now: datetime) -> Delivery | None:
    """The row that asks, on the working day after, whether it took place. None: nothing reaches them."""
    asked = question.delivery
    key = ask_key(asked, talk.when)
    before = deliveries.by_key(session, f"{Kind.NOTICE}/{key}")
    if before is not None:
        if before.state == State.CANCELLED:
            before.state, before.reason = State.SCHEDULED, None
        return before
    person = people.get(session, asked.person_id or 0)
    mine = waking.of(session, [person])[person.id or 0]
    asking_at = max(at(day_after(mine.calendar, talk.when.astimezone(mine.zone)), MORNING, mine.zone), now)
    words = Text(f"Did your conversation {escape(talk.whom)} take place? It is about **{escape(talk.step.title)}**.")
    notice = Notice(person, Message((words, activity.afterwards())), key, enrolment_id=asked.enrolment_id)
    made = notices.rows(session, [notice], notices.reach(session, [person], asking_at), now)
    for row in made:
        row.about_id = asked.id  # a press on it answers that
    deliveries.queue(session, made)
    return deliveries.by_key(session, f"{Kind.NOTICE}/{key}")


def invitation(session: Session, house: House, token: str, now: datetime) -> bytes | None:
    """The appointment behind a link, as a calendar's file: its time and its title. None: there is none, or it is over."""
    asking = deliveries.by_token(session, token)
    when = time_of(asking) if asking is not None else None
    if asking is None or when is None or asking.about_id is None or asking.state not in PENDING or now >= when + OPEN_FOR:
        return None
    question = the_question(session, house, deliveries.get(session, asking.about_id))
    activity = question.step.activity
    if not isinstance(activity, Arranged):
        return None
    talk = _talk(session, question, activity, when)
    appointment = Appointment(f"{token}@waypost", when.astimezone(UTC), question.step.minutes, talk.title, busy=True)
    return written(talk.title, [appointment], now)
