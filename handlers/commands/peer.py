"""The command `peer`."""

from __future__ import annotations

from content.message import Message
from content.translated import N_
from handlers.around import appoint
from handlers.commands import Request, command
from handlers.naming import whose
from handlers.roles import May
from models.roles import MOST_PEERS, Role


@command(
    "peer",
    N_("say who somebody can ask among their peers"),
    "peer @ana is @ben",
    "peer @ana is @ben @max",
    "peer @ana is nobody",
    may=May.ADMINS,
)
def peer(request: Request) -> Message:
    """Make those who are named the peers of somebody, in the place of whoever was."""
    learners, holders = whose(request, Role.PEER, most=MOST_PEERS)
    it, key = request, request.incoming.key
    return appoint(it.session, it.house, it.sender, it.now, Role.PEER, learners, holders, key=key)
