"""The command `blackout`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from content.cldr import full_date, listed
from content.message import Message, escape, say
from content.translated import N_, _, _n
from handlers.calendar_page import page
from handlers.calendar_words import span
from handlers.calendars import Target, black_out, end_blackout, what_follows
from handlers.commands import Request, command
from handlers.grammar import Missing, Misunderstood, a_day, as_typed
from handlers.incoming import Word
from handlers.naming import for_whom, the_cohort
from handlers.roles import May
from models.calendars import Blackout
from scheduler.calendar import DAY

LIKE = "blackout 2026-12-24 to 2027-01-01 inventory"
LONGEST = timedelta(days=92)  # what lasts longer is a hold
LONGEST_REASON = 80  # characters
OFF = ("off", "end")


@command(
    "blackout",
    N_("days on which nothing is sent to anybody"),
    LIKE,
    f"{LIKE} for cohort autumn",
    "blackout off 2026-12-24",
    "blackout",
    may=May.ADMINS,
)
def blackout(request: Request) -> Message:
    """Set or end blackout days of a cohort, or of the workspace if nothing else is said; without words, list the workspace's."""
    said, target = _target(request)
    if not said:
        return page(request.session, request.house, target, request.now)
    if as_typed(said[:1]).casefold() in OFF:
        return _ended(request, target, said[1:])
    days = _days(request, target, said)
    black_out(request.session, request.house, request.sender, target, request.now, days)
    follows = what_follows(request.session, request.house, target, request.now, beside=_("other blackouts of theirs count as well"))
    return say(f"{_said(target, span(days.from_on, days.until_on), escape(days.reason))} {follows}")


def _target(request: Request) -> tuple[Sequence[Word], Target]:
    """The whole workspace, unless a cohort is named behind `for`; a reason may have a “for” in it."""
    words = request.words
    at = max((here for here, word in enumerate(words) if isinstance(word, str) and word.casefold() == "for"), default=len(words))
    whom = words[at + 1 :]
    if whom and (as_typed(whom).casefold().split()[0] in ("cohort", "workspace") or the_cohort(request, whom) is not None):
        return for_whom(request, words)
    return words, Target(workspace=request.sender.workspace)


def _said(target: Target, days: str, reason: str) -> str:
    if target.workspace is not None:
        # Translators: {days} are one or several whole dates, as in “Thursday 24 December 2026 to Friday 1 January 2027”.
        return _("Nothing comes to anybody of the workspace on {days} ({reason}).", days=days, reason=reason)
    # Translators: {whom} is “cohort autumn”, or somebody's name.
    return _("Nothing comes to anybody of {whom} on {days} ({reason}).", whom=target.called, days=days, reason=reason)


def _days(request: Request, target: Target, said: Sequence[Word]) -> Blackout:
    typed = [as_typed([word]) for word in said]
    from_on = last_on = a_day(typed[0], request.today)
    rest = typed[1:]
    if rest and rest[0].casefold() in ("to", "until", "-", "–"):
        if not rest[1:]:
            raise Missing(_("the last day"), understood=f"blackout {typed[0]}", nearest=LIKE)
        last_on, rest = a_day(rest[1], request.today), rest[2:]
    if last_on < from_on or last_on - from_on > LONGEST:
        if last_on < from_on:
            problem = _("the days {first_date} to {last_date}, which ends before it begins", first_date=from_on, last_date=last_on)
        else:
            problem = _n(
                "the days {first_date} to {last_date}, which are more than {number} (`hold` is for that)",
                "the days {first_date} to {last_date}, which are more than {number} (`hold` is for that)",
                LONGEST.days,
                first_date=from_on,
                last_date=last_on,
            )
        raise Misunderstood(problem, nearest=LIKE)
    if last_on < request.today:
        raise Misunderstood(_("the days up to {date}, which are over", date=last_on), nearest=LIKE)
    reason = " ".join(rest).strip("“”\"'`") or _("blackout")
    if len(reason) > LONGEST_REASON:
        problem = _n(
            "the reason, which has {number} character; {most} is the most",
            "the reason, which has {number} characters; {most} is the most",
            len(reason),
            most=LONGEST_REASON,
        )
        raise Misunderstood(problem, nearest=LIKE)
    owner = target.owner
    return Blackout(scope=owner.scope, scope_id=owner.number, from_on=from_on, until_on=last_on + DAY, reason=reason)


def _ended(request: Request, target: Target, said: Sequence[Word]) -> Message:
    if not said:
        raise Missing(_("which day it has"), nearest="blackout off 2026-12-24")
    day: date = a_day(as_typed(said), request.today)
    ended = end_blackout(request.session, request.house, request.sender, target, request.now, day)
    if not ended:
        return say(_there_is_none(target, full_date(day)))
    spans = listed([f"{span(one.from_on, one.until_on)} ({escape(one.reason)})" for one in ended])
    if target.workspace is not None:
        return say(_("Things come to the workspace as usual again on {days}.", days=spans))
    return say(_("Things come to {whom} as usual again on {days}.", whom=target.called, days=spans))


def _there_is_none(target: Target, date: str) -> str:
    if target.workspace is not None:
        return _("There is no blackout of the workspace on {date}. `/waypost blackout` lists what there is.", date=date)
    return _("There is no blackout of {whom} on {date}. `/waypost blackout` lists what there is.", whom=target.called, date=date)
