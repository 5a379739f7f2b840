"""Use-case: a person types to us. Which question does it answer? What fits none is kept and offered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from content.activity import Answer, unreadable
from content.labels import shown
from content.message import Choice, Choices, Message, Note, Part, Text, escape, from_json, say, to_json
from content.translated import _
from handlers import answers, evidence, returning
from handlers.commands import NOT_ALLOWED, dispatch, dispatch_word, is_bare_command
from handlers.edits import update_posted
from handlers.house import House
from handlers.incoming import Incoming, Reply
from handlers.questions import Question, audience, the_question
from handlers.sender import Sender
from handlers.telling import as_message, tell
from models import deliveries, enrolments, responses
from models.deliveries import Delivery, Kind
from models.responses import Response
from models.session import Session
from scheduler.asking import is_request

ADD, NOTE, NOT_MINE, MOVE = "add", "note", "not-mine", "move"
OFFERED = 3
TITLE = 60  # characters of a title on a button, which takes 75


def typed(session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime) -> Reply:
    """Take a message typed in the direct chat; what we say to it comes as a message of its own."""
    if incoming.files:
        return _with_files(session, house, sender, incoming, now)
    reply = _as_command(session, house, sender, incoming, now)
    if reply is not None:
        said = as_message(reply)
        if said is not None:
            tell(session, sender, said, incoming, now)
        return Reply(home=reply.home)
    tell(session, sender, _taken(session, house, sender, incoming, now), incoming, now)
    return Reply(home=True)


def _with_files(session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime) -> Reply:
    """Files go to a step that asks for some, with the words beside them; without one, the words are taken as if they stood alone."""
    unkept = evidence.take(session, house, sender, _about_files(session, sender, incoming), incoming, now)
    if unkept is None:  # what came of them is said when they are here
        return Reply(home=True)
    said = Message((Text(unkept.why),))
    if incoming.text.strip() and unreadable(Answer(text=incoming.text)) is None:
        if unkept.meant:
            said = _kept(session, house, sender, incoming, now, *said.parts)
        else:
            rest = _taken(session, house, sender, incoming, now)
            said = Message((*rest.parts, *said.parts), summary=rest.summary)
    tell(session, sender, said, incoming, now)
    return Reply(home=True)


def _about_files(session: Session, sender: Sender, incoming: Incoming) -> Sequence[Delivery]:
    """What files may be meant for: in a thread what that is about, else what is open, else what came last, if they are of one answer."""
    if incoming.thread is not None:
        meant = _meant(session, sender, incoming)
        return [meant] if meant is not None else []
    steps = (row for row in deliveries.recent_steps(session, sender.id, OFFERED) if row.state in answers.OPEN)
    return [row for row in (*deliveries.open_for_text(session, sender.id), *steps) if _goes_on(session, row)]


def _as_command(session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime) -> Reply | None:
    """What comes of it if it is a command. None: it is not meant as one.

    Where commands are typed like everything else, a line that begins with a verb may still be somebody's answer ("stop interrupting
    people"): it is a command if it can be carried out as one, or else if nothing waits for an answer and they may issue that command.
    """
    if incoming.thread is not None:
        return None
    if is_bare_command(incoming.text):
        return dispatch_word(session, house, sender, incoming, now)
    if not incoming.words:
        return None
    with session.begin_nested() as trial:
        reply = dispatch(session, house, sender, incoming, now)
        if reply.refused:
            trial.rollback()
    if reply.refused and (reply.refused == NOT_ALLOWED or _meant(session, sender, incoming) is not None):
        return None
    return reply


def _taken(session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime) -> Message:
    refused = unreadable(Answer(text=incoming.text))
    if refused is not None:
        return say(*(escape(said) for said in refused.problems.values()))
    if not incoming.text.strip():
        return say(_("I could not read anything in that. Words are always fine."))
    chosen = returning.typed(session, house, sender, incoming, now)
    if chosen is not None:
        return chosen
    asked = _meant(session, sender, incoming)
    if asked is None:
        return _kept(session, house, sender, incoming, now)
    question = the_question(session, house, asked)
    taken = answers.take(session, question, Answer(text=incoming.text), now, key=incoming.key, source=incoming.source)
    if taken.response is None:
        return _kept(session, house, sender, incoming, now, *_unfit(question, taken), but=asked)
    return _noted(session, question, taken)


def _meant(session: Session, sender: Sender, incoming: Incoming) -> Delivery | None:
    """In a thread what that is about, else the latest question still open for words."""
    if incoming.thread is not None:
        root = deliveries.by_sent_name(session, sender.id, incoming.thread)
        own = responses.from_source(session, sender.id, incoming.thread)
        if root is not None and root.kind == Kind.REMINDER and root.about_id is not None:
            root = deliveries.get(session, root.about_id)
        elif own is not None and own.delivery_id is not None:
            root = deliveries.get(session, own.delivery_id)
        if root is not None or own is not None:
            asks = root is not None and (root.kind == Kind.STEP or is_request(root))
            return root if root is not None and asks and root.state in answers.OPEN else None
    return next((row for row in deliveries.open_for_text(session, sender.id) if _goes_on(session, row)), None)


def _goes_on(session: Session, asked: Delivery) -> bool:
    """Whether they have not left the programme that asks."""
    return asked.enrolment_id is not None and enrolments.get(session, asked.enrolment_id).state != enrolments.State.WITHDRAWN


def _noted(session: Session, question: Question, taken: answers.Taken) -> Message:
    """Which question it answered, who sees it, and what to do if it was not meant so."""
    assert taken.response is not None
    number, title = taken.response.id, question.step.title
    doubts = Choices((Choice(f"{NOT_MINE}/{number}", _("Not my answer")), Choice(f"{MOVE}/{number}", _("Move it"))))
    seen = audience(session, question, [taken.response])
    noted = Text(_("Noted for *{title}*.", title=escape(title)))
    return Message((noted, *taken.mark.feedback, doubts, Note(seen.said)), summary=_("Noted for {title}", title=title))


def _unfit(question: Question, taken: answers.Taken) -> tuple[Part, ...]:
    problems = " ".join(escape(said) for said in taken.mark.problems.values())
    return (Text(_("I could not take that as your answer to *{title}*. {problems}", title=escape(question.step.title), problems=problems)),)


def _kept(
    session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime, *why: Part, but: Delivery | None = None
) -> Message:
    """Keep words that fit no question (and not *but*), for the person alone, and offer where they might belong."""
    note = Response(person_id=sender.id, status="note", words=incoming.text.strip(), source=incoming.source, answered_at=now)
    session.add(note)
    session.flush()
    offers = _offers(session, house, sender, note, but)
    said = _("I kept that as a note. Only you see it.") + (" " + _("Does it belong to one of these?") if offers else "")
    return Message((*why, Text(said), *offers))


def _offers(session: Session, house: House, sender: Sender, note: Response, but: Delivery | None = None) -> tuple[Part, ...]:
    """The questions to which the note may be added, as buttons; () if there are none."""
    steps = [row for row in deliveries.recent_steps(session, sender.id, OFFERED + 1) if but is None or row.id != but.id][:OFFERED]
    adds = [Choice(f"{ADD}/{note.id}/{row.id}", _add_to(the_question(session, house, row).step.title)) for row in steps]
    return (Choices((*adds, Choice(f"{NOTE}/{note.id}", _("Just a note")))),) if adds else ()


def _add_to(title: str) -> str:
    short = title if len(title) <= TITLE else title[: TITLE - 1].rstrip() + "…"
    # Translators: on a button: no more than 15 characters beside the title
    return _("Add to “{title}”", title=short)


def act(session: Session, house: House, sender: Sender, delivery: Delivery, incoming: Incoming, now: datetime) -> Reply:
    """A button of our reply was pressed: it is not their answer, it belongs elsewhere, it is just a note."""
    offered = {choice.key for choice in from_json(delivery.message).choices()}
    if incoming.choice not in offered:
        return Reply(message=say(_("That button no longer does anything.")), refused="a choice that is not offered")
    what, number, *target = incoming.choice.split("/")
    response = responses.get(session, int(number))
    if response.withdrawn_at is not None:
        said = say(_("You deleted that message, so there is nothing left to keep."))
    elif what == ADD:
        said = _added(session, house, sender, response, deliveries.get(session, int(target[0])), incoming, now)
    elif what == NOTE:
        said = say(_("Kept as a note. Only you see it."))
    else:
        asked = _detach(session, house, response, incoming, now)
        offers = _offers(session, house, sender, response, asked) if what == MOVE else ()
        said = Message((Text(_("Where does it belong?")), *offers)) if offers else say(_("Then it stays a note that only you see."))
    return _look(session, delivery, said, incoming, now)


def _added(session: Session, house: House, sender: Sender, note: Response, asked: Delivery, incoming: Incoming, now: datetime) -> Message:
    """Have the note answer what *asked*, if it can."""
    question = the_question(session, house, asked)
    source, note.source = note.source, None  # one message is the source of one response
    session.flush()
    taken = answers.take(session, question, Answer(text=note.words), now, key=incoming.key, source=source)
    if taken.response is None:
        note.source = source
        session.flush()
        stays = Text(_("It stays a note that only you see."))
        return Message((*_unfit(question, taken), stays, *_offers(session, house, sender, note, asked)))
    responses.forget(session, note)
    return _noted(session, question, taken)


def _detach(session: Session, house: House, response: Response, incoming: Incoming, now: datetime) -> Delivery | None:
    """Make an answer a private note again, and have its question ask anew. Returns what it answered."""
    if response.delivery_id is None:
        return None
    asked = deliveries.get(session, response.delivery_id)
    update_posted(session, response, now, key=incoming.key)
    question = the_question(session, house, asked)
    response.words = response.words or shown(
        question.programme, question.step.key, response.label
    )  # the name of an option may be all that was typed
    response.delivery_id, response.status, response.label, response.score, response.values = None, "note", "", None, {}
    response.visibility, response.seen_by, response.final = "private", [], True
    session.flush()
    answers.undo(session, house, response, asked, now, key=incoming.key)
    return asked


def _look(session: Session, delivery: Delivery, message: Message, incoming: Incoming, now: datetime) -> Reply:
    delivery.message = to_json(message)  # what is offered from now on
    deliveries.queue(session, [deliveries.look(delivery, to_json(message), now, key=f"update/{delivery.id}/{incoming.key}")])
    return Reply(home=True)
