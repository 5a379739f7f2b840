"""Use-case: a person types to us. Which question does it answer? What fits none is kept and offered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from content.activities import Answer, unreadable
from content.message import Choice, Choices, Message, Note, Part, Text, escape, from_json, say, to_json
from handlers import answers
from handlers.commands import dispatch_word, is_bare_command
from handlers.house import House
from handlers.incoming import Incoming, Reply
from handlers.sender import Sender
from models import commitments, deliveries, responses
from models.deliveries import Delivery, Kind, State
from models.responses import Response
from models.session import Session

ADD, NOTE, NOT_MINE, MOVE = "add", "note", "not-mine", "move"
OFFERED = 3


def typed(session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime) -> Reply:
    """Take a message typed in the direct chat; what we say to it comes as a message of its own."""
    if is_bare_command(incoming.text) and incoming.thread is None:
        reply = dispatch_word(session, house, sender, incoming, now)
        if reply.message is not None:
            _answer(session, sender, reply.message, incoming, now)
        return Reply(home=reply.home)
    asked = _meant(session, sender, incoming)
    if asked is None:
        _answer(session, sender, _kept(session, sender, incoming, now), incoming, now)
    else:
        _answer(
            session, sender, _answered(session, house, sender, asked, incoming.text, incoming.source, now, key=incoming.key), incoming, now
        )
    return Reply(home=True)


def _meant(session: Session, sender: Sender, incoming: Incoming) -> Delivery | None:
    """In a thread that thread's question, else the latest one still open for words."""
    if incoming.thread is not None:
        root = deliveries.by_sent_name(session, sender.id, incoming.thread)
        if root is not None and root.kind == Kind.REMINDER and root.about_id is not None:
            root = deliveries.get(session, root.about_id)
        if root is not None and root.kind == Kind.STEP and root.takes_text and root.state in (State.SENT, State.ANSWERED):
            return root
    return next(iter(deliveries.open_for_text(session, sender.id)), None)


def _answered(
    session: Session, house: House, sender: Sender, asked: Delivery, text: str, source: str | None, now: datetime, *, key: str
) -> Message:
    question = answers.the_question(session, house, asked)
    taken = answers.take(session, question, Answer(text=text), now, key=key, source=source)
    if taken.response is None:
        return say(*(escape(said) for said in taken.mark.problems.values()))
    title = escape(question.step.title)
    parts: tuple[Part, ...] = (Text(f"Noted for *{title}*."), *taken.mark.feedback)
    return Message((*parts, _doubts(taken.response), Note(question.seen.said)), summary=f"Noted for {question.step.title}")


def _doubts(response: Response) -> Choices:
    return Choices((Choice(f"{NOT_MINE}/{response.id}", "Not my answer"), Choice(f"{MOVE}/{response.id}", "Move it")))


def _kept(session: Session, sender: Sender, incoming: Incoming, now: datetime) -> Message:
    """Keep words that fit no question, for the person alone, and offer where they might belong."""
    refused = unreadable(Answer(text=incoming.text))
    if refused is not None:
        return say(*(escape(said) for said in refused.problems.values()))
    if not incoming.text.strip():
        return say("I could not read anything in that. Files and pictures are not kept; words are.")
    note = Response(person_id=sender.id, status="note", words=incoming.text.strip(), source=incoming.source, answered_at=now)
    session.add(note)
    session.flush()
    offers = _offers(session, sender, note)
    said = "I kept that as a note. Only you see it." + (" Does it belong to one of these?" if offers else "")
    return Message((Text(said), *((Choices((*offers, Choice(f"{NOTE}/{note.id}", "Just a note"))),) if offers else ())))


def _offers(session: Session, sender: Sender, response: Response) -> Sequence[Choice]:
    steps = deliveries.recent_steps(session, sender.id, OFFERED + 1)
    titles = [(row, _title(row)) for row in steps if row.id != response.delivery_id]
    return [Choice(f"{ADD}/{response.id}/{row.id}", f"Add to “{title}”"[:75]) for row, title in titles[:OFFERED]]


def _title(row: Delivery) -> str:
    return str(row.message.get("summary", "")).split(" · about")[0]


def _answer(session: Session, sender: Sender, message: Message, incoming: Incoming, now: datetime) -> None:
    deliveries.queue(
        session,
        [
            Delivery(
                workspace_id=sender.address.workspace_id,
                person_id=sender.id,
                kind=Kind.REPLY,
                key=f"reply/{incoming.key}",
                conversation=deliveries.to_person(sender.id),
                thread=incoming.answer_in,
                message=to_json(message),
                due_at=now,
                planned_at=now,
            )
        ],
    )


def act(session: Session, house: House, sender: Sender, delivery: Delivery, incoming: Incoming, now: datetime) -> Reply:
    """A button of our reply was pressed: it is not their answer, it belongs elsewhere, it is just a note."""
    offered = {choice.key for choice in _message(delivery).choices()}
    what, _, rest = incoming.choice.partition("/")
    if incoming.choice not in offered:
        return Reply(message=say("That button no longer does anything."), refused="a choice that is not offered")
    number, _, target = rest.partition("/")
    response = responses.get(session, int(number))
    if what == NOTE:
        return _look(session, delivery, say("Kept as a note. Only you see it."), incoming, now)
    if what in (NOT_MINE, MOVE):
        _detach(session, house, response, incoming, now)
        offers = _offers(session, sender, response)
        said = "Then it stays a note that only you see." if what == NOT_MINE else "Where does it belong?"
        acts = Choices((*offers, Choice(f"{NOTE}/{response.id}", "Just a note"))) if what == MOVE else None
        return _look(session, delivery, Message((Text(said), *((acts,) if acts else ()))), incoming, now)
    asked = deliveries.get(session, int(target))
    words, source = response.words, response.source
    response.source = None
    session.flush()
    message = _answered(session, house, sender, asked, words, source, now, key=incoming.key)
    if responses.answered_by(session, asked.id or 0, source):
        responses.forget(session, response)
    else:
        response.source = source
    return _look(session, delivery, message, incoming, now)


def _detach(session: Session, house: House, response: Response, incoming: Incoming, now: datetime) -> None:
    """Make an answer a private note again, and have its question ask anew."""
    if response.delivery_id is None:
        return
    question = answers.the_question(session, house, deliveries.get(session, response.delivery_id))
    commitments.drop(session, response.id or 0)
    response.delivery_id, response.status, response.label, response.score = None, "note", "", None
    response.visibility, response.seen_by, response.final = "private", [], True
    session.flush()
    answers.reopen(session, question, now, key=incoming.key)


def _look(session: Session, delivery: Delivery, message: Message, incoming: Incoming, now: datetime) -> Reply:
    delivery.message = to_json(message)  # what is offered from now on
    deliveries.queue(session, [deliveries.look(delivery, to_json(message), now, key=f"update/{delivery.id}/{incoming.key}")])
    return Reply(home=True)


def _message(delivery: Delivery) -> Message:
    return from_json(delivery.message)
