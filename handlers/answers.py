"""Use-case: a learner answers a step, by button, by form or in their own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from content.activity import JUDGED, Answer, Mark
from content.labels import kept, shown
from content.message import Form, Message, escape, say
from content.translated import _
from handlers import asking, coaching, meeting
from handlers.house import House
from handlers.incoming import Incoming, Reply, Said
from handlers.questions import Question, show, the_question
from handlers.sender import Sender
from handlers.tallies import redrawn
from models import commitments, deliveries, responses
from models.commitments import Commitment
from models.deliveries import Delivery, Kind, State
from models.responses import Response
from models.session import Session
from scheduler.conversations import is_asking

OPEN = (State.SENT, State.ANSWERED)
TIME_TO_WRITE = timedelta(minutes=15)  # until a form that was opened in its card, and not sent, makes room for what the card says


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an answer: *response* is None if nothing was recorded."""

    mark: Mark
    response: Response | None


def act(session: Session, house: House, sender: Sender, delivery: Delivery, incoming: Incoming, now: datetime) -> Reply:
    """A button of the step (or of a reminder of it) was pressed, or its form asked for or sent in."""
    beside = delivery.kind == Kind.REMINDER or is_asking(delivery)
    asked = deliveries.get(session, delivery.about_id) if beside and delivery.about_id else delivery
    if asked.state not in OPEN:
        return Reply.refusal(incoming.said, _("This one is closed by now."), "the step is not open")
    question = the_question(session, house, asked)
    if incoming.said == Said.OPEN:
        form = _form(question, incoming.form)
        if form is None:
            return Reply(message=say(_("There is nothing to fill in here.")), refused="unknown form")
        return Reply(form=form, token=asked.token)
    answer = Answer(choice=incoming.choice, values=incoming.values)
    if asked.state == State.ANSWERED and incoming.choice:
        return _again(session, question, answer)
    taken = take(session, question, answer, now, key=incoming.key)
    if taken.mark.problems:
        if incoming.said == Said.FORM:
            return Reply(problems=taken.mark.problems)
        return Reply(message=say(*(escape(said) for said in taken.mark.problems.values())), refused="an answer that is not offered")
    if incoming.in_place:
        cards = (asked, delivery, *deliveries.reminders_of(session, asked.id or 0))
        until = now if taken.mark.form is None else now + TIME_TO_WRITE
        deliveries.put_off_looks(session, [card.id or 0 for card in cards], until)
    # What is said to it stands on the step's card, which may be far up from its reminder.
    said = Message(taken.mark.feedback) if beside and taken.mark.feedback else None
    meeting.follow(session, house, sender, question, delivery, incoming, taken.mark.label, now)
    return Reply(message=said, form=taken.mark.form, token=asked.token, home=True)


def _form(question: Question, key: str) -> Form | None:
    """The form of that key: one of the step's own, or one that a button of it opens."""
    prompt = Message(question.step.activity.prompt())
    opened = (question.step.activity.mark(Answer(choice=choice.key), 0).form for choice in prompt.choices())
    return prompt.form(key) or next((form for form in opened if form is not None and form.key == key), None)


def _again(session: Session, question: Question, answer: Answer) -> Reply:
    """A button of a step that is answered already: its form, if that is what it opens, and nothing else."""
    mark = question.step.activity.mark(answer, 0)
    last = responses.to_delivery(session, question.delivery.id or 0)
    if mark.form is not None and last and last[-1].status == mark.status:
        return Reply(form=mark.form, token=question.delivery.token)
    return Reply(message=say(_("You have answered *{title}* already.", title=escape(question.step.title))))


