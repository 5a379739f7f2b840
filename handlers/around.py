"""Use-case: an admin says who the people around learners are: their coach, their peers, their assessor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from content.message import Message, escape, say
from content.translated import N_, _
from handlers import asking
from handlers.house import House
from handlers.sender import Sender
from models import audit, roles
from models.people import Person
from models.roles import Role
from models.session import Session

APPOINTED = {
    Role.COACH: N_("{names} is the coach of {learners} from now on."),
    Role.PEER: N_("Peers of {learners} from now on: {names}."),
    Role.ASSESSOR: N_("{names} is the assessor of {learners} from now on."),
}
COMES_OF_IT = {
    Role.COACH: N_("Steps that are for a coach to see name them from now on, and a programme may ask them how a learner does."),
    Role.PEER: N_("A programme may have the learner ask one of them how they do."),
    Role.ASSESSOR: N_("A programme may ask them to judge what a learner does."),
}
NOBODY = {
    Role.COACH: N_("{learners}: no coach from now on."),
    Role.PEER: N_("{learners}: no peer from now on."),
    Role.ASSESSOR: N_("{learners}: no assessor from now on."),
}


def appoint(
    session: Session,
    house: House,
    sender: Sender,
    now: datetime,
    role: Role,
    learners: Sequence[Person],
    holders: Sequence[Person],
    *,
    key: str,
) -> Message:
    """Make *holders* the learners' *role*, instead of whoever was; *key* is that of the act."""
    organisation, numbers = sender.workspace.organisation_id, [person.id or 0 for person in holders]
    for person in learners:
        roles.appoint(session, organisation, person.id or 0, role, numbers, now)
        audit.record(session, organisation, sender.id, role, now, person=person.id, **recorded(role, numbers))
    asking.look_anew(session, house, learners, role, now, key=key)
    names, theirs = (", ".join(escape(person.name) for person in some) for some in (learners, holders))
    if not holders:
        return say(_(NOBODY[role], learners=names))
    return say(f"{_(APPOINTED[role], learners=names, names=theirs)} {_(COMES_OF_IT[role])}")


def recorded(role: Role, holders: Sequence[int]) -> dict[str, Any]:
    """What the audit trail keeps of who holds the role by now."""
    return {"peers": list(holders)} if role == Role.PEER else {role.value: next(iter(holders), None)}
