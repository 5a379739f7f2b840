"""The command `stop`."""

from __future__ import annotations

from content.message import Message, say
from content.translated import N_, _
from handlers.commands import Request, command
from handlers.grammar import no_more
from handlers.leaving import stop


@command("stop", N_("get nothing more from me"))
def stop_(request: Request) -> Message:
    """Opt out: nothing more is sent to the person, and their record stays."""
    no_more(request.words)
    stop(request.session, request.sender, request.now)
    return say(_("Stopped. Nothing more will come from me. What you wrote stays yours; `/waypost resume` starts again where you left it."))
