"""Use-case: a learner answers a step, by button, by form or in their own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content.activities import Answer, Mark
from content.message import Message, Quote, escape, say, to_json
from content.programme import Programme, Step
from handlers.house import House
from handlers.incoming import Incoming, Reply, Said
from handlers.sender import Sender
from models import commitments, deliveries, enrolments, people, responses
from models.commitments import Commitment
from models.deliveries import Delivery, Kind, State
from models.responses import Response
from models.session import Session
from scheduler import activities
from scheduler.visibility import Audience

OPEN = (State.SENT, State.ANSWERED)


@dataclass(frozen=True, slots=True)
class Question:
    """A step that was sent to somebody."""

    delivery: Delivery
    programme: Programme
    step: Step
    seen: Audience


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an answer: *response* is None if nothing was recorded."""

    mark: Mark
    response: Response | None


def act(session: Session, house: House, sender: Sender, delivery: Delivery, incoming: Incoming, now: datetime) -> Reply:
    """A button of the step (or of a reminder of it) was pressed, or its form asked for or sent in."""
    asked = deliveries.get(session, delivery.about_id) if delivery.kind == Kind.REMINDER and delivery.about_id else delivery
    if asked.state not in OPEN:
        return Reply(message=say("This one is closed by now."), refused="the step is not open")
    question = the_question(session, house, asked)
    if incoming.said == Said.OPEN:
        form = Message(question.step.activity.prompt()).form(incoming.form)
        return (
            Reply(form=form, token=asked.token) if form else Reply(message=say("There is nothing to fill in here."), refused="unknown form")
        )
    answer = Answer(choice=incoming.choice, values=incoming.values)
    if asked.state == State.ANSWERED and incoming.choice:
        return _again(session, question, answer)
    taken = take(session, question, answer, now, key=incoming.key)
    if taken.mark.problems:
        if incoming.said == Said.FORM:
            return Reply(problems=taken.mark.problems)
        return Reply(message=say(*(escape(said) for said in taken.mark.problems.values())), refused="an answer that is not offered")
    return Reply(form=taken.mark.form, token=asked.token, home=True)


def _again(session: Session, question: Question, answer: Answer) -> Reply:
    """A button of a step that is answered already: its form, if that is what it opens, and nothing else."""
    mark = question.step.activity.mark(answer, 0)
    last = responses.to_delivery(session, question.delivery.id or 0)
    if mark.form is not None and last and last[-1].status == mark.status:
        return Reply(form=mark.form, token=question.delivery.token)
    return Reply(message=say(f"You have answered *{escape(question.step.title)}* already."))


def the_question(session: Session, house: House, asked: Delivery) -> Question:
    """What the delivery asked, as its programme version has it. Raises LookupError: it was no step."""
    if asked.enrolment_id is None or asked.step is None:
        raise LookupError(f"delivery {asked.id} asks nothing of a programme")
    programme = house.library.programme(session, enrolments.get(session, asked.enrolment_id).version_id)
    step = programme.step(asked.step)
    return Question(asked, programme, step, promised(session, asked))


def promised(session: Session, asked: Delivery) -> Audience:
    """Who will see the answer, as it was said when the question was asked."""
    names = " and ".join(escape(person.name) for person in people.many(session, asked.seen_by).values())
    return Audience(tuple(asked.seen_by), f"{names} can see this." if names and asked.visibility == "manager" else "Only you see this.")


def take(session: Session, question: Question, answer: Answer, now: datetime, *, key: str, source: str | None = None) -> Taken:
    """Record the answer, and have the card show it. *key* is that of the act; *source* names the message it was typed in."""
    earlier = responses.to_delivery(session, question.delivery.id or 0)
    final = next((one for one in earlier if one.final), None)
    if final is not None and final.score is not None:
        return Taken(Mark(problems={"": "You have answered this one already."}), None)
    mark = question.step.activity.mark(answer, sum(not one.final for one in earlier))
    if mark.problems:
        return Taken(mark, None)
    response = _recorded(session, question, mark, answer, final, now, source)
    _promised_to_do(session, question, response, mark, now)
    if mark.done:
        question.delivery.state, question.delivery.answered_at = State.ANSWERED, question.delivery.answered_at or now
    show(session, question, response, mark, now, key=key)
    return Taken(mark, response)


def _recorded(
    session: Session, question: Question, mark: Mark, answer: Answer, final: Response | None, now: datetime, source: str | None
) -> Response:
    asked = question.delivery
    given: dict[str, Any] = {"choice": answer.choice} if answer.choice else {}
    given |= {name: list(values) for name, values in answer.values.items() if values and name != "words"}
    if final is not None:  # the words to what was pressed before, or a change of mind
        final.status, final.label, final.score = mark.status, mark.label, mark.score
        final.words, final.values = mark.words or final.words, final.values | given
        final.source, final.edited_at = source or final.source, now
        return final
    response = Response(
        person_id=asked.person_id or 0,
        delivery_id=asked.id,
        status=mark.status,
        label=mark.label,
        score=mark.score,
        words=mark.words,
        values=given,
        visibility=asked.visibility,
        seen_by=list(asked.seen_by),
        final=mark.done,
        source=source,
        answered_at=now,
    )
    session.add(response)
    session.flush()
    return response


def _promised_to_do(session: Session, question: Question, response: Response, mark: Mark, now: datetime) -> None:
    if mark.plan is None or response.id is None:
        return
    found = commitments.of_response(session, response.id)
    if found is None:
        found = Commitment(
            person_id=response.person_id,
            enrolment_id=question.delivery.enrolment_id or 0,
            response_id=response.id,
            step=question.step.key,
            cue=mark.plan.cue,
            action=mark.plan.action,
            made_at=now,
        )
        session.add(found)
    found.cue, found.action = mark.plan.cue, mark.plan.action


def show(session: Session, question: Question, response: Response, mark: Mark, now: datetime, *, key: str) -> None:
    """Have the step's card, and those of its reminders, show what was answered."""
    if mark.done:
        words = Quote(response=response.id) if response.words else None
        message = activities.answered(
            question.programme, question.step, question.seen, label=mark.label, words=words, feedback=mark.feedback
        )
    else:
        message = activities.still_open(question.programme, question.step, question.seen, label=mark.label, feedback=mark.feedback)
    rows = [deliveries.look(question.delivery, to_json(message), now, key=f"update/{question.delivery.id}/{key}")]
    if mark.done:
        for reminder in deliveries.reminders_of(session, question.delivery.id or 0):
            if reminder.state in (State.SCHEDULED, State.QUEUED):
                reminder.state, reminder.reason = State.CANCELLED, "answered before it was sent"
            elif reminder.state == State.SENT:
                reminder.state = State.ANSWERED
                closed = say(f"*{escape(question.step.title)}* is answered. Thank you.")
                rows.append(deliveries.look(reminder, to_json(closed), now, key=f"update/{reminder.id}/{key}"))
    deliveries.queue(session, rows)


def reopen(session: Session, question: Question, now: datetime, *, key: str) -> None:
    """Have the step ask again, as if it had not been answered."""
    question.delivery.state, question.delivery.answered_at = State.SENT, None
    message = activities.prompt(question.programme, question.step, question.seen)
    deliveries.queue(session, [deliveries.look(question.delivery, to_json(message), now, key=f"update/{question.delivery.id}/{key}")])
