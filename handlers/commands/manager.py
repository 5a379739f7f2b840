"""The command `manager`."""

from __future__ import annotations

from content.message import Message, escape, say
from handlers.commands import Request, command
from handlers.grammar import Missing, Misunderstood, as_typed, clauses
from handlers.naming import one_person, the_people
from handlers.roles import May
from models import audit, people, roles
from scheduler.diaries import replan

NOBODY = ("nobody", "none", "no-one")


@command(
    "manager", "say who is whose manager", "manager @ana is @mia", "manager @ana @ben is @mia", "manager @ana is nobody", may=May.ADMINS
)
def manager(request: Request) -> Message:
    """Make somebody the manager of the people who are named; a new manager sees later items only."""
    said = clauses(request.words, ("is", "are"))
    learners = the_people(request, said[""], awaits=True).people
    if not learners:
        raise Misunderstood(f"whom you mean: “{as_typed(said[''])}” is nobody that I can reach")
    target = said.get("is", said.get("are", ()))
    if not target:
        raise Missing("who the manager is", understood=as_typed(said[""]), nearest=f"manager {as_typed(said[''])} is @mia")
    nobody = as_typed(target).casefold() in NOBODY
    boss = None if nobody else one_person(request, target, "the manager", awaits=True)
    if boss is not None and boss in learners:
        raise Misunderstood(f"how {boss.name} could be their own manager")
    before = roles.managers_of(request.session, [person.id or 0 for person in learners])
    for person in learners:
        organisation = request.sender.workspace.organisation_id
        roles.set_manager(request.session, organisation, person.id or 0, boss.id if boss else None, request.now)
        audit.record(
            request.session, organisation, request.sender.id, "manager", request.now, person=person.id, manager=boss.id if boss else None
        )
    touched = people.many(request.session, [one.id or 0 for one in (*before, *([boss] if boss else []))])
    replan(request.session, request.house.library, touched.values(), request.now)
    names = ", ".join(escape(person.name) for person in learners)
    if boss is None:
        return say(f"{names}: no manager from now on.")
    return say(
        f"{escape(boss.name)} is the manager of {names} from now on, and gets a summary of their week on Mondays at 09:00 "
        "while they are on a programme."
    )
