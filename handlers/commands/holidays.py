"""The command `holidays`."""

from __future__ import annotations

from content.message import Message
from handlers.calendar_page import HOLIDAYS, set_or_show
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, only_text
from handlers.naming import for_whom
from scheduler.public_holidays import UnknownCode, the_code

NONE, AUTO = ("none", "off"), "auto"  # not “no”: that is Norway


@command(
    "holidays",
    "the public holidays on which nothing falls due for you",
    "holidays DE-BY",
    "holidays Portugal",
    "holidays none",
    "holidays auto",
    "holidays",
    "holidays GB-ENG for cohort autumn",
)
def holidays(request: Request) -> Message:
    """Show whose public holidays count, or set it: a country or a part of it."""
    said, target = for_whom(request, request.words)
    values = {"holidays": _code(only_text(said, "which holidays"))} if said else None
    return set_or_show(request.session, request.house, request.sender, request.incoming, target, request.now, HOLIDAYS, values)


def _code(typed: str) -> str | None:
    if typed.casefold() in NONE:
        return ""
    if typed.casefold() == AUTO:
        return None
    try:
        return the_code(typed)
    except UnknownCode as unknown:
        near = unknown.near[0] if unknown.near else "DE-BY"
        like = f"perhaps {' or '.join(unknown.near)}" if unknown.near else "they are a country or a part of it, like PT or DE-BY"
        raise Misunderstood(f"the holidays of “{typed}” ({like})", nearest=f"holidays {near}") from unknown
