"""The command `admin`."""

from __future__ import annotations

from content.message import Message, escape, say
from handlers.commands import Request, command
from handlers.grammar import Misunderstood
from handlers.naming import one_person
from handlers.roles import May
from models import audit, roles


@command("admin", "who else may do what admins do", "admin", "admin add @mia", "admin remove @mia", may=May.ADMINS)
def admin(request: Request) -> Message:
    """List the admins, or make somebody one, or no longer one."""
    organisation = request.sender.workspace.organisation_id
    if not request.words:
        names = [escape(person.name) for person in roles.admins(request.session, organisation)]
        made = f"Made by an admin: {', '.join(names)}." if names else "Nobody was made an admin here yet."
        return say(f"{made} Admins named in the settings (`WAYPOST_ADMINS`) come beside them.")
    verb = request.words[0]
    if verb not in ("add", "remove"):
        raise Misunderstood(f"“{verb}” (it is add or remove)")
    person = one_person(request, request.words[1:], "whom you mean")
    roles.set_admin(request.session, organisation, person.id or 0, request.now, admin=verb == "add")
    audit.record(request.session, organisation, request.sender.id, f"admin {verb}", request.now, person=person.id)
    return say(f"{escape(person.name)} is {'an admin now' if verb == 'add' else 'no longer an admin'}.")
