"""The command `why`."""

from __future__ import annotations

from content.message import Message
from handlers.commands import Request, command
from handlers.naming import one_person
from handlers.reasons import reasons
from handlers.roles import NotYours, may_see


@command("why", "what comes next, when, and by which rule; what did not come, and why", "why", "why @ana")
def why(request: Request) -> Message:
    """The chain of reasons for the person, or for somebody whose record they may see."""
    person = one_person(request, request.words, "whom you mean") if request.words else request.sender.person
    if not may_see(request.session, request.sender.person, request.rank, person):
        raise NotYours("You see your own plan, and those of your people.")
    return reasons(request.session, request.house, person, request.now, own=person.id == request.sender.id)
