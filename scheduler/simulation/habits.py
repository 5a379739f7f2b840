"""Whether and when somebody answers. All numbers are assumptions for looking ahead, not findings: put in what your own people do."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Protocol, TypeAlias

from content.activity import Activity
from content.conditions import Outcome
from scheduler.diary import What
from scheduler.simulation import saying
from scheduler.simulation.happenings import Message

WEEK = timedelta(weeks=1)
LONGEST_WEEKS = 500  # nobody is on a programme for longer

#: Of what a message moved them to do, a reminder moves half as many of those who are left: the willing have answered by then.
REMINDED = 0.5
#: Who has checked in answers a quarter more often until the next check-in: the week has been on their mind.
CHECKED_IN = 1.25

Delays: TypeAlias = Sequence[tuple[float, float]]
#: How late answers come: this share of them within so many hours. Between two of these lines they come evenly.
DELAYS: Delays = ((0, 0.02), (0.3, 0.25), (0.5, 1), (0.75, 6), (0.9, 26), (1, 72))


class Habit(Protocol):
    """How one person deals with what they get."""

    def answers_at(self, message: Message) -> datetime | None:
        """When they answer what it asks, or brings back to mind. None: it moves them to nothing."""
        ...

    def says(self, activity: Activity) -> Outcome | None:
        """What they answer then; asked only where their way depends on answers. None: there is nothing to say."""
        ...

    def obstacle(self) -> str:
        """What they name in a check-in; asked only where extras are drawn by it. "": nothing got in their way."""
        ...


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How people answer. *answers*: the chance that a step or a check-in is answered of itself.

    *fading*: the share of those still answering who each week stop for good. *delays*: how late the answers come.
    *well* and *hindered*: see `saying`.
    """

    answers: float
    fading: float = 0.0
    delays: Delays = DELAYS
    well: float = saying.WELL
    hindered: float = saying.HINDERED

    def delay(self, share: float) -> timedelta:
        """How late an answer comes, of all answers the one at that *share*. Without logarithms, which machines round differently."""
        place = max(1, bisect_left(self.delays, share, key=lambda line: line[0]))
        (low, soon), (high, late) = self.delays[place - 1], self.delays[place]
        return timedelta(seconds=round(3600 * (soon + (late - soon) * (share - low) / (high - low))))


class Drawn:
    """A habit that is drawn: the same *chance* gives the same habit. Answers come at hours at which they are *awake*, and there.

    *words* draws what they say, so that saying something else changes nobody's hours.
    """

    def __init__(
        self, behaviour: Behaviour, chance: Random, words: Random, begins_at: datetime, awake: Callable[[datetime], datetime]
    ) -> None:
        self._behaviour = behaviour
        self._chance = chance
        self._words = words
        self._awake = awake
        self._raised_from: datetime | None = None  # since when a check-in has raised their chance
        self._fades_at = self._drawn_end(begins_at)

    def answers_at(self, message: Message) -> datetime | None:
        happens, late = self._chance.random(), self._chance.random()  # always both, so that one answer more changes no later one's delay
        answer_at = self._awake(message.sent_at + self._behaviour.delay(late)) if happens < self._likely(message) else None
        if message.what is What.CHECKIN:
            self._raised_from = answer_at
        return answer_at

    def says(self, activity: Activity) -> Outcome | None:
        return saying.said(activity, self._behaviour.well, self._words)

    def obstacle(self) -> str:
        return saying.obstacle(self._behaviour.hindered, self._words)

    def _likely(self, message: Message) -> float:
        if self._fades_at is not None and message.sent_at >= self._fades_at:
            return 0.0
        likely = self._behaviour.answers * (REMINDED if message.what is What.REMINDER else 1)
        raised = self._raised_from is not None and self._raised_from <= message.sent_at
        return likely * CHECKED_IN if raised else likely

    def _drawn_end(self, begins_at: datetime) -> datetime | None:
        """When they stop answering for good. None: they don't."""
        for weeks in range(1, LONGEST_WEEKS if self._behaviour.fading else 0):
            if self._chance.random() < self._behaviour.fading:
                return begins_at + weeks * WEEK
        return None
