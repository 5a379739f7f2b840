"""The command `resume`."""

from __future__ import annotations

from content.message import Message, say
from handlers.commands import Request, command
from handlers.leaving import resume


@command("resume", "end a pause or a stop")
def resume_(request: Request) -> Message:
    """Things come again from now on; what a pause held back has moved by its length."""
    if not resume(request.session, request.sender, request.now):
        return say("You are not paused. `/waypost route` shows what comes.")
    return say("Welcome back. It goes on where you left it; `/waypost route` shows what comes.")
