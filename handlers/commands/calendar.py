"""The command `calendar`."""

from __future__ import annotations

from content.message import Message
from content.translated import N_, _
from handlers.calendar_page import page
from handlers.calendars import Target, may_be_an_answer
from handlers.commands import Request, command
from handlers.naming import for_whom, one_person
from handlers.roles import NotYours, may_see


@command(
    "calendar",
    N_("your time zone, working days, holidays and quiet hours, and who set them"),
    "calendar",
    "calendar @ana",
    "calendar for workspace",
)
def calendar(request: Request) -> Message:
    """What holds for the person, or for somebody whose record they may see; for admins what a cohort or the workspace has set."""
    said, target = for_whom(request, request.words)
    if not request.words:
        may_be_an_answer(request.session, request.sender, request.incoming)
    if said:
        person = one_person(request, said, _("whom you mean"))
        if not may_see(request.session, request.sender.person, request.rank, person):
            raise NotYours(_("You see your own calendar, and those of your people."))
        target = Target(person, own=person.id == request.sender.id)
    return page(request.session, request.house, target, request.now)
