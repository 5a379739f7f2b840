"""Two weeks away in an eight-week programme: the exact calendar under each policy, and what the person is asked when they are back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from content.programme import Coming, Returns
from scheduler.diary import Away, Diary, Pause, Policy
from scheduler.plan import Plan, What, ends_on, plan
from scheduler.returning import options, with_policy
from tests.unit.scheduler.routes import BERLIN, after, after_making, berlin, counted, diary, leave, named, pause, programme, route, sent

BEFORE = berlin("2026-11-20 13:00")
STEPS = {
    f"w{week}{day}": named(week, ("mon", "tue", "wed", "thu", "fri").index(day)) for week in range(1, 9) for day in ("mon", "wed", "fri")
}
EIGHT_WEEKS = programme(STEPS, 8, optional=("w3wed", "w4wed"))

#: As the file says it, from Monday 23 November 2026; away are weeks 3 and 4.
CALM = """
w1mon 11-23  w1wed 11-25  w1fri 11-27
w2mon 11-30  w2wed 12-02  w2fri 12-04
w3mon 12-07  w3wed 12-09  w3fri 12-11
w4mon 12-14  w4wed 12-16  w4fri 12-18
w5mon 12-21  w5wed 12-23  w5fri 12-25
w6mon 12-28  w6wed 12-30  w6fri 01-01
w7mon 01-04  w7wed 01-06  w7fri 01-08
w8mon 01-11  w8wed 01-13  w8fri 01-15
"""
AWAY = leave("2026-12-07", "2026-12-21")

SHIFT = """
w1mon 11-23  w1wed 11-25  w1fri 11-27
w2mon 11-30  w2wed 12-02  w2fri 12-04
w3mon 12-21  w3wed 12-23  w3fri 12-25
w4mon 12-28  w4wed 12-30  w4fri 01-01
w5mon 01-04  w5wed 01-06  w5fri 01-08
w6mon 01-11  w6wed 01-13  w6fri 01-15
w7mon 01-18  w7wed 01-20  w7fri 01-22
w8mon 01-25  w8wed 01-27  w8fri 01-29
"""
SKIP = """
w1mon 11-23  w1wed 11-25  w1fri 11-27
w2mon 11-30  w2wed 12-02  w2fri 12-04
w5mon 12-21  w5wed 12-23  w5fri 12-25
w6mon 12-28  w6wed 12-30  w6fri 01-01
w7mon 01-04  w7wed 01-06  w7fri 01-08
w8mon 01-11  w8wed 01-13  w8fri 01-15
"""
#: Six on the first day, of which the cap of three lets three through, and the next three on the day after; what is due then comes behind.
BUNDLE = """
w1mon 11-23  w1wed 11-25  w1fri 11-27
w2mon 11-30  w2wed 12-02  w2fri 12-04
w3mon 12-21  w3wed 12-21  w3fri 12-21
w4mon 12-22  w4wed 12-22  w4fri 12-22
w5mon 12-23  w5wed 12-23  w5fri 12-25
w6mon 12-28  w6wed 12-30  w6fri 01-01
w7mon 01-04  w7wed 01-06  w7fri 01-08
w8mon 01-11  w8wed 01-13  w8fri 01-15
"""
#: Two a day: level again on Thursday 24 December.
COMPRESS = """
w1mon 11-23  w1wed 11-25  w1fri 11-27
w2mon 11-30  w2wed 12-02  w2fri 12-04
w3mon 12-21  w3wed 12-21  w3fri 12-22
w4mon 12-22  w4wed 12-23  w4fri 12-23
w5mon 12-24  w5wed 12-24  w5fri 12-25
w6mon 12-28  w6wed 12-30  w6fri 01-01
w7mon 01-04  w7wed 01-06  w7fri 01-08
w8mon 01-11  w8wed 01-13  w8fri 01-15
"""
#: One a day: it takes until Thursday 7 January.
SLOWLY = """
w1mon 11-23  w1wed 11-25  w1fri 11-27
w2mon 11-30  w2wed 12-02  w2fri 12-04
w3mon 12-21  w3wed 12-22  w3fri 12-23
w4mon 12-24  w4wed 12-25  w4fri 12-28
w5mon 12-29  w5wed 12-30  w5fri 12-31
w6mon 01-01  w6wed 01-04  w6fri 01-05
w7mon 01-06  w7wed 01-07  w7fri 01-08
w8mon 01-11  w8wed 01-13  w8fri 01-15
"""
#: Two a day without the two optional ones: level again on the Wednesday.
DROP = """
w1mon 11-23  w1wed 11-25  w1fri 11-27
w2mon 11-30  w2wed 12-02  w2fri 12-04
w3mon 12-21  w3fri 12-21
w4mon 12-22  w4fri 12-22
w5mon 12-23  w5wed 12-23  w5fri 12-25
w6mon 12-28  w6wed 12-30  w6fri 01-01
w7mon 01-04  w7wed 01-06  w7fri 01-08
w8mon 01-11  w8wed 01-13  w8fri 01-15
"""


def days(written: str) -> dict[str, str]:
    words = written.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def comes(made: Plan) -> dict[str, str]:
    """The steps and their days; all of them come at nine."""
    steps = [due for due in made.dues if due.what is What.STEP]
    assert {f"{due.at.astimezone(BERLIN):%H:%M}" for due in steps} <= {"09:00"}
    return {due.step or "": f"{due.at.astimezone(BERLIN):%m-%d}" for due in steps}


POLICIES = [
    (Policy.SHIFT, None, SHIFT, "2027-01-31"),
    (Policy.SKIP, None, SKIP, "2027-01-17"),
    (Policy.BUNDLE, None, BUNDLE, "2027-01-17"),
    (Policy.COMPRESS, None, COMPRESS, "2027-01-17"),
    (Policy.COMPRESS, 1, SLOWLY, "2027-01-17"),
    (Policy.DROP, None, DROP, "2027-01-17"),
]


@pytest.mark.parametrize(("policy", "at_most", "expected", "last_on"), POLICIES)
def test_two_weeks_away_in_eight(policy: Policy, at_most: int | None, expected: str, last_on: str) -> None:
    one = route(EIGHT_WEEKS)
    away = diary(one, pauses=[replace(AWAY, policy=policy, at_most=at_most)])

    made = plan(away, BEFORE)

    assert comes(made) == days(expected)
    assert {missed.step for missed in made.missed} == days(CALM).keys() - days(expected).keys()
    assert ends_on(away, one) == date.fromisoformat(last_on)


@pytest.mark.parametrize(("policy", "at_most", "expected", "last_on"), POLICIES)
def test_the_calendar_stands_while_it_is_lived(policy: Policy, at_most: int | None, expected: str, last_on: str) -> None:
    living, now, lived = diary(route(EIGHT_WEEKS), pauses=[replace(AWAY, policy=policy, at_most=at_most)]), BEFORE, {}

    while dues := plan(living, now, explain=False).dues:
        now, living = dues[0].at, after_making(living, dues[0])
        lived[dues[0].step or ""] = f"{now.astimezone(BERLIN):%m-%d}"

    assert lived == days(expected)


@pytest.mark.parametrize("coming", Coming)
def test_without_a_choice_of_theirs_it_goes_by_the_programme(coming: Coming) -> None:
    own = programme(STEPS, 8, optional=("w3wed", "w4wed"), returns=Returns(coming, 2))

    made = plan(diary(route(own), pauses=[AWAY]), BEFORE)

    assert comes(made) == days({"shift": SHIFT, "skip": SKIP, "bundle": BUNDLE, "compress": COMPRESS}[coming])


def test_what_was_already_made_in_the_leave_takes_no_place_in_the_queue() -> None:
    """The leave was entered late: Monday's and Wednesday's steps had come."""
    past = {key: sent(f"2026-{day} 09:00", closed=True) for key, day in days(CALM).items() if "11-01" < day < "12-10"}
    away = diary(route(EIGHT_WEEKS, past), pauses=[replace(AWAY, policy=Policy.COMPRESS)])

    made = comes(plan(away, berlin("2026-12-09 12:00")))

    assert [made[key] for key in ("w3fri", "w4mon", "w4wed", "w4fri", "w5mon", "w5wed")] == [
        "12-21",
        "12-21",
        "12-22",
        "12-22",
        "12-23",
        "12-23",
    ]


def test_on_one_day_the_queue_keeps_its_order_though_the_hours_differ() -> None:
    steps = programme({"late": named(3, 0, "15:00"), "early": named(3, 1, "08:00")}, 4, returns=Returns(Coming.COMPRESS, 2))

    made = plan(diary(route(steps), pauses=[AWAY]), BEFORE)

    assert [(due.step, f"{due.at.astimezone(BERLIN):%d %H:%M}") for due in made.dues] == [("late", "21 15:00"), ("early", "21 15:00")]


def test_a_step_that_follows_an_answer_and_falls_into_the_leave_comes_on_the_first_day_back() -> None:
    steps = programme({"a": named(2, 4), "b": after("a", 3)}, 8)
    answered = {"a": sent("2026-12-04 09:00", answered="2026-12-04 10:00")}

    for policy, expected in (
        (Policy.SHIFT, "12-21"),
        (Policy.BUNDLE, "12-21"),
        (Policy.COMPRESS, "12-21"),
        (Policy.DROP, "12-21"),
        (Policy.SKIP, None),
    ):
        made = plan(diary(route(steps, answered), pauses=[replace(AWAY, policy=policy)]), berlin("2026-12-04 10:00"))
        assert comes(made).get("b") == expected


def test_the_workshop_does_not_wait_for_who_is_away() -> None:
    steps = programme(
        {"before": counted("workshop", -2), "in": after("workshop", -30), "after": after("workshop", 1)}, 8, anchors=("workshop",)
    )
    one = route(steps, anchors={"workshop": date(2027, 1, 7)})

    for policy in Policy:
        made = comes(plan(diary(one, pauses=[replace(AWAY, policy=policy)]), BEFORE))
        assert (made["before"], made["after"]) == ("01-05", "01-08")
        assert made.get("in") == (None if policy is Policy.SKIP else "12-21")


def test_two_leaves_with_a_weekend_between_them_are_one() -> None:
    first, second = leave("2026-12-07", "2026-12-12", number=1), leave("2026-12-14", "2026-12-21", number=2, asked=False)

    for policy in Policy:
        apart = diary(route(EIGHT_WEEKS), pauses=[first, replace(second, policy=policy)])
        assert comes(plan(apart, BEFORE)) == comes(plan(diary(route(EIGHT_WEEKS), pauses=[replace(AWAY, policy=policy)]), BEFORE))
        assert [due.key for due in plan(apart, BEFORE).dues if due.what is What.RETURN] == ["return/2"]


def test_a_pause_that_began_first_keeps_its_days_when_a_leave_begins_in_it() -> None:
    """Paused for the third week, away for the third and fourth: a week's shift, then the fourth is skipped."""
    both = diary(route(EIGHT_WEEKS), pauses=[replace(AWAY, policy=Policy.SKIP), pause("2026-12-06 12:00", "2026-12-14")])

    made = plan(both, BEFORE)

    assert {one.step for one in made.missed} == {"w3mon", "w3wed", "w3fri"}  # shifted into the fourth week, and skipped there
    assert comes(made)["w4mon"] == "12-21"


