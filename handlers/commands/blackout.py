"""The command `blackout`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from content.message import Message, escape, say
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
    "days on which nothing is sent to anybody",
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
    follows = what_follows(request.session, request.house, target, request.now, beside="other blackouts of theirs count as well")
    return say(f"Nothing comes to {_whom(target)} on {span(days.from_on, days.until_on)} ({escape(days.reason)}). {follows}")


def _target(request: Request) -> tuple[Sequence[Word], Target]:
    """The whole workspace, unless a cohort is named behind `for`; a reason may have a “for” in it."""
    words = request.words
    at = max((here for here, word in enumerate(words) if isinstance(word, str) and word.casefold() == "for"), default=len(words))
    whom = words[at + 1 :]
    if whom and (as_typed(whom).casefold().split()[0] in ("cohort", "workspace") or the_cohort(request, whom) is not None):
        return for_whom(request, words)
    return words, Target(workspace=request.sender.workspace)


def _whom(target: Target) -> str:
    return f"anybody of {target.called}"


def _days(request: Request, target: Target, said: Sequence[Word]) -> Blackout:
    typed = [as_typed([word]) for word in said]
    from_on = last_on = a_day(typed[0], request.today)
    rest = typed[1:]
    if rest and rest[0].casefold() in ("to", "until", "-", "–"):
        if not rest[1:]:
            raise Missing("the last day", understood=f"blackout {typed[0]}", nearest=LIKE)
        last_on, rest = a_day(rest[1], request.today), rest[2:]
    if last_on < from_on or last_on - from_on > LONGEST:
        problem = "which ends before it begins" if last_on < from_on else f"which are more than {LONGEST.days} (`hold` is for that)"
        raise Misunderstood(f"the days {from_on} to {last_on}, {problem}", nearest=LIKE)
    if last_on < request.today:
        raise Misunderstood(f"the days up to {last_on}, which are over", nearest=LIKE)
    reason = " ".join(rest).strip("“”\"'`") or "blackout"
    if len(reason) > LONGEST_REASON:
        raise Misunderstood(f"the reason, which has {len(reason)} characters; {LONGEST_REASON} is the most", nearest=LIKE)
    owner = target.owner
    return Blackout(scope=owner.scope, scope_id=owner.number, from_on=from_on, until_on=last_on + DAY, reason=reason)


def _ended(request: Request, target: Target, said: Sequence[Word]) -> Message:
    if not said:
        raise Missing("which day it has", nearest="blackout off 2026-12-24")
    day: date = a_day(as_typed(said), request.today)
    ended = end_blackout(request.session, request.house, request.sender, target, request.now, day)
    if not ended:
        return say(f"There is no blackout of {target.called} on {day:%A %-d %B %Y}. `/waypost blackout` lists what there is.")
    spans = " and ".join(f"{span(one.from_on, one.until_on)} ({escape(one.reason)})" for one in ended)
    return say(f"Things come to {target.called} as usual again on {spans}.")
