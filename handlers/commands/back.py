"""The command `back`."""

from __future__ import annotations

from content.message import Message, say
from content.translated import N_, _
from handlers.away import back
from handlers.commands import Request, command
from handlers.grammar import no_more
from handlers.starting import moment
from models import leaves, pauses
from scheduler.diaries import read
from scheduler.diary import What
from scheduler.plan import plan


@command("back", N_("say that you are back from leave sooner"))
def back_(request: Request) -> Message:
    """A leave that runs ends today, and the person is asked how they want to go on if they have missed something."""
    no_more(request.words)
    sender, session = request.sender, request.session
    if not back(session, request.house, sender.person, request.now, actor=sender.person):
        return say(_not_away(request))
    if pauses.running(session, sender.id, request.today) is not None:
        return say(_("Welcome back. You are still on a break, so nothing comes; `/waypost resume` ends it."))
    (known,) = read(session, request.house.library, [sender.person])
    dues = plan(known.diary, request.now, explain=False).dues
    if not dues:
        return say(_("Welcome back. Nothing is planned for you at the moment."))
    if dues[0].what is What.RETURN and dues[0].at <= request.now:
        return say(_("Welcome back. In a moment I ask you how you want to go on."))
    when = moment(max(dues[0].at, request.now), sender.person, sender.workspace)
    return say(_("Welcome back. The next message comes {moment}. `/waypost route` shows the rest.", moment=when))


def _not_away(request: Request) -> str:
    if pauses.running(request.session, request.sender.id, request.today) is not None:
        return _("You are not on leave, but on a break; `/waypost resume` ends it.")
    coming = [one for one in leaves.of(request.session, [request.sender.id]).get(request.sender.id, ()) if one.from_on > request.today]
    if coming:
        return _("You are not away yet. `/waypost away off {date}` forgets the leave that begins then.", date=coming[0].from_on)
    return _("You are not away, as far as I know. `/waypost route` shows what comes.")