# --- holds


def hold(from_: str, until: str | None, policy: Policy | None = None, at_most: int | None = None) -> Pause:
    return replace(pause(from_, until), policy=policy, at_most=at_most, away=Away.HOLD, number=1)


def test_a_hold_stops_its_own_route_alone() -> None:
    held = route(programme(STEPS, 8, checkin=True), holds=[hold("2026-12-06 12:00", None)])
    other = route(programme({"other": named(3, 0)}, 3, checkin=True), number=2)

    made = plan(diary(held, other), berlin("2026-12-06 13:00"))

    assert "w3mon" not in comes(made)
    assert comes(made)["other"] == "12-07"
    assert [due.week for due in made.dues if due.what is What.CHECKIN and due.expires_at > berlin("2026-12-11 15:00")] == ["2026-W50"]
    assert not made.paused


def test_what_a_hold_of_the_programme_kept_in_says_so_and_not_that_they_paused() -> None:
    over = hold("2026-11-17 08:00", "2026-11-18", Policy.SKIP)
    one = route(programme({"a": named(1, 0)}, 2), start_on=date(2026, 11, 16), holds=[over], joined_at=berlin("2026-11-13 12:00"))
    late = replace(diary(one, cap=1), sent_on={date(2026, 11, 16): 1})

    (due,) = plan(late, berlin("2026-11-18 08:00")).dues

    assert due.why[-1] == "on hold until then: moved to Wednesday 18 November 2026"


