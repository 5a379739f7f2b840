"""The times away that count for a route: pauses, leaves and holds, one after the other.

Decided here, where the rules leave room:
- Where two overlap, the days belong to the one that began first; an open one covers all that follows.
- Leaves with no working day between them are one: it goes by the number, the asking and the policy of the one that ends last,
  or by a policy that was chosen for the other, if it has none.
- Without a policy of its own a leave follows the programme's, and a hold shifts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from content.programme import Returns
from scheduler.calendar import MIDNIGHT, at
from scheduler.diary import Away, Diary, Pause, Policy, Route
from scheduler.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Absence:
    """A time away whose end is known, as it counts for one route; *back_on* is the first working day after it."""

    away: Away
    number: int | None
    from_at: datetime
    from_on: date
    until_on: date
    over_at: datetime
    back_on: date
    policy: Policy
    at_most: int

    @property
    def queues(self) -> bool:
        """Whether what fell into it is caught up one after the other."""
        return self.policy in (Policy.BUNDLE, Policy.COMPRESS, Policy.DROP)


def absence(pause: Pause, returns: Returns, calendar: Calendar, zone: ZoneInfo) -> Absence:
    """The *pause*, which has an end, with the policy that holds for it."""
    until_on = _end(pause)
    usual = Policy(returns.policy) if pause.away is Away.LEAVE else Policy.SHIFT
    return Absence(
        pause.away,
        pause.number,
        pause.from_at,
        pause.from_on,
        until_on,
        at(until_on, MIDNIGHT, zone),
        calendar.forward(until_on),
        pause.policy or usual,
        pause.at_most or returns.at_most,
    )


def of_route(diary: Diary, route: Route) -> tuple[Pause, ...]:
    """All that keep things of the route from the person, in order."""
    return in_order((*diary.pauses, *route.holds), diary.calendar) if diary.pauses or route.holds else ()


def in_order(pauses: Iterable[Pause], calendar: Calendar) -> tuple[Pause, ...]:
    """The pauses by their beginning, without what an earlier one covers already."""
    ordered: list[Pause] = []
    over_on = date.min
    for pause in sorted(_joined(pauses, calendar), key=lambda pause: pause.from_at):
        from_on = max(pause.from_on, over_on)
        if pause.until_on is None or pause.until_on > from_on:
            ordered.append(pause if from_on == pause.from_on else replace(pause, from_on=from_on))
        if pause.until_on is None:
            break
        over_on = max(over_on, pause.until_on)
    return tuple(ordered)


def _joined(pauses: Iterable[Pause], calendar: Calendar) -> Iterator[Pause]:
    """The same, with leaves made one where there is no working day between them."""
    leaves: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.from_at):
        if pause.away is not Away.LEAVE:
            yield pause
        elif leaves and calendar.forward(_end(leaves[-1])) >= pause.from_on:
            leaves[-1] = _one(leaves[-1], pause)
        else:
            leaves.append(pause)
    yield from leaves


def _one(first: Pause, second: Pause) -> Pause:
    last, other = (first, second) if _end(first) > _end(second) else (second, first)
    chosen = last if last.policy is not None else other
    return replace(last, from_at=first.from_at, from_on=first.from_on, policy=chosen.policy, at_most=chosen.at_most)


def _end(pause: Pause) -> date:
    """Of what has an end, as every leave does."""
    assert pause.until_on is not None
    return pause.until_on


def over(pauses: Sequence[Pause], returns: Returns, calendar: Calendar, zone: ZoneInfo) -> tuple[Absence, ...]:
    """Those of the *pauses* whose end is known."""
    return tuple(absence(pause, returns, calendar, zone) for pause in pauses if pause.until_on is not None)
