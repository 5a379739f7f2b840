"""The command `resume`."""

from __future__ import annotations

from content.message import Message, say
from content.translated import N_, _
from handlers.commands import Request, command
from handlers.grammar import no_more
from handlers.leaving import resume
from handlers.starting import moment
from scheduler.diaries import read
from scheduler.plan import plan


@command("resume", N_("end a pause or a stop"))
def resume_(request: Request) -> Message:
    """Things come again from now on; what a pause held back has moved by its length."""
    no_more(request.words)
    sender = request.sender
    if not resume(request.session, sender, request.now):
        return say(_("You are not paused. `/waypost route` shows what comes."))
    (known,) = read(request.session, request.house.library, [sender.person])
    dues = plan(known.diary, request.now, explain=False).dues
    if not dues:
        return say(_("Welcome back. Nothing is planned for you at the moment; `/waypost programmes` shows what there is."))
    when = moment(max(dues[0].at, request.now), sender.person, sender.workspace)
    # Translators: {when} is a date and a time, "Monday 23 November at 09:00"
    return say(_("Welcome back. It goes on where you left it: the next one comes {when}. `/waypost route` shows the rest.", when=when))
