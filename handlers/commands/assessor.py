"""The command `assessor`."""

from __future__ import annotations

from content.message import Message
from content.translated import N_
from handlers.around import appoint
from handlers.commands import Request, command
from handlers.naming import whose
from handlers.roles import May
from models.roles import Role


@command("assessor", N_("say who judges what somebody does"), "assessor @ana is @mia", "assessor @ana is nobody", may=May.ADMINS)
def assessor(request: Request) -> Message:
    """Make somebody the assessor of the people who are named, in the place of whoever was."""
    learners, holders = whose(request, Role.ASSESSOR)
    it, key = request, request.incoming.key
    return appoint(it.session, it.house, it.sender, it.now, Role.ASSESSOR, learners, holders, key=key)
