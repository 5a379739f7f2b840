"""What a summary says of a week's record: counts, small groups, exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from content.message import Chart, Message, plain
from content.obstacles import OBSTACLES
from models.checkins import Checkin
from models.deliveries import Delivery, Kind, State
from scheduler.cohort_summaries import K, for_cohort
from scheduler.counts import people_count, trend
from scheduler.records import Record, the_week

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = the_week("2026-W48", BERLIN)
FRIDAY = datetime(2026, 11, 27, 15, tzinfo=UTC)
AVERAGE, OBSTACLE = "on average", "Most in the way"


def checkin(number: int, progress: int | None, obstacle: str, *, at: datetime = FRIDAY, edited_at: datetime | None = None) -> Checkin:
    given = {} if progress is None else {"1": progress}
    return Checkin(
        person_id=number, week="2026-W48", delivery_id=number, progress=given, obstacle=obstacle, answered_at=at, edited_at=edited_at
    )


def step(number: int, state: State) -> Delivery:
    return Delivery(
        workspace_id=1, person_id=number, kind=Kind.STEP, key=f"step/{number}", conversation="c", message={}, due_at=FRIDAY,
        planned_at=FRIDAY, state=state, sent_at=FRIDAY,
    )  # fmt: skip


def kept(
    weeks: Sequence[Checkin] = (),
    steps: Sequence[Delivery] = (),
    *,
    asked: int = 0,
    late: Sequence[Checkin] = (),
    late_steps: int = 0,
) -> Record:
    return Record(
        steps=steps,
        checked_in=weeks,
        asked=frozenset(range(asked or len(weeks))),
        late=late,
        late_steps=late_steps,
        answers=(),
        trend=(),
        silent=frozenset(),
        away={},
    )


def said(record: Record) -> str:
    return plain(for_cohort("autumn", 8, record, WEEK))


def test_a_cohorts_week_is_told_in_counts() -> None:
    steps = [step(1, State.ANSWERED), step(2, State.SENT), step(3, State.ANSWERED)]

    text = said(kept([checkin(1, 3, "time")], steps, asked=3, late=[checkin(2, 1, "")], late_steps=2))

    assert text.splitlines() == [
        "autumn, 23–29 November",
        "On the way: 8 people",
        "Steps done: 2 of 3",
        "Check-ins: 1 of 3",
        "Late, for earlier weeks: 2 steps, 1 check-in",
    ]


def test_nothing_to_report_says_so_in_one_line() -> None:
    assert said(kept()).splitlines() == ["autumn, 23–29 November", "Nothing to report: nothing was due that week."]


@pytest.mark.parametrize("number", range(1, K))
def test_answers_of_fewer_than_five_people_are_never_put_together(number: int) -> None:
    text = said(kept([checkin(one, one, code) for one, code in zip(range(number), OBSTACLES, strict=False)]))

    assert AVERAGE not in text
    assert OBSTACLE not in text


def test_answers_of_five_people_are_put_together() -> None:
    text = said(kept([checkin(one, one, "time" if one else "forgot") for one in range(5)]))

    assert "Commitments, 0 to 10: 2 on average" in text
    assert "Most in the way: No time" in text


def test_five_check_ins_of_which_one_says_nothing_are_four_answers() -> None:
    text = said(kept([checkin(one, one if one else None, "time" if one > 1 else "") for one in range(5)]))

    assert AVERAGE not in text
    assert OBSTACLE not in text


def test_answers_that_are_all_alike_would_tell_each_ones_and_are_not_shown() -> None:
    text = said(kept([checkin(one, 3, "time") for one in range(6)]))

    assert AVERAGE not in text
    assert OBSTACLE not in text


def test_what_comes_in_after_the_week_does_not_change_what_is_put_together() -> None:
    five = [checkin(one, one, "time" if one else "forgot") for one in range(5)]
    late = checkin(5, 10, "forgot", at=WEEK.until + timedelta(hours=1))

    def together(text: str) -> list[str]:
        return [line for line in text.splitlines() if AVERAGE in line or OBSTACLE in line]

    assert together(said(kept([*five, late]))) == together(said(kept(five))) != []


def test_once_one_of_them_is_changed_after_the_week_nothing_is_put_together() -> None:
    five = [checkin(one, one, "time" if one else "forgot") for one in range(5)]
    five[0].edited_at = WEEK.until + timedelta(hours=10)

    assert AVERAGE not in said(kept(five))


@given(
    answers=some.lists(some.tuples(some.none() | some.integers(0, 10), some.sampled_from(["", *OBSTACLES])), max_size=9),
)
def test_whatever_is_answered_nobodys_answer_can_be_read_off(answers: list[tuple[int | None, str]]) -> None:
    text = said(kept([checkin(number, *answer) for number, answer in enumerate(answers)]))

    given_numbers = [progress for progress, _ in answers if progress is not None]
    given_codes = [code for _, code in answers if code]
    assert (AVERAGE in text) == (len(given_numbers) >= K and len(set(given_numbers)) > 1)
    assert (OBSTACLE in text) == (len(given_codes) >= K and len(set(given_codes)) > 1)


@pytest.mark.parametrize(
    ("week", "title"),
    [("2026-W48", "23–29 November"), ("2026-W49", "30 November – 6 December"), ("2026-W53", "28 December 2026 – 3 January 2027")],
)
def test_a_week_is_named_by_its_days(week: str, title: str) -> None:
    assert the_week(week, BERLIN).title == title


def test_a_week_begins_and_ends_at_midnight_where_the_reader_is_also_when_the_clocks_change() -> None:
    week = the_week("2027-W12", BERLIN)  # 22 to 28 March; on the Sunday the clocks go forward

    assert week.since == datetime(2027, 3, 21, 23, tzinfo=UTC)
    assert week.until == datetime(2027, 3, 28, 22, tzinfo=UTC)
    assert week.told_at == datetime(2027, 3, 22, 8, tzinfo=UTC)


def charted(rows: Sequence[tuple[str, int, int]]) -> Message:
    return Message(trend(replace(kept(), trend=rows)))


def test_the_trend_is_drawn_from_two_weeks_on_and_can_be_read_without_the_picture() -> None:
    assert charted([("16 Nov", 1, 2)]).parts == ()

    (chart,) = charted([("16 Nov", 1, 2), ("23 Nov", 3, 3)]).parts
    assert isinstance(chart, Chart)
    assert plain(Message((chart,))) == "Steps done, in per cent, by week\nDone: 16 Nov 50, 23 Nov 100"


def test_numbers_and_their_nouns_agree() -> None:
    assert [people_count(number) for number in (1, 2)] == ["1 person", "2 people"]
