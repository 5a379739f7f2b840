"""The command `admin`."""

from __future__ import annotations

from content.message import Message, escape, say
from content.translated import N_, _
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, as_typed
from handlers.naming import one_person
from handlers.roles import May, is_named_admin
from models import audit, people, roles


@command("admin", N_("who else may do what admins do"), "admin", "admin add @mia", "admin remove @mia", may=May.ADMINS)
def admin(request: Request) -> Message:
    """List the admins, or make somebody one, or no longer one."""
    organisation = request.sender.workspace.organisation_id
    if not request.words:
        names = ", ".join(escape(person.name) for person in roles.admins(request.session, organisation))
        made = _("Made an admin here: {names}.", names=names) if names else _("Nobody has been made an admin here.")
        further = _("Further admins are named in the settings (`WAYPOST_ADMINS`).")
        return say(f"{made} {further}")
    verb = as_typed(request.words[:1]).casefold()
    if verb not in ("add", "remove"):
        # Translators: “add” and “remove” are typed, and stay as they are.
        problem = _("“{typed}” (it is add or remove)", typed=as_typed(request.words[:1]))
        raise Misunderstood(problem, nearest=f"admin add {as_typed(request.words)}")
    person = one_person(request, request.words[1:], _("whom you mean"))
    name = escape(person.name)
    address, workspace = people.addresses(request.session, [person.id or 0]).get(person.id or 0, (None, None))
    if verb == "add" and address is not None and address.guest:
        return say(_("{name} is a guest of this workspace, and guests can't be admins. Nothing was changed.", name=name))
    if verb == "remove" and address is not None and workspace is not None and is_named_admin(request.house, person, address, workspace):
        return say(
            _("{name} is an admin by the settings (`WAYPOST_ADMINS`); only an operator can change that. Nothing was changed.", name=name)
        )
    roles.set_admin(request.session, organisation, person.id or 0, request.now, admin=verb == "add")
    audit.record(request.session, organisation, request.sender.id, f"admin {verb}", request.now, person=person.id)
    return say(_("{name} is an admin now.", name=name) if verb == "add" else _("{name} is no longer an admin.", name=name))
