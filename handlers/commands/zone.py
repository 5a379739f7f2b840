"""The command `zone`."""

from __future__ import annotations

from content.message import Message
from content.translated import N_, _
from handlers.calendar_page import ZONE, setting
from handlers.calendars import Target, may_be_an_answer, set_zone, what_follows
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, only_text
from handlers.naming import for_whom
from handlers.zones import the_zone


@command(
    "zone", N_("the time zone in which your times are meant"), "zone", "zone Europe/Lisbon", "zone auto", "zone Europe/Lisbon for @ana"
)
def zone(request: Request) -> Message:
    """Show the zone, or set it: a person's, a cohort's for its summaries, a workspace's for those whose own is not known."""
    said, target = for_whom(request, request.words)
    if not said:
        may_be_an_answer(request.session, request.sender, request.incoming)
        return setting(request.session, request.house, target, request.now, ZONE)
    typed = only_text(said, _("which zone"))
    named = None if typed.casefold() == "auto" else the_zone(typed)
    if named is None and target.person is None:
        raise Misunderstood(_no_profile(target), nearest="zone Europe/Lisbon for workspace")
    set_zone(request.session, request.house, request.sender, target, request.now, named)
    if target.cohort is not None:
        follows = _("Its summary comes by that; each of its people keeps their own.")
    elif target.workspace is not None:
        follows = _("It holds at once for those whose own is not known.")
    else:
        follows = what_follows(request.session, request.house, target, request.now)
    return setting(request.session, request.house, target, request.now, ZONE, follows)


def _no_profile(target: Target) -> str:
    if target.cohort is not None:
        return _("“auto” for cohort {cohort}, which has no chat profile", cohort=target.cohort.name)
    return _("“auto” for the workspace, which has no chat profile")
