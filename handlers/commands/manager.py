"""The command `manager`."""

from __future__ import annotations

from content.message import Message, escape, say
from content.translated import N_, _
from handlers.asking import look_anew
from handlers.commands import Request, command
from handlers.naming import whose
from handlers.roles import May
from models import audit, people, roles
from models.roles import Role
from scheduler.diaries import replan


@command(
    "manager", N_("say who is whose manager"), "manager @ana is @mia", "manager @ana @ben is @mia", "manager @ana is nobody", may=May.ADMINS
)
def manager(request: Request) -> Message:
    """Make somebody the manager of the people who are named; a new manager sees later items only."""
    learners, named = whose(request, Role.MANAGER)
    boss = next(iter(named), None)
    before = roles.managers_of(request.session, [person.id or 0 for person in learners])
    for person in learners:
        organisation = request.sender.workspace.organisation_id
        roles.set_manager(request.session, organisation, person.id or 0, boss.id if boss else None, request.now)
        audit.record(
            request.session, organisation, request.sender.id, "manager", request.now, person=person.id, manager=boss.id if boss else None
        )
    look_anew(request.session, request.house, learners, Role.MANAGER, request.now, key=request.incoming.key)
    touched = people.many(request.session, [one.id or 0 for one in (*before, *([boss] if boss else []))])
    replan(request.session, request.house.library, touched.values(), request.now)
    names = ", ".join(escape(person.name) for person in learners)
    if boss is None:
        return say(_("{names}: no manager from now on.", names=names))
    return say(
        _(
            "{manager} is the manager of {names} from now on, and gets a summary of their week on Mondays at 09:00 "
            "while they are on a programme.",
            manager=escape(boss.name),
            names=names,
        )
    )
