"""A step that was asked of somebody: who sees the answer, and what its card shows of the answers that stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from content.activity import Answer, Mark
from content.labels import shown
from content.message import Message, Part, Quote, escape, say, to_json
from content.programme import Programme, Step, Visibility
from content.translated import N_, _
from handlers.house import House
from handlers.tallies import tally
from models import deliveries, people, responses
from models.deliveries import Delivery, State
from models.responses import Response
from models.session import Session
from scheduler import activities, asking, conversations, forums
from scheduler.readers import speaking_to
from scheduler.visibility import Audience, kept
from scheduler.words import enclosed

NO_MORE_TRIES = 1_000  # an answer that stands is judged as the last one


@dataclass(frozen=True, slots=True)
class Question:
    """A step that was sent to somebody."""

    delivery: Delivery
    programme: Programme
    step: Step


def the_question(session: Session, house: House, asked: Delivery) -> Question:
    """What the delivery asked, as its programme version has it. Raises LookupError: it was no step."""
    if asked.enrolment_id is None or asked.step is None:
        raise LookupError(f"delivery {asked.id} asks nothing of a programme")
    return _asked(session, house.library.asked(session, asked), asked)


def _asked(session: Session, programme: Programme, asked: Delivery) -> Question:
    step = conversations.as_asked(session, forums.as_asked(session, programme.step(asked.step or ""), asked.id or 0), asked)
    return Question(asked, programme, asking.as_asked(session, programme, step, asked))


def audience(session: Session, question: Question, rows: Sequence[Response] = ()) -> Audience:
    """Who sees these answers, taken back or not; without any, whom the question named when it was asked."""
    if not rows:
        return _audience(session, question.delivery.visibility, question.delivery.seen_by, given=False)
    shared = next((row for row in rows if row.seen_by), rows[-1])
    return _audience(session, shared.visibility, shared.seen_by)


def _audience(session: Session, visibility: str, seen_by: Sequence[int], *, given: bool = True) -> Audience:
    if visibility == asking.TO_LEARNER and seen_by:
        return asking.will_see(people.get(session, seen_by[0]), given=given)
    return kept(Visibility(visibility), list(people.many(session, seen_by).values()))


def show(session: Session, question: Question, now: datetime, *, key: str, counted: Callable[[], tuple[Part, ...]] | None = None) -> None:
    """Close the step or open it again, as its answers say, and have its card and those of its reminders show them.

    *counted* puts into words how everybody answered; None: not looked up yet.
    """
    with speaking_to(people.get(session, question.delivery.person_id or 0)):
        programme = question.programme.spoken
        theirs = question if programme is question.programme else _asked(session, programme, question.delivery)
        _show(session, theirs, now, key, counted)


def _show(session: Session, question: Question, now: datetime, key: str, counted: Callable[[], tuple[Part, ...]] | None) -> None:
    asked = question.delivery
    rows = responses.to_delivery(session, asked.id or 0)
    done = any(row.final for row in rows)
    asked.state, asked.answered_at = (State.ANSWERED, asked.answered_at or now) if done else (State.SENT, None)
    looks = [deliveries.look(asked, to_json(_card(session, question, rows, counted)), now, key=f"update/{asked.id}/{key}")]
    deliveries.queue(session, [*looks, *_reminders(session, question, now, key, done=done)])


def _card(session: Session, question: Question, rows: Sequence[Response], counted: Callable[[], tuple[Part, ...]] | None) -> Message:
    finals = [row for row in rows if row.final]
    seen = audience(session, question, finals)
    programme, step = question.programme, question.step
    if finals:
        marks = [(row, marked(question, row, NO_MORE_TRIES)) for row in finals]
        feedback = next((_said(mark) for row, mark in reversed(marks) if mark.done and mark.status == row.status), ())
        words = tuple(Quote(response=row.id) for row in finals if row.words)
        everybody = tally(session, programme, step, question.delivery) if counted is None else counted()
        return activities.answered(
            programme, step, seen, label=shown(programme, step.key, finals[-1].label), words=words, feedback=(*feedback, *everybody)
        )
    if rows:
        last = rows[-1]
        words = (Quote(response=last.id),) if last.words else ()
        mark = marked(question, last, len(rows) - 1)
        feedback = mark.feedback if mark.status == last.status else ()  # what was typed may mean something else in another language
        return activities.still_open(programme, step, seen, label=shown(programme, step.key, last.label), words=words, feedback=feedback)
    return activities.prompt(programme, step, seen)


def _said(mark: Mark) -> tuple[Part, ...]:
    return () if mark.plan is not None else mark.feedback  # a plan's feedback is the plan, which stands there in their own words


def marked(question: Question, row: Response, tries: int) -> Mark:
    """What the activity makes of an answer that was recorded."""
    given = {name: tuple(values) for name, values in row.values.items() if name not in ("choice", responses.FILES)}
    if row.values.get(responses.FILES):
        answer = Answer(text=row.words, files=enclosed(row))
    elif row.values.get("choice"):
        answer = Answer(choice=row.values["choice"])
    elif given:
        answer = Answer(values={**given, "words": (row.words,)})
    else:
        answer = Answer(text=row.words or shown(question.programme, question.step.key, row.label))
    return question.step.activity.mark(answer, tries)


def _reminders(session: Session, question: Question, now: datetime, key: str, *, done: bool) -> list[Delivery]:
    """What the step's reminders look like from now on; one that was not sent yet is cancelled once there is an answer."""
    looks = []
    for reminder in deliveries.reminders_of(session, question.delivery.id or 0):
        if done and reminder.state in (State.SCHEDULED, State.QUEUED):
            reminder.state, reminder.reason = State.CANCELLED, N_("answered before it was sent")
        elif done and reminder.state == State.SENT:
            reminder.state = State.ANSWERED
            closed = say(_("*{title}* is answered. Thank you.", title=escape(question.step.title)))
            looks.append(deliveries.look(reminder, to_json(closed), now, key=f"update/{reminder.id}/{key}"))
        elif not done and reminder.state == State.ANSWERED:
            reminder.state = State.SENT
            again = activities.reminder(question.programme, question.step)
            looks.append(deliveries.look(reminder, to_json(again), now, key=f"update/{reminder.id}/{key}"))
    return looks