def take(
    session: Session,
    question: Question,
    answer: Answer,
    now: datetime,
    *,
    key: str,
    source: str | None = None,
    corrected: Response | None = None,
) -> Taken:
    """Record the answer, and have the card show it.

    *key* is that of the act; *source* names the message it was typed in; *corrected* is what it stands in for.
    """
    others = [row for row in responses.to_delivery(session, question.delivery.id or 0) if corrected is None or row.id != corrected.id]
    if any(row.final and row.status in JUDGED for row in others):
        return Taken(Mark(problems={"": _("You have answered this one already.")}), None)
    mark = question.step.activity.mark(answer, sum(not row.final for row in others))
    mark = asking.ask(session, question, mark, now)
    if mark.problems:
        return Taken(mark, None)
    final = next((row for row in reversed(others) if row.final), None)
    picked = corrected if corrected is not None and corrected.final and corrected.values else None
    stands = final or picked
    if stands is not None and not mark.done:  # words to what was answered before, and no second answer
        label = shown(question.programme, question.step.key, stands.label)
        mark = replace(mark, done=True, status=stands.status, label=label, feedback=())
    row = corrected or _continued(others, mark, source) or _new(session, question, final, now, source)
    _record(row, replace(mark, label=kept(question.programme, question.step.key, mark.label)), answer, anew=row is corrected)
    row.edited_at = now if row.id is not None else None
    session.add(row)
    session.flush()
    _promised_to_do(session, question, row, mark, now)
    question = asking.anew(session, question)
    show(session, question, now, key=key)
    asking.follow(session, question, now, key=key)
    coaching.follow(session, question, now, key=key)
    if mark.done and stands is None and corrected is None:  # what others see of a change would tell whose it was
        _tell_those_before(session, question, now, key=key)
    return Taken(mark, row)


def _tell_those_before(session: Session, question: Question, now: datetime, *, key: str) -> None:
    """Have the cards of those who answered earlier show how everybody did, if it is time."""
    cards, counted = redrawn(session, question.programme, question.step, question.delivery)
    for card in cards:
        show(session, replace(question, delivery=card), now, key=key, counted=counted)


def _continued(others: Sequence[Response], mark: Mark, source: str | None) -> Response | None:
    """The earlier answer that this one goes on with: words after a press, a change of mind, a tap after words that were kept."""
    if any(row.final for row in others):  # what is typed may be edited and deleted, so it has a row of its own
        pressed = (row for row in reversed(others) if row.final and row.source is None)
        return next(pressed, None) if source is None else None
    waiting = (row for row in reversed(others) if row.words and row.status == mark.status)
    return next(waiting, None) if mark.done and mark.label and not mark.words else None


def _new(session: Session, question: Question, final: Response | None, now: datetime, source: str | None) -> Response:
    """An answer to be recorded: for whom the question named, unless the learner took back what they had shared."""
    asked = question.delivery
    promise = final or asked
    return Response(
        person_id=asked.person_id or 0,
        delivery_id=asked.id,
        visibility=promise.visibility,
        seen_by=list(promise.seen_by),
        source=source,
        answered_at=now,
    )


def _record(row: Response, mark: Mark, answer: Answer, *, anew: bool) -> None:
    given: dict[str, Any] = {"choice": answer.choice} if answer.choice else {}
    given |= {name: list(values) for name, values in answer.values.items() if values and name not in ("words", responses.FILES)}
    given |= {responses.FILES: [[one.name, one.size_bytes, one.type] for one in answer.files]} if answer.files else {}
    row.status, row.label, row.score, row.final = mark.status, mark.label, mark.score, mark.done
    row.words = mark.words if anew else mark.words or row.words
    row.values = row.values | given


def _promised_to_do(session: Session, question: Question, response: Response, mark: Mark, now: datetime) -> None:
    """A plan becomes a commitment, in the place of an earlier one for the same step."""
    if mark.plan is None or response.id is None:
        return
    found = commitments.of_response(session, response.id)
    if found is None:
        for earlier in _plans(session, question, response):
            earlier.closed_at = earlier.closed_at or now
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
    session.flush()


def _plans(session: Session, question: Question, but: Response) -> Sequence[Commitment]:
    """The commitments that other answers to the question made, oldest first."""
    others = [row.id for row in responses.to_delivery(session, question.delivery.id or 0) if row.id is not None and row.id != but.id]
    found = (commitments.of_response(session, number) for number in others)
    return [one for one in found if one is not None]


def undo(session: Session, house: House, response: Response, asked: Delivery, now: datetime, *, key: str) -> None:
    """The response no longer answers what *asked*: what it promised is dropped, and the card shows what stands without it."""
    question = the_question(session, house, asked)
    dropped = commitments.of_response(session, response.id or 0)
    commitments.drop(session, response.id or 0)
    earlier = _plans(session, question, response)
    if dropped is not None and dropped.closed_at is None and earlier:
        earlier[-1].closed_at = None
    session.flush()
    show(session, question, now, key=key)
    asking.follow(session, question, now, key=key)
    coaching.follow(session, question, now, key=key)
