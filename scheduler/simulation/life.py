"""One person's weeks on a route: what falls due is made, is answered or not, and changes what comes.

The plan is asked as often as something changes on which it depends, and no oftener: while everything finds its place, what comes
as planned moves nothing else, and an answer before the day of the first reminder only makes sure that there will be none.
Where the route has conditions it is asked when one is decided: by an answer, or by its step's time.
A test compares it with lives in which the plan is asked each time.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from content.conditions import Outcome
from content.languages import speaking
from scheduler.calendar import DAY, MIDNIGHT, at, local_day
from scheduler.diaries import over_at
from scheduler.diary import Diary, Due, What
from scheduler.plan import plan
from scheduler.simulation.forecast import Forecast, to_remind_of
from scheduler.simulation.habits import Habit
from scheduler.simulation.happenings import Answered, Happening, LeftOut, Message
from scheduler.simulation.record import Record


class Life:
    """The way of one person; *patient* asks the plan even when nothing can have changed."""

    def __init__(self, begins: Diary, habit: Habit, forecast: Forecast, *, patient: bool = False) -> None:
        self.record = Record(begins, begins.routes[0].joined_at)
        self._habit, self._forecast, self._patient = habit, forecast, patient
        self._answering: list[tuple[datetime, str]] = []  # what will be answered, the soonest first
        self._asked: dict[str, Message] = {}
        self._saying: dict[str, Outcome | None] = {}  # what will be answered, where anything depends on it
        self._ahead: set[str] = set()  # the steps that count as done with, ahead of their answer
        self._left_out: Sequence[str] = ()
        self._dues: Sequence[Due] = ()
        self._next = 0
        self._waiting: Sequence[tuple[datetime, datetime]] = ()  # when what has to give way should come, and comes
        self._closed = False

    def lived(self) -> Iterator[Happening]:
        """All that happens, in order; what was left out stands at the end."""
        self._plan()
        while True:
            due = self._dues[self._next] if self._next < len(self._dues) else None
            answer_at = self._answering[0][0] if self._answering else None
            if due is not None and (answer_at is None or due.at <= answer_at):
                self.record.now = max(self.record.now, due.at)
                yield from self._fall_due()
            elif answer_at is not None:
                self._closed = self._closed or (due is None and self._over(answer_at))
                self.record.now = answer_at
                yield self._answer(heapq.heappop(self._answering)[1])
            else:
                yield from map(LeftOut, self._left_out)
                return

    def _plan(self) -> None:
        self.record.waits = self._something_waits()
        planned = self._forecast(self.record)
        self._dues, self._next = planned.dues, 0
        self._left_out = [one.step for one in planned.missed if one.chosen and one.step is not None]
        self._waiting = [(due.planned_at, due.at) for due in self._dues if due.at > due.planned_at]

    def _over(self, instant: datetime) -> bool:
        """Whether the service has closed the route by then: nothing more was to come, not even a reminder of what is answered later.

        A question how to come back is none of the route's: it is not asked any more then.
        """
        diary = self.record.diary()
        [route] = diary.routes
        over = over_at(diary, route)
        if over is None or over > instant:
            return False
        past = {key: replace(one, closed=one.closed and key not in self._ahead) for key, one in route.past.items()}
        coming = plan(replace(diary, routes=(replace(route, past=past),)), self.record.now, explain=False).dues
        return all(due.what is What.RETURN for due in coming)

    def _fall_due(self) -> Iterator[Message]:
        """Make all that is due now; the plan is asked again if that leaves something open."""
        if self._patient or self._something_waits() or self._is_decided():  # who goes first is asked anew, as the service does
            self._plan()
        changed = self._patient
        while self._next < len(self._dues) and (due := self._dues[self._next]).at <= self.record.now:
            self._next += 1
            if due.what is What.RETURN and self._over(self.record.now):
                self.record.asked.add(due.number)  # nobody is asked any more
                continue
            self.record.make(due)
            message = Message(due.what, due.step or due.week or "", self.record.now, due.at > due.planned_at)
            changed = self._will_answer(due, message) or changed
            yield message
        if changed:
            self._plan()

    def _something_waits(self) -> bool:
        """Whether something should have come by now and found no place."""
        return bool(self._waiting) and any(planned_at <= self.record.now < comes_at for planned_at, comes_at in self._waiting)

    def _is_decided(self) -> bool:
        """Whether anything that is due now was open until its time."""
        return any(due.only_if for due in self._dues[self._next :] if due.planned_at <= self.record.now)

    def _only_spares_reminders(self, key: str) -> bool:
        """Drop the reminders of a step that is answered now. Returns whether that is all: nobody waits for the places that they leave."""
        left = [due for due in self._dues[self._next :] if due.what is not What.REMINDER or due.step != key]
        coming = Counter(due.step for due in left if due.what is What.REMINDER)
        others = [(one, self.record.step(one), len(self.record.past[one].reminders)) for one in to_remind_of(self.record)]
        lacking = any(made + coming[one] < step.reminders.at_most for one, step, made in others)
        if self._waiting or lacking or self.record.begins.pauses:
            return False
        self._dues, self._next = left, 0
        return True

    def _will_answer(self, due: Due, message: Message) -> bool:
        """Note when it will be answered. Returns whether what was sent can change what comes."""
        pending = any(key == message.about for _, key in self._answering)
        if due.what not in (What.STEP, What.REMINDER, What.CHECKIN) or pending:
            return False
        self._asked.setdefault(message.about, message)
        answer_at = self._habit.answers_at(message)
        if answer_at is not None and (due.what is not What.CHECKIN or answer_at < due.expires_at):
            heapq.heappush(self._answering, (answer_at, message.about))
            self._saying[message.about] = self._says(message.about)
        open_ = due.what is What.STEP and self._leaves_open(message, answer_at)
        return open_ or message.about in self.record.waited_for

    def _says(self, key: str) -> Outcome | None:
        """What they will answer to a step. None: nothing depends on it."""
        if not self.record.route.programme.asks_back or key not in self.record.past:
            return None
        with speaking(self.record.route.programme.ours):  # conditions ask for labels in that
            return self._habit.says(self.record.step(key).activity)

    def _leaves_open(self, sent: Message, answer_at: datetime | None) -> bool:
        """Whether a step may have to be brought back to mind; if it is answered before, it counts as done with from now on."""
        step, record, said = self.record.step(sent.about), self.record, self._saying.get(sent.about)
        reminds_from = local_day(sent.sent_at, record.zone) + max(1, step.reminders.after_days) * DAY
        settles = said is None or said.final
        if settles and answer_at is not None and answer_at < at(reminds_from, MIDNIGHT, record.zone) and not self._patient:
            record.past[step.key] = replace(record.past[step.key], closed=True)
            self._ahead.add(step.key)
            return False
        return step.activity.waits and step.reminders.at_most > 0

    def _answer(self, key: str) -> Answered:
        record, past = self.record, self.record.past.get(key)
        if past is None:
            self._check_in()
            return Answered(self._asked[key], record.now, reminded=False)
        said = self._saying.pop(key, None)
        answers = (*past.answers, (record.now, said)) if said is not None else past.answers
        settles = said is None or said.final
        now = record.past[key] = replace(past, answers=answers)
        if settles:
            record.past[key] = replace(now, closed=True, answered_at=record.now)
            self._ahead.discard(key)
        needless = not settles or past.closed or self._only_spares_reminders(key)
        if not self._closed and (self._patient or key in record.awaited or not needless):
            self._plan()
        return Answered(self._asked[key], record.now, reminded=bool(past.reminders))

    def _check_in(self) -> None:
        """Note what got in their way, where extras are drawn by it; else nothing depends on a check-in."""
        named = self._habit.obstacle() if self.record.route.programme.top_ups else ""
        if named:
            self.record.obstacles.append((self.record.now, named))
            if not self._closed:
                self._plan()