@pytest.mark.parametrize(("policy", "expected"), [(None, SHIFT), (Policy.SKIP, SKIP), (Policy.COMPRESS, COMPRESS)])
def test_a_hold_is_released_by_its_policy(policy: Policy | None, expected: str) -> None:
    released = route(EIGHT_WEEKS, holds=[hold("2026-12-06 12:00", "2026-12-21", policy, 2)])

    assert comes(plan(diary(released), BEFORE)) == days(expected)


# --- the question


def returns(made: Plan) -> list[str]:
    return [f"{due.key} {due.at.astimezone(BERLIN):%m-%d %H:%M}" for due in made.dues if due.what is What.RETURN]


def back(*pauses: Pause, cap: int = 3) -> Diary:
    made = {key: sent(f"2026-{day} 09:00", closed=True) for key, day in days(CALM).items() if "11-01" < day < "12-07"}
    return diary(route(EIGHT_WEEKS, made), pauses=pauses, cap=cap)


ASKING = replace(AWAY, asked=False)


@pytest.mark.parametrize("now", ["2026-12-04 12:00", "2026-12-16 12:00", "2026-12-21 08:45", "2026-12-21 09:40"])
def test_on_the_first_day_back_they_are_asked_before_anything_else(now: str) -> None:
    made = plan(back(ASKING, cap=1), berlin(now))

    assert returns(made) == ["return/7 12-21 08:45"]
    assert made.dues[0].number == 7
    assert made.dues[0].expires_at == berlin("2026-12-24 08:45")


