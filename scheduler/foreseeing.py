"""What another version of a programme would change for many people: whoever is alike is planned for once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeAlias
from zoneinfo import ZoneInfo

from content.programme import Programme, Reminders
from models.people import Person
from models.session import Session
from scheduler import diaries
from scheduler.calendar import DAY, local_day
from scheduler.diary import Diary, Past, Route
from scheduler.differences import Effect, effects
from scheduler.exchange import Exchange
from scheduler.library import Library
from scheduler.workdays import Calendar

BATCH = 500  # people whose diaries are read at once: all that was ever made for them is read with them
LONG_AGO = timedelta(days=30)  # how full a day was then decides nothing any more

Likeness: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """People for whom the same would be different, by name. *version_id* is the version that they are on now."""

    version_id: int
    zone: ZoneInfo
    effects: tuple[Effect, ...]
    names: tuple[str, ...]


def foresee(
    session: Session,
    library: Library,
    whom: Iterable[Person],
    new: Programme,
    now: datetime,
    *,
    cohort_id: int | None = None,
    key: str | None = None,
) -> Sequence[Foreseen]:
    """What would be different for these people if they went from their version of the programme to the *new* one, and when.

    Who is not on the programme of that *key* (the new one's own), or not in that cohort with it, is left out.
    Those for whom most would be different come first.
    """
    crowd = Crowd(new, now)
    everyone = iter(whom)
    while batch := list(islice(everyone, BATCH)):
        for known in diaries.read(session, library, batch, asks=new):
            for route in known.diary.routes:
                enrolment = known.enrolments[route.enrolment]
                ours = enrolment.programme_key == (key or new.key) and cohort_id in (None, enrolment.cohort_id)
                if ours:
                    versions = {number: one.version_id for number, one in known.enrolments.items()}
                    crowd.add(known.person.name, known.diary, route, versions)
    return crowd.foreseen()


class Crowd:
    """Those whose plans are compared, by what they are told."""

    def __init__(self, new: Programme, now: datetime) -> None:
        self.new, self.now = new, now
        self.exchanges: dict[int, Exchange] = {}
        self.calendars: list[Calendar] = []
        self.known: dict[Likeness, tuple[Effect, ...]] = {}
        self.names: dict[tuple[int, ZoneInfo, tuple[Effect, ...]], list[str]] = {}

    def add(self, name: str, diary: Diary, route: Route, versions: dict[int, int]) -> None:
        version = versions[route.enrolment]
        exchange = self.exchanges.setdefault(version, Exchange(route.programme, self.new))
        likeness = self._likeness(diary, route, versions)
        if likeness not in self.known:
            self.known[likeness] = effects(diary, route.enrolment, exchange, self.now)
        self.names.setdefault((version, diary.zone, self.known[likeness]), []).append(name)

    def foreseen(self) -> Sequence[Foreseen]:
        found = [Foreseen(version, zone, told, tuple(sorted(names))) for (version, zone, told), names in self.names.items()]
        return sorted(found, key=lambda one: (-len(one.effects), -len(one.names), one.names))

    def _likeness(self, diary: Diary, asked: Route, versions: dict[int, int]) -> Likeness:
        """All that the plan reads, without what it does not mind, such as the minute at which something was sent."""
        if diary.calendar not in self.calendars:
            self.calendars.append(diary.calendar)
        since_on = local_day(self.now - LONG_AGO, diary.zone)
        return (
            diary.zone,
            self.calendars.index(diary.calendar),
            (diary.checkin_day, diary.checkin_time, frozenset(diary.checkins), diary.pauses),
            frozenset((day, count) for day, count in diary.sent_on.items() if day >= since_on),
            diary.manages_since and (diary.manages_since, diary.summaries),
            (diary.obstacles, frozenset(diary.attributes.items())),
            tuple((until, frozenset(were.items())) for until, were in diary.former_attributes),
            tuple((one is asked, versions[one.enrolment], *self._route(one, diary)) for one in diary.routes),
        )

    def _route(self, route: Route, diary: Diary) -> Likeness:
        steps = (*route.programme.steps, *self.new.steps)
        awaited = {step.when.after for step in steps if step.key not in route.past}
        reminded = {
            key: max((step.reminders for step in steps if step.key == key), key=_length, default=Reminders(at_most=0)) for key in route.past
        }
        past = frozenset(
            (key, one.due_at, one.answers, key in awaited and (one.closed, one.answered_at), self._open(one, reminded[key], route, diary))
            for key, one in route.past.items()
        )
        # of several open steps the one that was sent last is reminded of first
        turns = sorted((one.sent_at, key) for key, one in route.past.items() if one.sent_at is not None and not one.closed)
        days = (route.start_on, route.joined_at, route.joined_zone, route.resumed_at, frozenset(route.anchors.items()))
        return (*days, route.holds, past, tuple(key for _, key in turns if self._open(route.past[key], reminded[key], route, diary)))

    def _open(self, past: Past, reminders: Reminders, route: Route, diary: Diary) -> Likeness:
        """What decides on the reminders of a step that are still to come; of one that has none any more, nothing. They take places too."""
        if past.sent_at is None or past.closed or past.answered_at is not None:
            return ()
        sent_on = local_day(past.sent_at, diary.zone)
        last_on = diary.calendar.later(sent_on + _length(reminders), reminders.at_most + 3)  # each may have to give way by a day
        if not diary.pauses and not route.holds and last_on < local_day(self.now, diary.zone):
            return ()
        return sent_on, tuple(local_day(one, diary.zone) for one in past.reminders)


def _length(reminders: Reminders) -> timedelta:
    """How long after a step was sent its last reminder comes."""
    return reminders.at_most * max(1, reminders.after_days) * DAY
