"""The command `pause`."""

from __future__ import annotations

from content.cldr import weekday_date
from content.message import Message, say
from content.translated import N_, _
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, a_day, clauses, no_more, only_text
from handlers.leaving import pause


@command("pause", N_("get nothing for a while; the rest moves with you"), "pause", "pause until monday", "pause until 2026-12-07")
def pause_(request: Request) -> Message:
    """Nothing comes until the day that is named, or until `resume`; the remaining steps move by the length of it."""
    said = clauses(request.words, ("until",))
    no_more(said[""])
    until_on = a_day(only_text(said["until"], _("until when")), request.today) if "until" in said else None
    if until_on is not None and until_on <= request.today:
        raise Misunderstood(_("a pause until {day}, which is not after today", day=until_on), nearest="pause until monday")
    pause(request.session, request.sender, request.now, until_on)
    if until_on is None:
        return say(_("Paused. Nothing comes until you say `/waypost resume`; then it goes on where you left it."))
    return say(
        _(
            "Paused. Things come again on {date}, and everything after moves along. `/waypost resume` ends it sooner.",
            date=weekday_date(until_on),
        )
    )