@pytest.mark.parametrize(
    ("pauses", "now", "expected"),
    [
        ([AWAY], "2026-12-21 08:00", []),  # asked before
        ([ASKING], "2026-12-21 12:00", ["return/7 12-21 12:00"]),  # made up
        ([ASKING], "2026-12-22 22:00", ["return/7 12-23 07:00"]),
        ([ASKING], "2026-12-24 08:46", []),  # nobody wants to know any more
        ([ASKING, pause("2026-12-16 10:00", None)], "2026-12-21 08:00", []),
        ([ASKING, pause("2026-12-16 10:00", "2027-01-04")], "2026-12-21 08:00", []),
        ([replace(leave("2026-12-05", "2026-12-07"), asked=False)], "2026-12-05 08:00", []),  # a weekend: nothing was missed
    ],
)
def test_they_are_asked_only_if_it_matters(pauses: list[Pause], now: str, expected: list[str]) -> None:
    assert returns(plan(back(*pauses), berlin(now))) == expected


def test_who_has_firm_quiet_hours_is_asked_after_them() -> None:
    late_riser = back(ASKING)
    late_riser = replace(late_riser, calendar=replace(late_riser.calendar, quiet_until=time(10), firm=True))

    assert returns(plan(late_riser, berlin("2026-12-16 12:00"))) == ["return/7 12-21 10:00"]


