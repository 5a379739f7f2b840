"""The command `route`."""

from __future__ import annotations

from content.message import Message
from content.translated import N_
from handlers.commands import Request, command
from handlers.grammar import no_more
from handlers.home import page


@command("route", N_("your way: what is done, what comes, your commitments"))
def route(request: Request) -> Message:
    """The person's own page, as a message."""
    no_more(request.words)
    return page(request.session, request.house, request.sender, request.now)
