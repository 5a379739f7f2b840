"""Holidays, blackouts, other working weeks and quiet hours in the plan: each rule by its examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from content.programme import Roll, When
from scheduler import public_holidays
from scheduler.diary import Diary, Past
from scheduler.plan import Plan, What, explain_step, plan
from scheduler.workdays import Calendar
from tests.unit.scheduler.routes import BERLIN, after, berlin, counted, days_off, diary, named, pause, programme, route, sent, utc

CHRISTMAS = date(2026, 12, 21)  # a Monday
BEFORE = berlin("2026-12-18 13:00")
SUNDAY_TO_THURSDAY = frozenset({6, 0, 1, 2, 3})


def comes(made: Plan, what: What | None = None, zone: ZoneInfo = BERLIN) -> dict[str, str]:
    chosen = [due for due in made.dues if what in (None, due.what)]
    return {(due.step or due.week or ""): f"{due.at.astimezone(zone):%a %m-%d %H:%M}" for due in chosen}


def over_christmas(
    steps: Mapping[str, When], calendar: Calendar, *, rolls: Mapping[str, Roll] | None = None, checkin: bool = False
) -> Diary:
    of = programme(steps, 3, rolls=rolls, checkin=checkin)
    return diary(route(of, start_on=CHRISTMAS, joined_at=BEFORE), calendar=calendar)


# --- three countries in one cohort

LONDON, JERUSALEM = ZoneInfo("Europe/London"), ZoneInfo("Asia/Jerusalem")


@pytest.mark.parametrize(
    ("zone", "code", "week", "expected"),
    [
        (
            LONDON,
            "GB-ENG",
            range(5),
            {
                "mon": "Mon 12-21 09:00",
                "2026-W52": "Thu 12-24 15:00",  # Friday is Christmas Day
                "fri": "Tue 12-29 09:00",  # so is Monday, as Boxing Day is a Saturday
                "boxing": "Tue 12-29 09:00",
                "2026-W53": "Thu 12-31 15:00",
                "new": "Mon 01-04 09:00",
                "kings": "Wed 01-06 09:00",
                "2027-W01": "Fri 01-08 15:00",
                "after": "Tue 01-12 09:00",
                "passover": "Thu 04-22 09:00",
            },
        ),
        (
            BERLIN,
            "DE-BY",
            range(5),
            {
                "mon": "Mon 12-21 09:00",
                "2026-W52": "Thu 12-24 15:00",
                "fri": "Mon 12-28 09:00",
                "boxing": "Mon 12-28 09:00",
                "2026-W53": "Thu 12-31 15:00",
                "new": "Mon 01-04 09:00",
                "kings": "Thu 01-07 09:00",  # Epiphany is a holiday in Bavaria
                "2027-W01": "Fri 01-08 15:00",
                "after": "Tue 01-12 09:00",
                "passover": "Thu 04-22 09:00",
            },
        ),
        (
            JERUSALEM,
            "IL",
            SUNDAY_TO_THURSDAY,
            {
                "mon": "Mon 12-21 09:00",
                "2026-W52": "Thu 12-24 15:00",
                "fri": "Sun 12-27 09:00",  # not a holiday, but no working day either
                "boxing": "Mon 12-28 09:00",
                "2026-W53": "Thu 12-31 15:00",
                "new": "Sun 01-03 09:00",
                "kings": "Wed 01-06 09:00",
                "2027-W01": "Thu 01-07 15:00",
                "after": "Thu 01-07 09:00",
                "passover": "Sun 04-25 09:00",
            },
        ),
    ],
)
def test_three_countries_in_one_cohort(zone: ZoneInfo, code: str, week: frozenset[int], expected: dict[str, str]) -> None:
    steps = {
        "mon": named(1, 0),
        "fri": named(1, 4),
        "boxing": named(2, 0),
        "new": named(2, 4),
        "kings": named(3, 2),
        "after": counted("start", 13),
        "passover": named(18, 3),
    }
    one = route(replace(programme(steps, 3), checkin=True), start_on=CHRISTMAS, joined_at=BEFORE)
    calendar = Calendar(works_on=frozenset(week), holidays=public_holidays.of(code))

    made = plan(replace(diary(one, calendar=calendar), zone=zone), BEFORE)

    assert comes(made, zone=zone) == expected


# --- the days of steps

HOLIDAYS = days_off("2026-12-25 Christmas Day", "2026-12-26 Boxing Day", "2026-12-28 Boxing Day (observed)")
ENGLISH = Calendar(holidays=HOLIDAYS)
INVENTORY = Calendar(blackouts=days_off("2026-12-29 inventory", "2026-12-30 inventory", "2027-01-02 inventory"))


@pytest.mark.parametrize(
    ("when", "roll", "comes_at"),
    [
        (named(1, 4), Roll.FORWARD, "Tue 12-29 09:00"),
        (named(1, 4), Roll.BACK, "Thu 12-24 09:00"),
        (named(1, 4), Roll.SKIP, None),
        (named(1, 5), Roll.FORWARD, "Tue 12-29 09:00"),  # a named Saturday, but a holiday
        (named(1, 6), Roll.SKIP, "Sun 12-27 09:00"),  # a named Sunday stays one
        (named(2, 0), Roll.BACK, "Thu 12-24 09:00"),
        (after("start", 4), Roll.BACK, "Thu 12-24 09:00"),
        (after("start", 6), Roll.SKIP, None),  # a counted Sunday does not
        (after("end", -13), Roll.FORWARD, "Tue 12-29 09:00"),
        (counted("start", 3), Roll.FORWARD, "Thu 12-24 09:00"),
        (counted("start", 4), Roll.FORWARD, "Tue 12-29 09:00"),
        (counted("end", -1), Roll.FORWARD, "Fri 01-08 09:00"),
        (counted("end", 1), Roll.FORWARD, "Mon 01-11 09:00"),
        (counted("end", -9), Roll.SKIP, "Tue 12-29 09:00"),
        (counted("end", -10), Roll.SKIP, "Thu 12-24 09:00"),
    ],
)
def test_a_step_whose_day_is_off_rolls_as_it_says(when: When, roll: Roll, comes_at: str | None) -> None:
    made = plan(over_christmas({"a": when}, ENGLISH, rolls={"a": roll}), BEFORE)

    assert comes(made).get("a") == comes_at
    assert [one.step for one in made.missed] == ([] if comes_at else ["a"])


@pytest.mark.parametrize(
    ("calendar", "when", "roll", "told"),
    [
        (ENGLISH, named(1, 4), Roll.FORWARD, "Friday 25 December 2026 is a holiday (Christmas Day), so the Tuesday after"),
        (ENGLISH, named(2, 0), Roll.BACK, "Monday 28 December 2026 is a holiday (Boxing Day (observed)), so the Thursday before"),
        (ENGLISH, named(1, 4), Roll.SKIP, "Friday 25 December 2026 is a holiday (Christmas Day); then it is left out"),
        (INVENTORY, named(2, 1), Roll.FORWARD, "Tuesday 29 December 2026 is blocked out (inventory), so the Thursday after"),
        (Calendar(works_on=SUNDAY_TO_THURSDAY), named(1, 4), Roll.FORWARD, "Friday is no working day, so the Sunday after"),
        (
            Calendar(works_on=SUNDAY_TO_THURSDAY, sources={"week": "own choice"}),
            named(1, 4),
            Roll.BACK,
            "Friday is no working day (own choice), so the Thursday before",
        ),
        (Calendar(works_on=frozenset({3})), named(1, 4), Roll.FORWARD, "Friday is no working day, so the Thursday after"),
        (
            Calendar(blackouts={date(2026, 12, day): "a move" for day in range(21, 32)}),
            named(1, 0),
            Roll.FORWARD,
            "Monday 21 December 2026 is blocked out (a move): moved to Friday 1 January 2027",
        ),
    ],
)
def test_a_day_off_is_told_by_its_name(calendar: Calendar, when: When, roll: Roll, told: str) -> None:
    made = plan(over_christmas({"a": when}, calendar, rolls={"a": roll}), BEFORE)

    assert told in [reason for why in (*(due.why for due in made.dues), *(one.why for one in made.missed)) for reason in why]


def test_what_would_roll_back_to_before_joining_rolls_forward() -> None:
    steps = programme({"a": named(1, 4)}, rolls={"a": Roll.BACK})
    late = route(steps, start_on=CHRISTMAS, joined_at=berlin("2026-12-24 12:00"))

    assert comes(plan(diary(late, calendar=ENGLISH), berlin("2026-12-24 12:00"))) == {"a": "Tue 12-29 09:00"}


def test_what_rolled_back_and_is_past_when_the_holiday_is_entered_is_made_up() -> None:
    made = plan(over_christmas({"a": named(1, 4)}, ENGLISH, rolls={"a": Roll.BACK}), berlin("2026-12-24 14:00"))

    assert comes(made) == {"a": "Thu 12-24 14:00"}


def test_an_answer_on_a_holiday_brings_what_follows_it_at_once_but_not_on_a_blackout_day() -> None:
    steps = programme({"a": named(1, 2), "b": after("a", 0)}, 3)
    answered = {"a": sent("2026-12-23 09:00", answered="2026-12-25 12:00")}
    one, now = route(steps, answered, start_on=CHRISTMAS, joined_at=BEFORE), berlin("2026-12-25 12:00")

    assert comes(plan(diary(one, calendar=ENGLISH), now)) == {"b": "Fri 12-25 12:00"}
    blocked = Calendar(blackouts=days_off("2026-12-25 inventory"))
    assert comes(plan(diary(one, calendar=blocked), now)) == {"b": "Mon 12-28 09:00"}


# --- making up, the cap and reminders


@pytest.mark.parametrize(
    ("calendar", "now", "comes_at"),
    [
        (ENGLISH, "2026-12-24 14:00", "Thu 12-24 14:00"),
        (ENGLISH, "2026-12-25 14:00", "Sun 12-27 07:00"),  # nothing is made up on a holiday; on a Sunday it is
        (ENGLISH, "2026-12-24 21:00", "Sun 12-27 07:00"),
        (INVENTORY, "2026-12-29 14:00", "Thu 12-31 07:00"),
        (INVENTORY, "2026-12-30 03:00", "Thu 12-31 07:00"),
    ],
)
def test_what_is_late_is_not_made_up_on_a_holiday(calendar: Calendar, now: str, comes_at: str) -> None:
    made = plan(over_christmas({"a": named(1, 3)}, calendar), berlin(now))

    assert comes(made) == {"a": comes_at}


def test_what_is_a_little_late_does_not_come_into_a_blackout() -> None:
    steps = over_christmas({"a": named(2, 0, "23:30")}, INVENTORY)

    assert comes(plan(steps, berlin("2026-12-28 23:45"))) == {"a": "Mon 12-28 23:30"}
    assert comes(plan(steps, berlin("2026-12-29 00:15"))) == {"a": "Thu 12-31 07:00"}


def test_what_finds_no_place_waits_for_the_next_working_day() -> None:
    four = over_christmas({key: named(1, 3) for key in "abcd"}, ENGLISH)

    made = plan(four, BEFORE)

    assert comes(made)["d"] == "Tue 12-29 09:00"
    full_day = replace(four, sent_on={date(2026, 12, 24): 3}, routes=(replace(four.routes[0], past=dict.fromkeys("abc", Past(BEFORE))),))
    for now in ("2026-12-25 14:00", "2026-12-27 09:00", "2026-12-29 07:30"):
        assert comes(plan(full_day, berlin(now))) == {"d": "Tue 12-29 09:00"}


def test_reminders_keep_away_from_days_off() -> None:
    steps = programme({"a": named(1, 2)}, 3, waits=True)
    one = route(steps, {"a": sent("2026-12-23 09:00")}, start_on=CHRISTMAS, joined_at=BEFORE)

    made = plan(diary(one, calendar=ENGLISH), berlin("2026-12-23 10:00"))

    assert [f"{due.at:%m-%d}" for due in made.dues] == ["12-29", "12-30"]


# --- firm quiet hours

QUIET = Calendar(quiet_from=time(17), quiet_until=time(9, 30), firm=True)


@pytest.mark.parametrize(
    ("when", "comes_at"),
    [
        (named(1, 0, "09:00"), "Mon 12-21 09:30"),
        (named(1, 0, "09:30"), "Mon 12-21 09:30"),
        (named(1, 0, "16:59"), "Mon 12-21 16:59"),
        (named(1, 0, "17:00"), "Tue 12-22 09:30"),
        (named(1, 4, "21:00"), "Mon 12-28 09:30"),  # not on a Saturday morning
        (named(1, 5, "09:00"), "Sat 12-26 09:30"),
    ],
)
def test_nothing_comes_in_firm_quiet_hours(when: When, comes_at: str) -> None:
    made = plan(over_christmas({"a": when}, QUIET), BEFORE)

    assert comes(made) == {"a": comes_at}


def test_quiet_hours_that_are_not_firm_hold_back_only_what_is_made_up() -> None:
    soft = replace(QUIET, firm=False)
    steps = {"a": named(1, 0, "09:00")}

    assert comes(plan(over_christmas(steps, soft), BEFORE)) == {"a": "Mon 12-21 09:00"}
    assert comes(plan(over_christmas(steps, soft), berlin("2026-12-21 18:00"))) == {"a": "Tue 12-22 09:30"}


def test_quiet_hours_hold_for_check_ins_and_summaries_and_are_told() -> None:
    boss = replace(over_christmas({"a": named(1, 0)}, QUIET, checkin=True), manages_since=BEFORE, checkin_time=time(17, 30))

    made = plan(boss, BEFORE)

    assert comes(made, What.SUMMARY) == {"2026-W51": "Mon 12-21 09:30"}
    assert comes(made, What.CHECKIN)["2026-W52"] == "Mon 12-28 09:30"
    assert "quiet hours from 17:00 to 09:30: moved to Monday 28 December 2026, 09:30" in next(
        one.why for one in made.dues if one.week == "2026-W52"
    )


# --- check-ins and summaries


def test_a_check_in_rolls_within_its_week() -> None:
    monday = over_christmas({"a": named(1, 0)}, replace(ENGLISH, works_on=frozenset({0, 1, 2, 3})), checkin=True)

    assert comes(plan(monday, BEFORE), What.CHECKIN) == {
        "2026-W52": "Thu 12-24 15:00",
        "2026-W53": "Thu 12-31 15:00",
        "2027-W01": "Thu 01-07 15:00",
    }
    assert comes(plan(replace(monday, checkin_day=0), BEFORE), What.CHECKIN)["2026-W53"] == "Tue 12-29 15:00"  # nothing before it is left


def test_a_week_off_has_no_check_in_and_the_one_before_stays_open_for_it() -> None:
    closed = Calendar(blackouts={date(2026, 12, day): "closed" for day in range(28, 32)} | {date(2027, 1, 1): "closed"})

    made = plan(over_christmas({"a": named(1, 0)}, closed, checkin=True), BEFORE)

    assert comes(made, What.CHECKIN) == {"2026-W52": "Fri 12-25 15:00", "2027-W01": "Fri 01-08 15:00"}
    assert next(due for due in made.dues if due.week == "2026-W52").expires_at == berlin("2027-01-01 15:00")


def test_a_check_in_closes_when_the_next_one_opens_be_that_a_day_earlier() -> None:
    friday_off = Calendar(holidays=days_off("2027-01-01 New Year’s Day"))

    made = plan(over_christmas({"a": named(1, 0)}, friday_off, checkin=True), BEFORE)

    assert next(due for due in made.dues if due.week == "2026-W52").expires_at == berlin("2026-12-31 15:00")


def test_a_managers_monday_off_is_made_good_on_the_next_working_day() -> None:
    boss = replace(diary(calendar=ENGLISH), manages_since=berlin("2026-12-14 12:00"))
    closed = replace(boss, calendar=Calendar(blackouts={date(2026, 12, day): "closed" for day in range(21, 28)}))

    assert comes(plan(boss, berlin("2026-12-26 12:00"))) == {"2026-W52": "Tue 12-29 09:00"}
    assert comes(plan(boss, berlin("2027-01-01 08:00"))) == {"2026-W52": "Fri 01-01 08:00", "2026-W53": "Mon 01-04 09:00"}
    assert comes(plan(closed, BEFORE)) == {"2026-W52": "Mon 12-28 09:00"}  # a week off: that of the week before is left out


# --- anchors of the programme's own

WORKSHOP = programme(
    {"prepare": counted("workshop", -3), "day": after("workshop", 0, "17:00"), "apply": after("workshop", 7), "follow": after("apply", 1)},
    3,
    anchors=("workshop",),
)


def test_steps_count_from_the_day_of_the_workshop() -> None:
    one = route(WORKSHOP, start_on=CHRISTMAS, joined_at=BEFORE, anchors={"workshop": date(2026, 12, 30)})

    made = plan(diary(one, calendar=ENGLISH), BEFORE)

    assert comes(made) == {"prepare": "Wed 12-23 09:00", "day": "Wed 12-30 17:00", "apply": "Wed 01-06 09:00"}
    assert made.waits == ((1, "follow", "apply"),)
    assert made.dues[0].why[:2] == (
        "3 working days before the workshop, 09:00 in the programme",
        "the workshop is on Wednesday 30 December 2026",
    )


def test_without_its_day_they_wait_for_the_workshop() -> None:
    made = plan(diary(route(WORKSHOP, start_on=CHRISTMAS, joined_at=BEFORE)), BEFORE)

    assert (made.dues, made.missed) == ((), ())
    assert made.waits == ((1, "prepare", "workshop"), (1, "day", "workshop"), (1, "apply", "workshop"), (1, "follow", "apply"))


# --- why, for one step


def test_one_step_is_explained_whatever_becomes_of_it() -> None:
    steps = {"made": named(1, 0), "comes": named(1, 4), "skips": named(1, 4), "waits": after("comes", 1), "unset": after("workshop", -2)}
    of = programme(steps, 3, rolls={"skips": Roll.SKIP}, anchors=("workshop",))
    one = route(of, {"made": sent("2026-12-21 09:00")}, start_on=CHRISTMAS, joined_at=BEFORE)
    theirs, now = diary(one, calendar=replace(ENGLISH, sources={"zone": "chat profile"})), berlin("2026-12-21 10:00")

    assert explain_step(theirs, now, 1, "made") == ("was sent",)
    assert explain_step(theirs, now, 1, "comes") == (
        "week 1, Friday 09:00 in the programme",
        "the route starts Monday 21 December 2026",
        "Friday 25 December 2026 is a holiday (Christmas Day), so the Tuesday after",
        "09:00 Europe/Berlin (chat profile) is 08:00 UTC",
    )
    assert explain_step(theirs, now, 1, "skips")[-1] == "Friday 25 December 2026 is a holiday (Christmas Day); then it is left out"
    assert explain_step(theirs, now, 1, "waits") == (
        "1 day after the answer to “COMES”, 09:00 in the programme",
        "waits for the answer to “COMES”, which has not come yet",
    )
    assert explain_step(theirs, now, 1, "unset") == ("2 days before the workshop, 09:00 in the programme, which has no day yet",)
    stopped = replace(theirs, pauses=(pause("2026-12-21 09:30", None),))
    assert explain_step(stopped, now, 1, "comes") == ("paused since Monday 21 December 2026, and nobody knows until when: it has no date",)


# --- moving


@pytest.mark.parametrize(("then", "now_in"), [("America/Lima", "Asia/Tokyo"), ("Asia/Tokyo", "America/Lima")])
def test_who_moves_after_joining_keeps_what_came_after_joining_and_gets_nothing_from_before(then: str, now_in: str) -> None:
    """They join on Monday at ten: the step of nine is past, that of eleven is not, wherever they go."""
    old, new = ZoneInfo(then), ZoneInfo(now_in)
    joined_at = utc("2026-12-21 15:00") if then == "America/Lima" else utc("2026-12-21 01:00")
    one = route(programme({"nine": named(1, 0), "eleven": named(1, 0, "11:00")}), start_on=CHRISTMAS, joined_at=joined_at)

    made = plan(Diary(new, (replace(one, joined_zone=old),)), joined_at)

    assert [due.step for due in made.dues] == ["eleven"]
    assert [one.step for one in made.missed] == ["nine"]