def test_the_ways_to_go_on_are_worked_out_by_the_plan_itself() -> None:
    found = {one.policy: one for one in options(back(ASKING), 7, berlin("2026-12-21 08:45"))}

    assert list(found) == [Policy.SHIFT, Policy.COMPRESS, Policy.DROP]
    assert [one.is_default for one in found.values()] == [True, False, False]
    assert [one.ends_on for one in found.values()] == [date(2027, 1, 31), date(2027, 1, 17), date(2027, 1, 17)]
    assert found[Policy.COMPRESS].catching_up == (
        (1, "w3mon", berlin("2026-12-21 09:00")),
        (1, "w3wed", berlin("2026-12-21 09:00")),
        (1, "w3fri", berlin("2026-12-22 09:00")),
        (1, "w4mon", berlin("2026-12-22 09:00")),
        (1, "w4wed", berlin("2026-12-23 09:00")),
        (1, "w4fri", berlin("2026-12-23 09:00")),
    )
    assert (found[Policy.COMPRESS].minutes, found[Policy.COMPRESS].at_most) == (18, 2)
    assert found[Policy.DROP].left_out == ((1, "w3wed"), (1, "w4wed"))
    assert found[Policy.DROP].minutes == 12
    assert (found[Policy.SHIFT].next_at, found[Policy.SHIFT].last_at) == (berlin("2026-12-21 09:00"), berlin("2027-01-29 09:00"))


def test_what_is_chosen_is_what_comes() -> None:
    asked = back(ASKING)

    for one in options(asked, 7, berlin("2026-12-21 08:45")):
        chosen = plan(with_policy(asked, 7, one.policy, one.at_most), berlin("2026-12-21 08:45"))
        assert comes(chosen) == {
            key: day for key, day in days({"shift": SHIFT, "compress": COMPRESS, "drop": DROP}[one.policy]).items() if key > "w3"
        }


def test_the_programmes_own_way_is_offered_and_says_that_it_is_the_default() -> None:
    skipping = programme(STEPS, 8, returns=Returns(Coming.SKIP))

    found = options(diary(route(skipping), pauses=[ASKING]), 7, berlin("2026-12-21 08:45"))

    assert [(one.policy, one.is_default) for one in found] == [(Policy.SHIFT, False), (Policy.COMPRESS, False), (Policy.SKIP, True)]
    assert len(found[2].left_out) == 6


def test_nothing_missed_nothing_offered() -> None:
    assert options(back(replace(leave("2026-12-05", "2026-12-07"), asked=False)), 7, berlin("2026-12-07 08:45")) == ()
    assert options(back(ASKING), 99, berlin("2026-12-21 08:45")) == ()


# --- in words


@pytest.mark.parametrize(
    ("policy", "step", "told"),
    [
        (Policy.SHIFT, "w4fri", "shifted by 10 working days by leave"),
        (Policy.BUNDLE, "w3mon", "it fell into the leave: caught up from Monday 21 December 2026"),
        (Policy.COMPRESS, "w3mon", "it fell into the leave: caught up from Monday 21 December 2026, 2 a day at most"),
        (Policy.COMPRESS, "w5mon", "it follows what is caught up after the leave: moved to Thursday 24 December 2026"),
        (Policy.SKIP, "w3mon", "it fell into the leave before Monday 21 December 2026: left out"),
        (Policy.DROP, "w3wed", "optional, and it fell into the leave before Monday 21 December 2026: left out"),
    ],
)
def test_a_leave_and_its_policy_are_told(policy: Policy, step: str, told: str) -> None:
    made = plan(diary(route(EIGHT_WEEKS), pauses=[replace(AWAY, policy=policy)]), BEFORE)

    coming, lost = ([one.why for one in kind if one.step == step] for kind in (made.dues, made.missed))
    assert told in (coming + lost)[0]
