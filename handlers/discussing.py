"""Use-case: a learner replies where a question for their cohort stands. That they did is kept, and nothing of what they wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from content.activity import Answer
from content.traits import REPLIED
from handlers import answers
from handlers.commands import commands, is_bare_command
from handlers.house import House
from handlers.incoming import Incoming, Reply, Said
from handlers.questions import the_question
from handlers.sender import Sender
from models import deliveries, enrolments, people, workspaces
from models.deliveries import Delivery, State
from models.session import Session


def overheard(session: Session, incoming: Incoming) -> Incoming | None:
    """What an act in a channel's thread is to us, without its words if it is a reply. None: nothing, and nothing is kept of it.

    Where we are called by name, it may be a command: in the thread of a question that still waits for them, a bare one only.
    """
    asked = _waiting(session, incoming)
    if incoming.said == Said.COMMAND and _is_meant_so(incoming, asked):
        return incoming
    if asked is None or asked.state != State.SENT:
        return None
    return replace(incoming, said=Said.REPLY, text="", words=(), by_message=False)


def _is_meant_so(incoming: Incoming, asked: Delivery | None) -> bool:
    if asked is None or is_bare_command(_typed(incoming)):
        return True
    return asked.state != State.SENT and _verb(incoming) in commands()


def replied(session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime) -> Reply:
    """Mark the step that led them there as done."""
    asked = _waiting(session, incoming)
    if asked is None or asked.state != State.SENT:
        return Reply()
    answers.take(session, the_question(session, house, asked), Answer(choice=REPLIED), now, key=incoming.key)
    return Reply(home=True)


def _waiting(session: Session, incoming: Incoming) -> Delivery | None:
    """The step that leads this person to the thread. None: none does, or they have left its programme."""
    workspace = workspaces.find(session, incoming.platform, incoming.workspace)
    if workspace is None or workspace.id is None or incoming.thread is None:
        return None
    post = deliveries.posted(session, workspace.id, incoming.thread)
    known = people.at(session, workspace, incoming.user) if post is not None else None
    if post is None or known is None:
        return None
    asked = deliveries.step_about(session, post.id or 0, known[0].id or 0)
    if asked is None or enrolments.get(session, asked.enrolment_id or 0).state == enrolments.State.WITHDRAWN:
        return None
    return asked


def _typed(incoming: Incoming) -> str:
    return " ".join(word if isinstance(word, str) else word.name for word in incoming.words)


def _verb(incoming: Incoming) -> str:
    return incoming.words[0].casefold() if incoming.words and isinstance(incoming.words[0], str) else ""
