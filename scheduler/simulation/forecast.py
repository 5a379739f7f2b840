"""What comes to somebody from now on, worked out once for all who are alike in whatever the plan reads."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import timedelta
from typing import TypeAlias

from scheduler.calendar import local_day
from scheduler.diary import Past, Plan
from scheduler.plan import plan
from scheduler.simulation.record import Record

Forecast: TypeAlias = Callable[[Record], Plan]

LOOKS_BACK = timedelta(days=8)  # how far back full days matter to what found no place: it is worth making up for seven


def asked_each_time(record: Record) -> Plan:
    """What the plan says."""
    return plan(record.diary(), record.now, explain=False)


class Shared:
    """The same, remembered. All who are asked for must have begun with the same diary."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Plan] = {}

    def __call__(self, record: Record) -> Plan:
        likeness = _likeness(record)
        known = self._known.get(likeness)
        if known is None:
            known = self._known[likeness] = asked_each_time(record)
        return known


def _likeness(record: Record) -> Hashable:
    """All that the plan reads of what has happened since they began, without what it does not mind."""
    today, away = local_day(record.now, record.zone), bool(record.begins.pauses)
    since = today - LOOKS_BACK if record.waits else today
    days = {day: number for day, number in record.sent_on.items() if away or day >= since}
    reminded = {local_day(one, record.zone) for past in record.past.values() for one in past.reminders}
    return (
        record.now,
        frozenset(record.past),
        tuple((key, record.past[key].sent_at, record.past[key].reminders) for key in to_remind_of(record)),
        tuple((record.past[key].answered_at, *_minded(record, record.past[key])) for key in record.awaited if key in record.past),
        _missable(record) if record.counts_missed else (),
        tuple(record.obstacles),
        frozenset(record.checkins),
        (days.get(today), frozenset(day for day, number in days.items() if number >= record.begins.calendar.cap)),
        frozenset(day for day in reminded if away or day >= since),
        frozenset(record.asked),
    )


def _minded(record: Record, past: Past) -> tuple[Hashable, ...]:
    """What was said to a step that decides the way of others, and when it came, from which one counts how long to wait for it."""
    return (past.answers, past.sent_at) if record.route.programme.asks_back else ()


def _missable(record: Record) -> Hashable:
    """What may have been missed."""
    return frozenset((key, past.sent_at, past.answered_at) for key, past in record.past.items())


def to_remind_of(record: Record) -> Sequence[str]:
    """The open steps that have a reminder left."""
    found = ((key, past, record.step(key)) for key, past in record.past.items() if not past.closed)
    return [key for key, past, step in found if step.activity.waits and len(past.reminders) < step.reminders.at_most]
