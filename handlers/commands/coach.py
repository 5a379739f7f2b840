"""The command `coach`."""

from __future__ import annotations

from content.message import Message
from content.translated import N_
from handlers.around import appoint
from handlers.commands import Request, command
from handlers.naming import whose
from handlers.roles import May
from models.roles import Role


@command("coach", N_("say who is whose coach"), "coach @ana is @mia", "coach @ana @ben is @mia", "coach @ana is nobody", may=May.ADMINS)
def coach(request: Request) -> Message:
    """Make somebody the coach of the people who are named, in the place of whoever was."""
    learners, holders = whose(request, Role.COACH)
    it, key = request, request.incoming.key
    return appoint(it.session, it.house, it.sender, it.now, Role.COACH, learners, holders, key=key)
