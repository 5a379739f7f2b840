"""Whatever a designer writes that has no error: it plans for any start, zone and calendar, sends nothing twice, and ends.

That both sides of its conditions can be reached is shown by `content/test_flow.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from content.conditions import Outcome
from content.outcomes import possible
from scheduler.calendar import at
from scheduler.diaries import over_at
from scheduler.diary import Away, Diary, Due, Past, Route, What
from scheduler.plan import plan
from tests.strategies.programme_files import clean_programmes
from tests.unit.scheduler.routes import after_making
from tests.unit.scheduler.test_plan_properties import MONDAYS, ZONES, calendars, pauses

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Given = tuple[datetime, str, Outcome]  # when an answer is given, to which step, and what it is


@dataclass(slots=True)
class Life:
    """Somebody goes through a programme: what comes is made, and answered as *answers* say: after how many hours, and what."""

    diary: Diary
    now: datetime
    answers: Mapping[str, list[tuple[int, Outcome]]]
    made: list[Due] = field(default_factory=list)
    coming: list[Given] = field(default_factory=list)

    def go(self) -> None:
        """On to the end, from one instant at which something happens to the next."""
        while dues := plan(self.diary, self.now, explain=False).dues:
            if self.coming and self.coming[0][0] <= max(self.now, dues[0].at):
                self._answer(*self.coming.pop(0))
            elif dues[0].at > self.now:
                self.now = dues[0].at
            else:
                self._make(dues[0])

    def _make(self, due: Due) -> None:
        assert not due.only_if  # at its time it is decided
        self.made.append(due)
        self.diary = after_making(self.diary, due)
        if due.what is What.STEP and due.step:
            self._change(due.step, Past(self.now, self.now))
            self.coming += [(self.now + hours * HOUR, due.step, outcome) for hours, outcome in self.answers.get(due.step, ())]
            self.coming.sort(key=lambda one: one[:2])

    def _answer(self, instant: datetime, step: str, outcome: Outcome) -> None:
        self.now, past = max(self.now, instant), self.diary.routes[0].past[step]
        if past.answered_at is None:
            answers = (*past.answers, (instant, outcome))
            self._change(step, replace(past, closed=outcome.final, answered_at=instant if outcome.final else None, answers=answers))

    def _change(self, step: str, past: Past) -> None:
        (one,) = self.diary.routes
        self.diary = replace(self.diary, routes=(replace(one, past={**one.past, step: past}),))


@some.composite
def lives(draw: some.DrawFn) -> Life:
    programme, start, zone = draw(clean_programmes()), draw(some.sampled_from(MONDAYS)), draw(some.sampled_from(ZONES))
    joined_at = at(start, time(12), zone) + draw(some.integers(-6, 8)) * DAY
    anchors = {"visit": start + draw(some.integers(-3, 30)) * DAY} if draw(some.booleans()) else {}
    going = Route(1, programme, start, joined_at, anchors=anchors)
    named = draw(some.lists(some.tuples(some.integers(1, 600), some.sampled_from(["practice", "time", "unclear"])), max_size=3))
    leaves = [draw(pauses(zone, joined_at, start, Away.LEAVE, number)) for number in range(1, draw(some.integers(1, 3)))]
    made = Diary(
        zone,
        (going,),
        pauses=tuple(leaves),
        calendar=draw(calendars(start, 4)),
        obstacles=tuple(sorted((joined_at + hours * HOUR, obstacle) for hours, obstacle in named)),
        attributes=draw(some.sampled_from([{}, {"site": "Porto"}, {"site": "Lima"}])),
    )
    return Life(made, joined_at, {step.key: draw(_answers(possible(step.activity))) for step in programme.steps})


def _answers(outcomes: tuple[Outcome, ...]) -> some.SearchStrategy[list[tuple[int, Outcome]]]:
    return some.lists(some.tuples(some.sampled_from([0, 1, 20, 47, 150, 400]), some.sampled_from(outcomes)), max_size=2)


@settings(max_examples=80)
@given(life=lives())
def test_what_has_no_error_is_planned_sends_nothing_twice_and_ends_however_it_is_answered(life: Life) -> None:
    joined_at = life.now
    plan(life.diary, joined_at)  # with all its reasons

    life.go()

    keys = [due.key for due in life.made]
    assert len(set(keys)) == len(keys)
    (end,) = [over_at(life.diary, one) for one in life.diary.routes]
    assert end is not None
    for later in (max(life.now, end), max(life.now, end) + 100 * DAY):
        assert plan(life.diary, later, explain=False).dues == ()
