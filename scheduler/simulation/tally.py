"""What is counted of lives. Tallies add up in any order, so that it does not matter who lived where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from scheduler.calendar import local_day
from scheduler.diary import Diary, What
from scheduler.simulation.happenings import Answered, Happening, LeftOut, Message
from scheduler.simulation.moved import Because, moved

ASKS = (What.STEP, What.CHECKIN)


@dataclass(slots=True)
class Tally:
    """*weeks* of people are those of the route, from 1; *a_day*: on how many days of people so many messages came, if any.

    *asked*, *answered*: how many people had something to answer in a week, and answered anything of it.
    *to_the_end*: every step came that is not optional, but for those that their answers left out;
    *to_the_last*: something of their last week was answered.
    """

    people: Counter[str] = field(default_factory=Counter)  #: by workspace
    zones: Counter[str] = field(default_factory=Counter)
    due: Counter[tuple[str, datetime]] = field(default_factory=Counter)  #: by workspace and instant
    on_days: Counter[tuple[date, What]] = field(default_factory=Counter)
    a_day: Counter[int] = field(default_factory=Counter)
    asked: Counter[int] = field(default_factory=Counter)
    answered: Counter[int] = field(default_factory=Counter)
    questions: Counter[int] = field(default_factory=Counter)  #: by the week in which they came
    given: Counter[int] = field(default_factory=Counter)  #: of these, how many were answered, then or later
    came: Counter[str] = field(default_factory=Counter)  #: by step
    other_way: Counter[str] = field(default_factory=Counter)  #: by step: it was left out, as its condition did not hold
    answers: Counter[str] = field(default_factory=Counter)  #: by step
    reminded: Counter[str] = field(default_factory=Counter)  #: the same, of those that took a reminder
    checkins: Counter[bool] = field(default_factory=Counter)  #: by whether they were answered
    moved: Counter[Because] = field(default_factory=Counter)  #: steps of people
    left_out: Counter[Because] = field(default_factory=Counter)
    to_the_end: int = 0
    to_the_last: int = 0
    everything: int = 0  #: answered all that asks

    def __iadd__(self, other: Tally) -> Tally:
        for one in fields(self):
            mine: Any = getattr(self, one.name)
            mine += getattr(other, one.name)
            setattr(self, one.name, mine)
        return self

    def count(self, workspace: str, begins: Diary, happened: Sequence[Happening]) -> None:
        """Add one person's life."""
        self.people[workspace] += 1
        self.zones[begins.zone.key] += 1
        messages = [one for one in happened if isinstance(one, Message)]
        answers = [one for one in happened if isinstance(one, Answered)]
        self._messages(workspace, begins, messages)
        left_out = {one.step for one in happened if isinstance(one, LeftOut)}
        self.other_way.update(left_out)
        self._answers(begins, messages, answers)
        self._to_the_end(begins, {one.about for one in messages if one.what is What.STEP} | left_out)

    def count_moved(self, begins: Diary, people: int) -> None:
        """Add what the calendar does to so many people who begin alike."""
        for because, found in moved(begins).items():
            self.moved[because] += found.moved * people
            self.left_out[because] += found.left_out * people

    def _messages(self, workspace: str, begins: Diary, messages: Sequence[Message]) -> None:
        days: Counter[date] = Counter()
        for one in messages:
            day = local_day(one.sent_at, begins.zone)
            days[day] += 1
            self.on_days[day, one.what] += 1
            self.due[workspace, one.sent_at] += 1
            if one.what is What.STEP:
                self.came[one.about] += 1
                self.moved[Because.FULL] += one.waited
        self.a_day.update(days.values())

    def _answers(self, begins: Diary, messages: Sequence[Message], answers: Sequence[Answered]) -> None:
        [route] = begins.routes
        asking = {step.key for step in route.programme.every_step if step.activity.waits}
        asks = {one.about: one for one in messages if one.what is What.CHECKIN or (one.what is What.STEP and one.about in asking)}
        given = asks.keys() & {one.asked.about for one in answers}
        asked = {key: (local_day(one.sent_at, begins.zone) - route.start_on).days // 7 + 1 for key, one in asks.items()}
        answered = {week for key, week in asked.items() if key in given}
        self.asked.update(set(asked.values()))
        self.answered.update(answered)
        self.questions.update(asked.values())
        self.given.update(week for key, week in asked.items() if key in given)
        self.checkins.update(key in given for key, one in asks.items() if one.what is What.CHECKIN)
        self.answers.update({one.asked.about for one in answers if one.asked.what is What.STEP})
        self.reminded.update({one.asked.about for one in answers if one.reminded})
        self.to_the_last += max(asked.values(), default=0) in answered
        self.everything += len(given) == len(asks)

    def _to_the_end(self, begins: Diary, done_with: Set[str]) -> None:
        [route] = begins.routes
        self.to_the_end += all(step.key in done_with for step in route.programme.steps if not step.optional)
