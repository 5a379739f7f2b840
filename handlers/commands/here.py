"""The command `here`."""

from __future__ import annotations

from content.message import Message
from content.translated import N_
from handlers.commands import Request, command
from handlers.grammar import no_more
from handlers.linking import write_here


@command("here", N_("of your chats that are joined, be written to in this one"))
def here(request: Request) -> Message:
    """What comes of its own accord comes to this chat from now on."""
    no_more(request.words)
    return write_here(request.session, request.house, request.sender, request.now, in_chat=request.incoming.place is None)
