"""The command `programmes`."""

from __future__ import annotations

from content.message import Message, Text, escape, say
from handlers.commands import Request, command
from handlers.grammar import no_more
from models import versions
from scheduler.reasons import count


@command("programmes", "which programmes there are")
def programmes(request: Request) -> Message:
    """Every published programme, with its key and whether it can be joined."""
    no_more(request.words)
    found = versions.latest_of_all(request.session, request.sender.workspace.organisation_id)
    if not found:
        return say("No programme is published yet. An operator does that with `waypost publish FILE`.")
    parts = []
    for version in found:
        programme = request.house.library.programme(request.session, version.id or 0)
        size = f"{count(programme.length, 'week')}, {len(programme.steps)} activities, about {programme.minutes_a_week} minutes a week"
        join = f" Join it with `/waypost join {version.key}`." if programme.joinable else ""
        parts.append(Text(f"**{escape(programme.title)}** (`{version.key}`): {size}. {programme.summary}{join}"))
    return Message(tuple(parts))
