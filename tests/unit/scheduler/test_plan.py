"""What one person gets and when: each rule by its examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from content.programme import Reminders, When
from scheduler.plan import Diary, Past, Pause, Plan, Route, What, ends_on, next_due_at, plan
from tests.unit.scheduler.routes import (
    BERLIN,
    START,
    after,
    after_making,
    berlin,
    diary,
    named,
    pause,
    programme,
    route,
    sent,
    utc,
)

BEFORE = berlin("2026-11-20 13:00")


def comes(made: Plan, what: What | None = None, zone: ZoneInfo = BERLIN) -> dict[str, str]:
    """What comes, by its short name, at wall times."""
    chosen = [due for due in made.dues if what in (None, due.what)]
    return {(due.step or due.week or ""): f"{due.at.astimezone(zone):%Y-%m-%d %H:%M}" for due in chosen}


def lost(made: Plan) -> dict[str | None, str]:
    """What never comes, with the last of its reasons."""
    return {one.step or one.week: one.why[-1] for one in made.missed}


# --- the days of steps


@pytest.mark.parametrize(
    ("when", "comes_at"),
    [
        (named(1, 0), "2026-11-23 09:00"),
        (named(2, 4, "16:30"), "2026-12-04 16:30"),
        (named(1, 5), "2026-11-28 09:00"),  # a named Saturday stays one
        (named(1, 6), "2026-11-29 09:00"),
        (after("start", 0), "2026-11-23 09:00"),
        (after("start", 3, "08:15"), "2026-11-26 08:15"),
        (after("start", 5), "2026-11-30 09:00"),  # a counted Saturday does not
        (after("start", 6), "2026-11-30 09:00"),
        (after("end", 0), "2026-12-07 09:00"),  # the last day is a Sunday
        (after("end", -2), "2026-12-04 09:00"),
        (after("end", -1), "2026-12-07 09:00"),
        (after("end", 30), "2027-01-05 09:00"),
    ],
)
def test_a_step_falls_due_on_its_day(when: When, comes_at: str) -> None:
    assert comes(plan(diary(route(programme({"a": when}))), BEFORE)) == {"a": comes_at}


def test_a_week_that_is_not_named_is_the_one_the_step_stands_in() -> None:
    third_day = When(time(9), day=2)

    assert comes(plan(diary(route(programme({"a": third_day}))), BEFORE)) == {"a": "2026-11-25 09:00"}


def test_nine_stays_nine_when_the_clocks_change() -> None:
    autumn = route(programme({"a": named(1, 4), "b": named(2, 0)}), start_on=date(2026, 10, 19), joined_at=utc("2026-10-16 12:00"))
    spring = route(programme({"c": named(1, 4), "d": named(2, 0)}), start_on=date(2027, 3, 22), joined_at=utc("2026-10-16 12:00"), number=2)

    dues = plan(diary(autumn, spring), utc("2026-10-16 12:00")).dues

    assert [due.at for due in dues] == [utc("2026-10-23 07:00"), utc("2026-10-26 08:00"), utc("2027-03-26 08:00"), utc("2027-03-29 07:00")]


def test_a_time_in_the_gap_comes_at_its_end_and_says_so() -> None:
    spring = route(programme({"a": named(1, 6, "02:30")}), start_on=date(2027, 3, 22))

    (due,) = plan(diary(spring), BEFORE).dues

    assert due.at == utc("2027-03-28 01:00")
    assert due.why[-1] == "02:30 does not exist that day; 03:00 Europe/Berlin is 01:00 UTC"


def test_another_zone_is_another_instant_and_nothing_else_changes() -> None:
    tokyo = replace(diary(route(programme({"a": named(1, 0), "b": named(1, 2)}))), zone=ZoneInfo("Asia/Tokyo"))
    now = utc("2026-11-23 03:00")
    made = after_making(tokyo, plan(tokyo, now).dues[0])

    lima = replace(made, zone=ZoneInfo("America/Lima"))

    assert comes(plan(made, now), zone=made.zone) == comes(plan(lima, now), zone=lima.zone) == {"b": "2026-11-25 09:00"}


# --- after an answer


@pytest.mark.parametrize(
    ("days", "answered", "comes_at"),
    [
        (1, "2026-11-23 10:00", "2026-11-24 09:00"),
        (1, "2026-11-23 23:59", "2026-11-24 09:00"),
        (1, "2026-11-27 10:00", "2026-11-30 09:00"),  # Saturday, so Monday
        (0, "2026-11-24 08:00", "2026-11-24 09:00"),
        (0, "2026-11-24 09:00", "2026-11-24 09:00"),
        (0, "2026-11-24 22:10", "2026-11-24 22:10"),  # the time has passed: at once
        (0, "2026-11-28 08:00", "2026-11-28 09:00"),  # the same day is the same day, even a Saturday
    ],
)
def test_a_step_follows_the_answer_to_another(days: int, answered: str, comes_at: str) -> None:
    steps = programme({"a": named(1, 0), "b": after("a", days)})

    made = plan(diary(route(steps, {"a": sent("2026-11-23 09:00", answered=answered)})), berlin(answered))

    assert comes(made) == {"b": comes_at}


def test_without_an_answer_a_step_waits() -> None:
    steps = programme({"a": named(1, 0), "b": after("a", 1), "c": after("b", 1)})

    for past in ({}, {"a": sent("2026-11-23 09:00")}):
        made = plan(diary(route(steps, past)), BEFORE)
        assert made.waits == ((1, "b", "a"), (1, "c", "b"))
        assert made.missed == ()


def test_what_follows_a_step_closed_without_an_answer_never_comes() -> None:
    steps = programme({"a": named(1, 0), "b": after("a", 1), "c": after("b", 1)})

    made = plan(diary(route(steps, {"a": sent("2026-11-23 09:00", closed=True)})), BEFORE)

    assert (made.dues, made.waits) == ((), ())
    assert lost(made) == {
        "b": "waits for an answer to “A” that never came (was sent)",
        "c": "waits for an answer to “B” that never came",
    }


def test_what_follows_a_missed_step_never_comes() -> None:
    steps = programme({"b": after("a", 1), "a": named(1, 0)})

    made = plan(diary(route(steps)), berlin("2026-12-20 12:00"))

    assert [one.step for one in made.missed] == ["a", "b"]
    assert made.waits == ()


# --- joining late


def test_a_late_joiner_is_not_dumped_with_the_past() -> None:
    late = route(programme({"a": named(1, 0), "b": named(1, 2), "c": named(1, 3)}), joined_at=berlin("2026-11-25 09:01"))

    made = plan(diary(late), berlin("2026-11-25 09:01"))

    assert comes(made) == {"c": "2026-11-26 09:00"}
    assert lost(made) == dict.fromkeys("ab", "before you joined on Wednesday 25 November 2026")


def test_what_falls_due_the_moment_one_joins_comes() -> None:
    late = route(programme({"a": named(1, 2)}), joined_at=berlin("2026-11-25 09:00"))

    assert comes(plan(diary(late), berlin("2026-11-25 09:00"))) == {"a": "2026-11-25 09:00"}


# --- pauses


WEEKS = programme({"mon": named(1, 0), "wed": named(1, 2), "fri": named(1, 4), "sat": named(1, 5), "next": named(2, 0)}, checkin=True)


def test_a_pause_shifts_what_remains_by_its_length() -> None:
    made = plan(diary(route(WEEKS), pauses=[pause("2026-11-24 10:00", "2026-12-01")]), BEFORE)

    assert comes(made, What.STEP) == {
        "mon": "2026-11-23 09:00",
        "wed": "2026-12-02 09:00",
        "fri": "2026-12-04 09:00",
        "sat": "2026-12-07 09:00",  # shifted, so counted, so not on a weekend
        "next": "2026-12-07 09:00",
    }


def test_a_pause_is_as_long_as_its_working_days_and_says_so() -> None:
    made = plan(diary(route(WEEKS), pauses=[pause("2026-11-25 08:00", "2026-11-28")]), BEFORE)

    assert comes(made)["wed"] == "2026-11-30 09:00"
    assert made.dues[1].why == (
        "week 1, Wednesday 09:00 in the programme",
        "the route starts Monday 23 November 2026",
        "shifted by 3 working days by a pause",
        "09:00 Europe/Berlin is 08:00 UTC",
    )


def test_an_open_pause_leaves_nothing_a_date() -> None:
    held = diary(route(WEEKS, {"mon": sent("2026-11-23 09:00")}), pauses=[pause("2026-11-24 10:00", None)])

    made = plan(held, berlin("2026-11-24 12:00"))

    assert (made.dues, made.missed, made.waits, made.paused) == ((), (), (), held.pauses[0])
    assert next_due_at(held, berlin("2027-03-01 12:00")) is None


@pytest.mark.parametrize("at", ["00:00", "08:00", "12:00", "23:59"])
def test_resuming_on_the_same_day_changes_nothing(at: str) -> None:
    assert plan(diary(route(WEEKS), pauses=[pause(f"2026-11-25 {at}", "2026-11-25")]), BEFORE) == plan(diary(route(WEEKS)), BEFORE)


def test_what_a_short_stop_held_back_comes_on_resuming() -> None:
    stopped = diary(route(WEEKS, {"mon": sent("2026-11-23 09:00")}), pauses=[pause("2026-11-25 08:00", None)])
    resumed = replace(stopped, pauses=(pause("2026-11-25 08:00", "2026-11-25"),))
    now = berlin("2026-11-25 17:00")

    assert comes(plan(stopped, now)) == {}
    assert comes(plan(resumed, now))["wed"] == "2026-11-25 17:00"


def test_on_the_day_of_resuming_its_own_steps_come() -> None:
    resumed = diary(route(WEEKS, {"mon": sent("2026-11-23 09:00")}), pauses=[pause("2026-11-25 08:00", "2026-12-02")])

    made = plan(resumed, berlin("2026-12-02 14:00"))

    assert comes(made, What.STEP) == {
        "wed": "2026-12-02 14:00",
        "fri": "2026-12-04 09:00",
        "sat": "2026-12-07 09:00",
        "next": "2026-12-07 09:00",
    }


def test_two_pauses_add_up_and_what_rolled_into_the_second_is_shifted_by_it() -> None:
    first, second = pause("2026-11-27 08:00", "2026-11-28"), pause("2026-11-30 08:00", "2026-12-01")

    made = plan(diary(route(WEEKS), pauses=[second, first]), BEFORE)

    assert comes(made, What.STEP)["fri"] == "2026-12-01 09:00"  # Friday, Saturday, Monday, Tuesday


def test_overlapping_pauses_count_once() -> None:
    apart = [pause("2026-11-24 10:00", "2026-12-01")]
    together = [*apart, pause("2026-11-25 10:00", "2026-11-30"), pause("2026-11-26 10:00", "2026-12-01")]

    assert plan(diary(route(WEEKS), pauses=together), BEFORE) == plan(diary(route(WEEKS), pauses=apart), BEFORE)


def ends(pauses: Sequence[Pause] = ()) -> date:
    one = route(WEEKS)
    return ends_on(diary(one, pauses=pauses), one)


def test_a_pause_that_was_over_before_joining_shifts_nothing() -> None:
    old = pause("2026-10-01 10:00", "2026-11-10")

    assert comes(plan(diary(route(WEEKS), pauses=[old]), BEFORE)) == comes(plan(diary(route(WEEKS)), BEFORE))
    assert ends(pauses=[old]) == ends()


def test_a_pause_counts_from_the_first_day_of_the_route() -> None:
    running = pause("2026-11-01 10:00", "2026-11-24")

    assert comes(plan(diary(route(WEEKS), pauses=[running]), BEFORE))["wed"] == "2026-11-26 09:00"  # one day, the 23rd


def test_a_pause_that_is_over_before_the_start_leaves_the_start_alone() -> None:
    away = pause("2026-11-20 13:00", "2026-11-23")

    assert comes(plan(diary(route(WEEKS), pauses=[away]), BEFORE)) == comes(plan(diary(route(WEEKS)), BEFORE))


def test_what_was_due_before_joining_is_not_shifted_behind_it() -> None:
    late = route(WEEKS, joined_at=berlin("2026-11-26 12:00"))

    made = plan(diary(late, pauses=[pause("2026-11-16 10:00", "2026-12-03")]), berlin("2026-12-03 12:00"))

    assert {one.step for one in made.missed} == {"mon", "wed"}
    assert comes(made, What.STEP)["fri"] == "2026-12-04 09:00"


@pytest.mark.parametrize(
    ("answered", "comes_at"),
    [
        ("2026-11-24 09:00", "2026-12-02 09:00"),  # before the pause: Wednesday and its seven days
        ("2026-11-27 09:00", "2026-12-03 09:00"),  # in it: as if answered on its last day
        ("2026-12-02 08:00", "2026-12-03 09:00"),  # after it: nothing to shift
    ],
)
def test_a_pause_shifts_what_follows_an_answer_only_by_what_of_it_comes_after(answered: str, comes_at: str) -> None:
    steps = programme({"a": named(1, 0), "b": after("a", 1)})
    past = {"a": sent("2026-11-23 09:00", answered=answered)}

    made = plan(diary(route(steps, past), pauses=[pause("2026-11-25 08:00", "2026-12-02")]), berlin("2026-12-02 08:00"))

    assert comes(made) == {"b": comes_at}


def test_an_answer_in_a_pause_brings_nothing_at_once() -> None:
    steps = programme({"a": named(1, 0), "b": after("a", 0)})
    past = {"a": sent("2026-11-23 09:00", answered="2026-11-27 20:00")}

    made = plan(diary(route(steps, past), pauses=[pause("2026-11-25 08:00", "2026-12-02")]), berlin("2026-11-27 20:00"))

    assert comes(made) == {"b": "2026-12-02 09:00"}
    assert made.paused


def test_what_was_late_before_a_pause_waits_for_its_end_and_does_not_expire_in_it() -> None:
    steps = route(programme({"a": named(1, 0)}))
    paused = diary(steps, pauses=[pause("2026-11-24 10:00", "2026-12-08")])

    assert comes(plan(diary(steps, pauses=[pause("2026-11-24 10:00", None)]), berlin("2026-12-07 10:00"))) == {}
    assert comes(plan(paused, berlin("2026-12-07 10:00"))) == {"a": "2026-12-08 09:00"}
    assert comes(plan(paused, berlin("2026-12-08 08:00"))) == {"a": "2026-12-08 09:00"}
    assert comes(plan(paused, berlin("2026-12-14 08:00"))) == {"a": "2026-12-14 08:00"}
    assert comes(plan(paused, berlin("2026-12-15 10:00"))) == {}


def test_a_shift_counts_from_the_day_before_it_was_rolled() -> None:
    steps = route(programme({"sat": after("start", 5)}))

    made = plan(diary(steps, pauses=[pause("2026-11-24 10:00", "2026-11-27")]), BEFORE)

    assert comes(made) == {"sat": "2026-12-03 09:00"}  # three working days after the Monday that the Saturday counts as
    assert "Saturday, so the Monday after" not in made.dues[0].why


@pytest.mark.parametrize(
    ("pauses", "last"),
    [
        ([], "2026-12-06"),
        ([pause("2026-11-24 10:00", "2026-12-06")], "2026-12-18"),
        ([pause("2026-11-24 10:00", "2026-11-24")], "2026-12-06"),
        ([pause("2026-11-24 10:00", None)], "2026-12-06"),
        ([pause("2026-12-06 10:00", "2026-12-10")], "2026-12-10"),
        ([pause("2026-12-07 10:00", "2026-12-10")], "2026-12-06"),  # it had ended
    ],
)
def test_the_end_of_a_route_moves_with_its_pauses(pauses: list[Pause], last: str) -> None:
    assert ends(pauses) == date.fromisoformat(last)


# --- check-ins


def test_every_week_of_a_route_has_its_check_in() -> None:
    made = plan(diary(route(programme({"a": named(1, 0)}, weeks=3, checkin=True))), BEFORE)

    assert comes(made, What.CHECKIN) == {"2026-W48": "2026-11-27 15:00", "2026-W49": "2026-12-04 15:00", "2026-W50": "2026-12-11 15:00"}
    assert made.dues[1].key == "checkin/2026-W48"
    assert made.dues[1].expires_at == berlin("2026-12-04 15:00")


def test_check_ins_begin_in_the_week_of_the_first_step() -> None:
    made = plan(diary(route(programme({"a": named(2, 0)}, checkin=True))), BEFORE)

    assert list(comes(made, What.CHECKIN)) == ["2026-W49"]


def test_a_person_checks_in_once_a_week_whatever_the_number_of_routes() -> None:
    steps = programme({"a": named(1, 0)}, checkin=True)
    later = route(steps, number=2, start_on=date(2026, 11, 30))

    made = plan(diary(route(steps), later), BEFORE)

    assert list(comes(made, What.CHECKIN)) == ["2026-W48", "2026-W49", "2026-W50"]


def test_a_programme_may_do_without_check_ins() -> None:
    assert comes(plan(diary(route(programme({"a": named(1, 0)}))), BEFORE), What.CHECKIN) == {}


def test_who_came_back_gets_what_falls_due_since_then_by_the_shifts_of_before() -> None:
    steps = programme({"mon": named(1, 0), "wed": named(1, 2), "next": named(2, 0)}, checkin=True)
    back_at = berlin("2026-11-28 12:00")  # Saturday
    one = replace(route(steps, {"mon": sent("2026-11-23 09:00", closed=True)}), resumed_at=back_at)

    made = plan(diary(one, pauses=[pause("2026-11-24 10:00", "2026-11-25")]), back_at)

    assert [(one.step, one.why[-1]) for one in made.missed] == [("wed", "due before you came back to it on Saturday 28 November 2026")]
    assert [(due.step or due.week, f"{due.at.astimezone(BERLIN):%m-%d %H:%M}") for due in made.dues][:2] == [
        ("next", "12-01 09:00"),
        ("2026-W49", "12-04 15:00"),
    ]


def test_no_check_in_from_before_joining() -> None:
    saturday = berlin("2026-11-28 10:00")

    made = plan(diary(route(WEEKS, joined_at=saturday)), saturday)

    assert list(comes(made, What.CHECKIN)) == ["2026-W49"]
    assert not any(one.what is What.CHECKIN for one in made.missed)


def test_a_friday_in_a_pause_has_no_check_in_but_the_end_moves() -> None:
    made = plan(diary(route(WEEKS), pauses=[pause("2026-11-24 10:00", "2026-12-01")]), BEFORE)

    assert list(comes(made, What.CHECKIN)) == ["2026-W49", "2026-W50"]
    assert lost(made) == {}


def test_a_check_in_comes_on_the_persons_own_day() -> None:
    monday_morning = replace(diary(route(WEEKS)), checkin_day=0, checkin_time=time(8))

    assert comes(plan(monday_morning, BEFORE), What.CHECKIN) == {"2026-W48": "2026-11-23 08:00", "2026-W49": "2026-11-30 08:00"}


def test_moving_the_day_does_not_bring_a_second_check_in() -> None:
    once = replace(diary(route(WEEKS)), checkins={"2026-W48": Past(berlin("2026-11-27 15:00"))})

    for day in range(7):
        assert list(comes(plan(replace(once, checkin_day=day), berlin("2026-11-27 16:00")), What.CHECKIN)) == ["2026-W49"]


def test_a_check_in_is_made_up_until_the_next_one_opens() -> None:
    friday = diary(route(programme({"a": named(1, 0)}, weeks=3, checkin=True), {"a": sent("2026-11-23 09:00")}))

    assert comes(plan(friday, berlin("2026-12-04 14:59")))["2026-W48"] == "2026-12-04 14:59"
    assert lost(plan(friday, berlin("2026-12-04 15:00"))) == {
        "2026-W48": "expired: it was worth sending until Friday 4 December 2026, 15:00"
    }


# --- a manager's summary


def manager(since: str, *weeks: str) -> Diary:
    return replace(diary(), manages_since=berlin(since), summaries=frozenset(weeks))


@pytest.mark.parametrize(
    ("since", "now", "done", "expected"),
    [
        ("2026-11-19 12:00", "2026-11-20 12:00", (), {"2026-W47": "2026-11-23 09:00"}),
        ("2026-11-23 08:00", "2026-11-23 08:00", (), {"2026-W48": "2026-11-30 09:00"}),  # the Monday after, not the same
        ("2026-11-02 08:00", "2026-11-23 09:00", ("2026-W47",), {"2026-W48": "2026-11-30 09:00"}),
        ("2026-11-02 08:00", "2026-11-23 09:00", (), {"2026-W47": "2026-11-23 09:00", "2026-W48": "2026-11-30 09:00"}),
        ("2026-11-02 08:00", "2026-11-26 09:00", (), {"2026-W47": "2026-11-26 09:00", "2026-W48": "2026-11-30 09:00"}),
        ("2026-11-02 08:00", "2026-11-26 09:01", (), {"2026-W48": "2026-11-30 09:00"}),  # three days are over
        ("2026-11-02 08:00", "2026-11-25 22:00", (), {"2026-W47": "2026-11-26 07:00", "2026-W48": "2026-11-30 09:00"}),
    ],
)
def test_a_manager_hears_every_monday_of_the_week_before(since: str, now: str, done: tuple[str, ...], expected: dict[str, str]) -> None:
    made = plan(manager(since, *done), berlin(now))

    assert comes(made) == expected
    assert made.dues[0].key == f"summary/{next(iter(expected))}"


def test_a_summary_comes_in_the_managers_zone() -> None:
    lima = replace(manager("2026-11-19 12:00"), zone=ZoneInfo("America/Lima"))

    assert plan(lima, BEFORE).dues[0].at == utc("2026-11-23 14:00")


def test_nobody_to_manage_no_summary() -> None:
    assert plan(diary(), BEFORE) == Plan((), (), ())


def test_a_stopped_manager_gets_no_summary() -> None:
    stopped = replace(manager("2026-11-02 08:00"), pauses=(pause("2026-11-20 08:00", None),))
    away = replace(manager("2026-11-02 08:00"), pauses=(pause("2026-11-20 08:00", "2026-11-26"),))

    assert comes(plan(stopped, BEFORE)) == {}
    assert comes(plan(away, BEFORE)) == {"2026-W48": "2026-11-30 09:00"}


# --- making up


def test_what_is_a_little_late_keeps_its_time() -> None:
    one = diary(route(programme({"a": named(1, 0)})))

    for now in ("2026-11-23 09:00", "2026-11-23 09:59", "2026-11-23 10:00"):
        assert comes(plan(one, berlin(now))) == {"a": "2026-11-23 09:00"}
        assert next_due_at(one, berlin(now)) == berlin("2026-11-23 09:00")


@pytest.mark.parametrize(
    ("now", "comes_at"),
    [
        ("2026-11-23 10:01", "2026-11-23 10:01"),
        ("2026-11-23 19:59", "2026-11-23 19:59"),
        ("2026-11-23 20:00", "2026-11-24 07:00"),
        ("2026-11-24 03:00", "2026-11-24 07:00"),
        ("2026-11-24 07:00", "2026-11-24 07:00"),
        ("2026-11-28 12:00", "2026-11-28 12:00"),
        ("2026-11-30 09:00", "2026-11-30 09:00"),
    ],
)
def test_what_is_overdue_comes_by_day_as_soon_as_it_can(now: str, comes_at: str) -> None:
    made = plan(diary(route(programme({"a": named(1, 0)}))), berlin(now))

    assert comes(made) == {"a": comes_at}
    assert made.dues[0].planned_at == berlin("2026-11-23 09:00")
    assert made.dues[0].expires_at == berlin("2026-11-30 09:00")


def test_after_a_week_a_step_is_missed() -> None:
    made = plan(diary(route(programme({"a": named(1, 0)}))), berlin("2026-11-30 09:01"))

    assert made.dues == ()
    assert lost(made) == {"a": "expired: it was worth sending until Monday 30 November 2026, 09:00"}


def test_what_would_be_made_up_only_after_its_expiry_is_missed() -> None:
    made = plan(diary(route(programme({"a": named(1, 0, "21:00")}))), berlin("2026-11-30 20:30"))

    assert made.dues == ()
    assert set(lost(made)) == {"a"}


def test_an_early_bird_step_comes_at_its_own_time() -> None:
    assert comes(plan(diary(route(programme({"a": named(1, 0, "05:30")}))), BEFORE)) == {"a": "2026-11-23 05:30"}


FIVE_DAYS = programme({key: named(1, day, "11:00") for day, key in enumerate("abcde")})


def test_the_backlog_comes_in_order_under_the_cap_the_rest_on_the_next_days_at_its_own_time() -> None:
    made = plan(diary(route(FIVE_DAYS)), berlin("2026-11-26 14:00"))

    assert comes(made) == {
        "a": "2026-11-26 14:00",
        "b": "2026-11-26 14:00",
        "c": "2026-11-26 14:00",
        "d": "2026-11-27 11:00",
        "e": "2026-11-27 11:00",
    }
    assert made.dues[3].why[-1] == "3 messages a day at most: moved to Friday 27 November 2026"


def test_the_backlog_goes_on_as_planned_the_next_morning() -> None:
    now, rest = berlin("2026-11-26 14:00"), diary(route(FIVE_DAYS))
    for due in plan(rest, now).dues[:3]:
        rest = after_making(rest, due)

    for later in ("2026-11-26 14:00", "2026-11-26 23:00", "2026-11-27 07:30", "2026-11-27 11:59"):
        assert comes(plan(rest, berlin(later))) == {"d": "2026-11-27 11:00", "e": "2026-11-27 11:00"}
    assert comes(plan(rest, berlin("2026-11-27 12:30"))) == {"d": "2026-11-27 12:30", "e": "2026-11-27 12:30"}


def test_friday_overflows_to_monday() -> None:
    friday = programme({key: named(1, 4, "11:00") for key in "abcd"})

    assert comes(plan(diary(route(friday)), BEFORE))["d"] == "2026-11-30 11:00"


def test_what_was_already_sent_today_counts() -> None:
    today = replace(diary(route(FIVE_DAYS)), sent_on={START: 2})

    assert comes(plan(today, berlin("2026-11-23 08:00")))["a"] == "2026-11-23 11:00"
    assert comes(plan(replace(today, sent_on={START: 3}), berlin("2026-11-23 08:00")))["a"] == "2026-11-24 11:00"


def test_a_check_in_has_its_place_before_the_steps_of_its_day() -> None:
    friday = route(programme({key: named(1, 4) for key in "abc"}, checkin=True))

    made = plan(diary(friday), BEFORE)

    assert comes(made) == {
        "a": "2026-11-27 09:00",
        "b": "2026-11-27 09:00",
        "2026-W48": "2026-11-27 15:00",
        "c": "2026-11-30 09:00",
        "2026-W49": "2026-12-04 15:00",
    }


def test_a_summary_has_its_place_before_the_steps_of_its_day() -> None:
    monday = replace(diary(route(programme({key: named(1, 0, "08:00") for key in "abc"}))), manages_since=BEFORE)

    made = plan(monday, BEFORE)

    assert comes(made)["c"] == "2026-11-24 08:00"
    assert comes(made)["2026-W47"] == "2026-11-23 09:00"


def test_a_backlog_that_outlives_itself_is_missed() -> None:
    made = plan(diary(route(programme({key: named(1, 0) for key in "abcdefg"})), cap=1), BEFORE)

    assert list(comes(made).values()) == [f"2026-11-{day} 09:00" for day in (23, 24, 25, 26, 27, 30)]
    assert set(lost(made)) == {"g"}


def test_with_no_places_at_all_everything_is_missed() -> None:
    made = plan(diary(route(FIVE_DAYS), cap=0), BEFORE)

    assert made.dues == ()
    assert len(made.missed) == 5


# --- reminders


def asking(**steps: Past) -> Route:
    keys = {key: named(1, day) for day, key in enumerate(("mon", "tue", "wed", "thu", "fri"))}
    return route(programme(keys, waits=True), {**{key: sent("2026-11-23 08:00", closed=True) for key in keys}, **steps})


def nudges(made: Plan) -> list[str]:
    return [f"{due.step} {due.number} {due.at.astimezone(BERLIN):%Y-%m-%d %H:%M}" for due in made.dues if due.what is What.REMINDER]


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        (sent("2026-11-23 09:00"), ["mon 1 2026-11-25 09:00", "mon 2 2026-11-27 09:00"]),
        (sent("2026-11-23 19:30"), ["mon 1 2026-11-25 09:00", "mon 2 2026-11-27 09:00"]),  # at the step's own time
        (sent("2026-11-26 09:00"), ["mon 1 2026-11-30 09:00", "mon 2 2026-12-01 09:00"]),  # Saturday rolls, and no two on a day
        (sent("2026-11-23 09:00", answered="2026-11-23 10:00"), []),
        (sent("2026-11-23 09:00", closed=True), []),
        (Past(berlin("2026-11-23 09:00")), []),  # not sent yet
        (sent("2026-11-23 09:00", reminders=["2026-11-25 09:00"]), ["mon 2 2026-11-27 09:00"]),
        (sent("2026-11-23 09:00", reminders=["2026-11-25 09:00", "2026-11-27 09:00"]), []),
    ],
)
def test_an_open_step_is_brought_back_to_mind(past: Past, expected: list[str]) -> None:
    made = plan(diary(asking(mon=past)), berlin("2026-11-23 19:30"))

    assert nudges(made) == expected
    assert [due.key for due in made.dues] == [f"reminder/1/mon/{line.split()[1]}" for line in expected]


def test_what_only_tells_is_not_reminded_of() -> None:
    assert plan(diary(route(programme({"a": named(1, 0)}), {"a": sent("2026-11-23 09:00")})), BEFORE).dues == ()


def test_a_step_may_want_no_reminders_or_others() -> None:
    for nudge, expected in ((Reminders(1, 0), []), (Reminders(1, 3), ["2026-11-24", "2026-11-25", "2026-11-26"])):
        one = route(programme({"a": named(1, 0)}, waits=True, nudge=nudge), {"a": sent("2026-11-23 09:00")})

        assert [f"{due.at:%Y-%m-%d}" for due in plan(diary(one), berlin("2026-11-23 09:00")).dues] == expected


def test_one_reminder_a_day_the_newest_step_first_the_other_on_the_next_working_day() -> None:
    both = diary(asking(tue=sent("2026-11-25 09:00"), wed=sent("2026-11-25 09:30")))

    assert nudges(plan(both, berlin("2026-11-25 12:00"))) == [
        "wed 1 2026-11-27 09:00",
        "tue 1 2026-11-30 09:00",
        "wed 2 2026-12-01 09:00",  # Sunday's, so Monday's, which was taken
    ]


def test_a_reminder_made_today_holds_others_back() -> None:
    both = diary(asking(mon=sent("2026-11-23 09:00", reminders=["2026-11-25 07:30"]), tue=sent("2026-11-23 10:00")))

    assert nudges(plan(both, berlin("2026-11-25 08:00")))[0] == "tue 1 2026-11-26 09:00"


def test_a_reminder_is_made_up_for_a_working_day_and_then_let_go() -> None:
    one = diary(asking(mon=sent("2026-11-23 09:00")))

    assert nudges(plan(one, berlin("2026-11-25 15:00")))[0] == "mon 1 2026-11-25 15:00"
    assert nudges(plan(one, berlin("2026-11-26 08:59")))[0] == "mon 1 2026-11-26 08:59"
    assert nudges(plan(one, berlin("2026-11-26 10:01"))) == ["mon 2 2026-11-27 09:00"]
    assert plan(one, berlin("2026-11-26 10:01")).missed == ()


def test_a_later_reminder_stands_for_an_earlier_one_that_never_came() -> None:
    late = diary(asking(mon=sent("2026-11-23 09:00", reminders=["2026-11-27 09:00"])))

    assert nudges(plan(late, berlin("2026-11-27 09:00"))) == []


def test_no_reminders_in_a_pause_they_come_after_it() -> None:
    open_step = asking(mon=sent("2026-11-23 09:00"))

    assert nudges(plan(diary(open_step, pauses=[pause("2026-11-24 10:00", None)]), berlin("2026-11-24 12:00"))) == []
    assert nudges(plan(diary(open_step, pauses=[pause("2026-11-24 10:00", "2026-12-01")]), berlin("2026-11-24 12:00"))) == [
        "mon 1 2026-12-02 09:00",
        "mon 2 2026-12-04 09:00",
    ]


def test_no_reminders_once_the_route_has_ended() -> None:
    last_friday = diary(asking(fri=sent("2026-12-04 09:00"), thu=sent("2026-12-02 09:00")))

    assert nudges(plan(last_friday, berlin("2026-12-04 08:00"))) == ["thu 1 2026-12-04 09:00"]


def test_what_comes_after_the_end_has_its_reminders() -> None:
    follow_up = asking(fri=sent("2026-12-08 09:00"))

    assert nudges(plan(diary(follow_up), berlin("2026-12-08 09:00"))) == ["fri 1 2026-12-10 09:00", "fri 2 2026-12-14 09:00"]


# --- why


def test_without_reasons_the_plan_is_the_same() -> None:
    busy = replace(diary(route(WEEKS), pauses=[pause("2026-11-24 10:00", "2026-12-01")]), manages_since=BEFORE)
    told, untold = plan(busy, BEFORE), plan(busy, BEFORE, explain=False)

    assert all(due.why for due in told.dues)
    assert untold == replace(told, dues=tuple(due._replace(why=()) for due in told.dues))


def test_reasons_are_told_in_order() -> None:
    steps = programme({"a": named(1, 0), "b": after("a", 4)})
    answered = route(steps, {"a": sent("2026-11-23 09:00", answered="2026-11-24 10:00")})

    (due,) = plan(diary(answered), berlin("2026-11-30 21:00")).dues

    assert due.why == (
        "4 days after the answer to “A”, 09:00 in the programme",
        "that answer came Tuesday 24 November 2026",
        "Saturday, so the Monday after",
        "09:00 Europe/Berlin is 08:00 UTC",
        "it should have come before, so it comes as soon as it can",
        "nothing is made up at night: moved to Tuesday 1 December 2026, 07:00",
    )
