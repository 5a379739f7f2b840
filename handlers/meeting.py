"""Use-case: a conversation that a learner is to hold: they choose a time, and say afterwards whether it took place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from content.cldr import clock, weekday_date
from content.message import Choice, Choices, Message, Text, escape, say, to_json
from content.programme import Step
from content.traits import Arranged
from content.translated import N_, _, _n
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
from scheduler.readers import speaking_to

MORNING = time(9)  # of the working day after, when it is asked whether it took place
OPEN_FOR = timedelta(days=1)  # after the conversation, until the link no longer leads to its appointment
TITLES = {"manager": N_("{title} (with your manager)"), "coach": N_("{title} (with your coach)")}
ASKS = {
    "manager": N_("Did your conversation with your manager take place? It is about **{title}**."),
    "coach": N_("Did your conversation with your coach take place? It is about **{title}**."),
}


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation with a time. *name* is whom it is with ("": nobody knows), *partner* what they are: `manager` or `coach`."""

    step: Step
    when: datetime
    name: str
    partner: str

    def title(self) -> str:
        if self.name:
            return _("{title} (with {name})", title=self.step.title, name=self.name)
        return _(TITLES[self.partner], title=self.step.title)

    def asks(self) -> str:
        """Whether it took place, as Markdown."""
        title = escape(self.step.title)
        if self.name:
            return _("Did your conversation with {name} take place? It is about **{title}**.", name=escape(self.name), title=title)
        return _(ASKS[self.partner], title=title)


def follow(
    session: Session, house: House, sender: Sender, question: Question, pressed: Delivery, incoming: Incoming, label: str, now: datetime
) -> None:
    """If the step that was answered is a conversation: have it asked about once its time is over, and hand out that time."""
    activity, asked = question.step.activity, question.delivery
    if not isinstance(activity, Arranged):
        return
    for one in deliveries.notices_about(session, asked.id or 0):  # another time was chosen, or there is nothing left to ask
        if is_asking(one) and one.state in (State.SCHEDULED, State.QUEUED):
            one.state, one.reason = State.CANCELLED, N_("overtaken by what they said since")
    if is_asking(pressed):
        closed = say(_("*{title}*: {answer}. Noted, thank you.", title=escape(question.step.title), answer=escape(label)))
        deliveries.queue(session, [deliveries.look(pressed, to_json(closed), now, key=f"update/{pressed.id}/{incoming.key}")])
    session.flush()
    when = activity.chosen(incoming.choice)
    if when is not None:  # said in a message of its own, as it is wanted later, and a card changes
        said = _arranged(session, house, question, activity, when, now)
        tell(session, sender, said, replace(incoming, key=f"meet/{incoming.key}"), now)


def _arranged(session: Session, house: House, question: Question, activity: Arranged, when: datetime, now: datetime) -> Message:
    talk = _talk(session, question, activity, when)
    asking = _ask_afterwards(session, question, activity, talk, now)
    told = _n(
        "For your calendar: **{title}**, {date}, {time}, {number} minute.",
        "For your calendar: **{title}**, {date}, {time}, {number} minutes.",
        question.step.minutes,
        title=escape(talk.title()),
        date=weekday_date(when),
        time=clock(when),
    )
    said = Text(told)
    if asking is None or not house.public_url:
        return Message((said,))
    link = Choice("ics", _("Put it into your calendar"), url=f"{house.public_url}/ics/{asking.token}")
    return Message((said, Choices((link,))))


def _talk(session: Session, question: Question, activity: Arranged, when: datetime) -> Talk:
    name = partner(session, activity, question.delivery.person_id or 0)
    return Talk(question.step, when, name, activity.conversation().partner)


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
    notice = Notice(person, Message((Text(talk.asks()), activity.afterwards())), key, enrolment_id=asked.enrolment_id)
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
    with speaking_to(people.get(session, asking.person_id or 0)):
        question = the_question(session, house, deliveries.get(session, asking.about_id))
        activity = question.step.activity
        if not isinstance(activity, Arranged):
            return None
        title = _talk(session, question, activity, when).title()
    return written(title, [Appointment(f"{token}@waypost", when.astimezone(UTC), question.step.minutes, title, busy=True)], now)
