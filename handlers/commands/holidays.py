"""The command `holidays`."""

from __future__ import annotations

from content.cldr import either
from content.message import Message
from content.translated import N_, _
from handlers.calendar_page import HOLIDAYS, set_or_show
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, only_text
from handlers.naming import for_whom
from scheduler.public_holidays import UnknownCode, the_code

NONE, AUTO = ("none", "off"), "auto"  # not “no”: that is Norway


@command(
    "holidays",
    N_("the public holidays on which nothing falls due for you"),
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
    values = {"holidays": _code(only_text(said, _("which holidays")))} if said else None
    return set_or_show(request.session, request.house, request.sender, request.incoming, target, request.now, HOLIDAYS, values)


def _code(typed: str) -> str | None:
    if typed.casefold() in NONE:
        return ""
    if typed.casefold() == AUTO:
        return None
    try:
        return the_code(typed)
    except UnknownCode as unknown:
        said = _("the holidays of “{typed}” (they are a country or a part of it, like PT or DE-BY)", typed=typed)
        if unknown.near:
            said = _("the holidays of “{typed}” (perhaps {codes})", typed=typed, codes=either(unknown.near))
        raise Misunderstood(said, nearest=f"holidays {next(iter(unknown.near), 'DE-BY')}") from unknown
