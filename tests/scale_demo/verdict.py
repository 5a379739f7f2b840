"""What the workspace saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.deliveries import GONE_OUT
from tests.scale_demo.people import People
from tests.scale_demo.scene import Row


@dataclass(frozen=True, slots=True)
class Verdict:
    """*messages* are all that stand in the workspace, answers and changed cards among them; the rest is of the activities."""

    due: int
    sent: int
    lost: int
    doubled: int
    marked: int
    lag_p50: float
    lag_p99: float
    longest_gap: float
    answers: int
    answers_lost: int
    answers_doubled: int
    pressed_again: int
    messages: int

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.answers_lost or self.answers_doubled)

    @classmethod
    def of(cls, rows: Sequence[Row], kept: Mapping[str, int], people: People) -> Verdict:
        times = Counter(str(one.key) for one in people.ours())
        lags = sorted(row.lag_seconds for row in rows if row.lag_seconds is not None)
        return cls(
            due=len(rows),
            sent=sum(row.state in GONE_OUT for row in rows),
            lost=sum(times[row.token] == 0 for row in rows),
            doubled=sum(number > 1 for number in times.values()),
            marked=sum(row.possible_duplicate for row in rows),
            lag_p50=at_share(lags, 0.5),
            lag_p99=at_share(lags, 0.99),
            longest_gap=max((later - earlier for earlier, later in zip(people.arrived, people.arrived[1:], strict=False)), default=0.0),
            answers=len(people.answered),
            answers_lost=len(people.answered - kept.keys()),
            answers_doubled=sum(number > 1 for number in kept.values()),
            pressed_again=people.again,
            messages=len(people.ours()),
        )


def at_share(ordered: Sequence[float], share: float) -> float:
    """The value below which that share lies."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def lines(verdict: Verdict) -> Iterable[tuple[str, str]]:
    """The verdict, a line each."""
    yield "activities due", f"{verdict.due:,}"
    yield "sent", f"{verdict.sent:,}"
    yield "lost", str(verdict.lost)
    yield "doubled", str(verdict.doubled)
    yield "due → in the chat, half of them within", f"{verdict.lag_p50:.2f} s"
    yield "due → in the chat, 99 of 100 within", f"{verdict.lag_p99:.2f} s"
    yield "longest time in which nothing came", f"{verdict.longest_gap:.2f} s"
    yield "answers given", f"{verdict.answers:,}"
    yield "answers lost", str(verdict.answers_lost)
    yield "answers doubled", str(verdict.answers_doubled)
    yield "tries that people had to repeat", str(verdict.pressed_again)
    yield "messages in the workspace in all", f"{verdict.messages:,}"
