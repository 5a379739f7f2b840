"""The command `withdraw`."""

from __future__ import annotations

from content.message import Message, escape, say
from content.translated import N_, _
from handlers.choosing import programme_named
from handlers.commands import Request, command
from handlers.enrolling import withdraw
from handlers.grammar import as_typed, clauses, only_text
from handlers.naming import the_people
from handlers.roles import May
from scheduler.library import title_of


@command("withdraw", N_("take people off a programme"), "withdraw @ana from feedback-that-lands", may=May.ADMINS)
def withdraw_(request: Request) -> Message:
    """Nothing more of the programme comes to the people who are named; what they did stays."""
    said = clauses(request.words, ("from",))
    who, organisation = as_typed(said[""]), request.sender.workspace.organisation_id
    named = the_people(request, said[""])
    name = only_text(said.get("from", ()), _("from which programme"))
    version = programme_named(
        request.session, organisation, name, understood=f"withdraw {who}", like=lambda key: f"withdraw {who} from {key}"
    )
    left = withdraw(request.session, request.house, named.people, version.key, request.now, actor=request.sender.person)
    others = [escape(person.name) for person in named.people if person not in left] + [escape(one) for one in named.left_out]
    title = escape(title_of(version))
    lines = []
    if left:
        gone = ", ".join(escape(person.name) for person in left)
        done = _(
            "Taken off **{programme}**: {names}. Nothing more of it comes, and what they did stays on record.", programme=title, names=gone
        )
        lines.append(done)
    if others:
        lines.append(_("Not on **{programme}**, unchanged: {names}.", programme=title, names=", ".join(others)))
    return say(*lines)
