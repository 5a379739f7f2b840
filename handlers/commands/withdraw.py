"""The command `withdraw`."""

from __future__ import annotations

from content.message import Message, escape, say
from handlers.commands import Request, command
from handlers.enrolling import the_programme, withdraw
from handlers.grammar import Misunderstood, as_typed, clauses, nearest, only_text
from handlers.naming import the_people
from handlers.roles import May
from models import versions


@command("withdraw", "take people off a programme", "withdraw @ana from feedback-that-lands", may=May.ADMINS)
def withdraw_(request: Request) -> Message:
    """Nothing more of the programme comes to the people who are named; what they did stays."""
    said = clauses(request.words, ("from",))
    who, organisation = as_typed(said[""]), request.sender.workspace.organisation_id
    named = the_people(request, said[""])
    name = only_text(said.get("from", ()), "from which programme")
    version = the_programme(request.session, organisation, name)
    if version is None:
        keys = [one.key for one in versions.latest_of_all(request.session, organisation)]
        raise Misunderstood(
            f"the programme “{name}” (there is: {', '.join(keys) or 'none yet'})",
            understood=f"withdraw {who}",
            nearest=f"withdraw {who} from {nearest(name, keys) or keys[0]}" if keys else "",
        )
    left = withdraw(request.session, request.house, named.people, version.key, request.now, actor=request.sender.person)
    others = [escape(person.name) for person in named.people if person not in left] + [escape(one) for one in named.left_out]
    title = escape(version.title)
    lines = []
    if left:
        gone = ", ".join(escape(person.name) for person in left)
        lines.append(f"Taken off **{title}**: {gone}. Nothing more of it comes, and what they did stays on record.")
    if others:
        lines.append(f"Not on **{title}**, unchanged: {', '.join(others)}.")
    return say(*lines)
