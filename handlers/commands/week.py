"""The command `week`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from content.message import Message
from content.translated import N_, _
from handlers.calendar_page import WEEK, set_or_show
from handlers.commands import Request, command
from handlers.grammar import DAYS, Misunderstood, a_weekday, only_text
from handlers.naming import for_whom

LIKE = "week sun-thu"


@command("week", N_("the days on which you work"), LIKE, "week mon tue wed", "week auto", "week", "week sun-thu for cohort autumn")
def week(request: Request) -> Message:
    """Show the working week, or set it; `auto`: as it is set for the cohort or the workspace."""
    said, target = for_whom(request, request.words)
    values = {"works_on": _days(only_text(said, _("which days")))} if said else None
    return set_or_show(request.session, request.house, request.sender, request.incoming, target, request.now, WEEK, values)


def _days(typed: str) -> list[int] | None:
    """The weekdays in `sun-thu`, `sunday to thursday`, `mon, tue and thu`. None: as it is set further up."""
    if typed.casefold() == "auto":
        return None
    text = re.sub(r"\s*(-|–|\bto\b|\buntil\b)\s*", "-", typed.casefold())
    found: set[int] = set()
    for part in re.split(r"[\s,]+", re.sub(r"\band\b", " ", text).strip()):
        ends = [_weekday(name, typed) for name in part.split("-")]
        if len(ends) > 2:
            raise Misunderstood(_("the days “{typed}”", typed=typed), nearest=LIKE)
        found.update(_from_to(ends[0], ends[-1]))
    return sorted(found)


def _weekday(name: str, typed: str) -> int:
    day = a_weekday(name)
    if day is None:
        raise Misunderstood(_("the days “{typed}” (they are written like sun-thu, or mon tue wed)", typed=typed), nearest=LIKE)
    return day


def _from_to(first: int, last: int) -> Sequence[int]:
    return [(first + number) % len(DAYS) for number in range((last - first) % len(DAYS) + 1)]
