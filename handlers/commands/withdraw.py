"""The command `withdraw`."""

from __future__ import annotations

from content.message import Message, escape, say
from handlers.commands import Request, command
from handlers.enrolling import the_programme, withdraw
from handlers.grammar import Misunderstood, clauses, only_text
from handlers.naming import the_people
from handlers.roles import May


@command("withdraw", "take people off a programme", "withdraw @ana from feedback-that-lands", may=May.ADMINS)
def withdraw_(request: Request) -> Message:
    """Nothing more of the programme comes to the people who are named; what they did stays."""
    said = clauses(request.words, ("from",))
    named = the_people(request, said[""])
    name = only_text(said.get("from", ()), "which programme")
    version = the_programme(request.session, request.sender.workspace.organisation_id, name)
    if version is None:
        raise Misunderstood(f"the programme “{name}”")
    left = withdraw(request.session, request.house, named.people, version.key, request.now, actor=request.sender.person)
    others = [person for person in named.people if person not in left]
    lines = []
    if left:
        lines.append(f"Taken off **{escape(version.title)}**: {', '.join(escape(person.name) for person in left)}. What they did stays.")
    if others:
        lines.append(f"Not on it: {', '.join(escape(person.name) for person in others)}.")
    return say(*lines)
