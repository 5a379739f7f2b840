"""A person's way through a route, with all their times away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from content.programme import Step
from scheduler.absences import Absence, over
from scheduler.carrying import inside, through
from scheduler.catching_up import made_before, queue
from scheduler.diary import Away, Pause, Policy, Route
from scheduler.reading import Reading
from scheduler.timing import Left, Natural, Timing, day_of, last_on, natural, since_on, unless_over


@dataclass(frozen=True, slots=True)
class Carried:
    """What becomes of a route's steps, and its last day. *fell* says of each leave which steps fell into it and were not made."""

    fates: Mapping[str, Natural]
    ends_on: date
    fell: Mapping[int | None, tuple[Step, ...]]


@dataclass(frozen=True)  # no slots: the cached properties live in the instance's dictionary
class Course:
    """A route as it is read at one instant."""

    reading: Reading
    route: Route

    @cached_property
    def pauses(self) -> tuple[Pause, ...]:
        return self.reading.absences[self.route.enrolment]

    @cached_property
    def absences(self) -> tuple[Absence, ...]:
        """The times away whose end is known."""
        return over(self.pauses, self.route.programme.returns, self.reading.calendar, self.reading.zone)

    @cached_property
    def since_on(self) -> date:
        return since_on(self.reading, self.route)

    def fate(self, step: Step) -> Natural | None:
        """What becomes of a step. None: it has no date while a time away is open."""
        if not self.pauses:
            return unless_over(self.reading, self.route, natural(self.reading, self.route, step, self.since_on))
        fate, last = unless_over(self.reading, self.route, self.carried.fates[step.key]), self.pauses[-1]
        held = isinstance(fate, Timing) and last.until_on is None and fate.expires_at >= last.from_at
        return None if held else fate

    @property
    def ends_on(self) -> date:
        """The last day of the route; an open pause has not shifted it yet."""
        return self.carried.ends_on if self.pauses else last_on(self.route)

    @property
    def first_on(self) -> date:
        """The day of the first step that follows no answer."""
        fates = self.carried.fates.values() if self.pauses else self._earliest()
        first = min((fate.on for fate in fates if isinstance(fate, Timing | Left)), default=self.route.start_on)
        return max(first, self.route.start_on)

    def _earliest(self) -> Iterable[Natural]:
        """The fate of the step that stands first in the programme; the rest need not be asked."""
        reading, route = self.reading, self.route
        days = [(day, step.when.time, step) for step in route.programme.earliest if (day := day_of(reading, route, step))]
        first = min(days, key=lambda one: one[:2], default=None)
        return [natural(reading, route, first[2], self.since_on)] if first else []

    @cached_property
    def carried(self) -> Carried:
        """All of it through all the times away, one after the other."""
        steps, ends_on = self.route.programme.every_step, last_on(self.route)
        fates = {step.key: natural(self.reading, self.route, step, self.since_on) for step in steps}
        fell: dict[int | None, tuple[Step, ...]] = {}
        for absence in self.absences:
            if absence.away is Away.LEAVE:
                fell[absence.number] = tuple(step for step in steps if self._fell(absence, step, fates[step.key]))
            queued = queue(self.reading, absence, self.route, fates) if absence.queues else {}
            fates = {step.key: queued.get(step.key) or self._through(absence, step, fates[step.key]) for step in steps}
            ends_on = max([self._shifted(absence, ends_on), *(timing.on for timing in queued.values())])
        return Carried(fates, ends_on, fell)

    def fell_into(self, number: int) -> tuple[Step, ...]:
        """The steps that fell into the leave of that number and were not made before its end."""
        return self.carried.fell.get(number, ())

    def _fell(self, absence: Absence, step: Step, fate: Natural) -> bool:
        if self.route.resumed_at is not None and self.route.resumed_at >= absence.over_at:
            return False
        return isinstance(fate, Timing) and inside(absence, fate) and not made_before(absence, self.route, step)

    def _through(self, absence: Absence, step: Step, fate: Natural) -> Natural:
        if not isinstance(fate, Timing):
            return fate
        return through(self.reading, absence, step, fate, waits_for_nobody=step.when.after in self.route.programme.anchors)

    def _shifted(self, absence: Absence, ends_on: date) -> date:
        if absence.policy is not Policy.SHIFT or ends_on < absence.from_on:
            return ends_on
        days = self.reading.calendar.between(max(absence.from_on, self.since_on), absence.until_on)
        return self.reading.calendar.shifted(ends_on, days) if days else ends_on
