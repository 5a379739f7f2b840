"""The command `quiet`."""

from __future__ import annotations

import re
from datetime import time

from content.message import Message
from content.translated import N_, _
from handlers.calendar_page import QUIET, set_or_show
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, a_time, only_text
from handlers.naming import for_whom

LIKE = "quiet 18:00 to 08:00"
OPEN_MINUTES = 120  # something has to be able to come
DAY_MINUTES = 24 * 60


@command("quiet", N_("the hours in which nothing comes"), LIKE, "quiet off", "quiet auto", "quiet", "quiet 18:00 to 08:00 for workspace")
def quiet(request: Request) -> Message:
    """Show the quiet hours, or set them: what is due in them waits for their end."""
    said, target = for_whom(request, request.words)
    values = dict(zip(("quiet_from", "quiet_until"), _hours(only_text(said, _("which hours"))), strict=True)) if said else None
    return set_or_show(request.session, request.house, request.sender, request.incoming, target, request.now, QUIET, values)


def _hours(typed: str) -> tuple[time | None, time | None]:
    said = typed.casefold()
    if said == "auto":
        return None, None
    if said in ("off", "none"):
        return time(0), time(0)  # the same twice: none are quiet
    ends = re.split(r"\s*(?:-|–|\bto\b|\buntil\b)\s*", said.removeprefix("from "))
    if len(ends) != 2:
        raise Misunderstood(_("the hours “{typed}” (they are written like 18:00 to 08:00)", typed=typed), nearest=LIKE)
    try:
        from_, until = a_time(ends[0]), a_time(ends[1])
    except Misunderstood as problem:
        raise problem.after("quiet", nearest=LIKE) from problem
    if (_minutes(from_) - _minutes(until)) % DAY_MINUTES < OPEN_MINUTES:
        raise Misunderstood(_("the hours “{typed}”, which leave less than two in which something could come", typed=typed), nearest=LIKE)
    return from_, until


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
