"""The command `programmes`."""

from __future__ import annotations

from content.message import Message, Text, escape, say
from content.programme import Programme
from content.translated import N_, _, _n
from handlers.commands import Request, command
from handlers.grammar import no_more
from models import versions


@command("programmes", N_("which programmes there are"))
def programmes(request: Request) -> Message:
    """Every published programme, with its key and whether it can be joined."""
    no_more(request.words)
    found = versions.latest_of_all(request.session, request.sender.workspace.organisation_id)
    if not found:
        return say(_("No programme is published yet. An operator does that with `waypost publish FILE`."))
    parts = []
    for version in found:
        programme = request.house.library.programme(request.session, version.id or 0)
        join = _("Join it with `/waypost join {programme}`.", programme=version.key) if programme.joinable else ""
        said = (f"**{escape(programme.title)}** (`{version.key}`): {_size(programme)}.", programme.summary, join)
        parts.append(Text(" ".join(one for one in said if one)))
    return Message(tuple(parts))


def _size(programme: Programme) -> str:
    """How long it is, and how much there is to do."""
    weeks = _n("1 week", "{number} weeks", programme.length)
    activities = _n("1 activity", "{number} activities", len(programme.steps))
    minutes = _n("about {number} minute a week", "about {number} minutes a week", programme.minutes_a_week)
    return f"{weeks}, {activities}, {minutes}"
