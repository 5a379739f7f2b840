"""The command `cap`."""

from __future__ import annotations

from content.message import Message
from content.translated import N_, _
from handlers.calendar_page import CAP, set_or_show
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, only_text
from handlers.naming import for_whom

MOST = 10


@command("cap", N_("how many messages a day you want at most"), "cap 2", "cap auto", "cap", "cap 2 for workspace")
def cap(request: Request) -> Message:
    """Show how many messages may come of their own accord on one day, or set it. What does not fit waits."""
    said, target = for_whom(request, request.words)
    values = {"cap": _number(only_text(said, _("how many")))} if said else None
    return set_or_show(request.session, request.house, request.sender, request.incoming, target, request.now, CAP, values)


def _number(typed: str) -> int | None:
    """None: as it is set further up."""
    if typed.casefold() == "auto":
        return None
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= MOST):
        problem = _("“{typed}” messages a day (it is a number from 1 to {most}; `pause` stops them for a while)", typed=typed, most=MOST)
        raise Misunderstood(problem, nearest="cap 2")
    return int(typed)
