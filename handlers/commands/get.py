"""The command `get`."""

from __future__ import annotations

from content.message import Message
from content.translated import N_, _
from handlers.commands import Request, command
from handlers.grammar import Missing, only_text
from handlers.offering import get


@command("get", N_("get an activity that is new in your programme, from before today"), "get small-talk late")
def get_(request: Request) -> Message:
    """Bring one of the activities that were offered to the person as they went over to another version."""
    programme, step = only_text(request.words, _("of which programme, and which activity")).partition(" ")[::2]
    if not step:
        raise Missing(_("which activity, by its key"))
    return get(request.session, request.house, request.sender, programme.casefold(), step.strip().casefold(), request.now)
