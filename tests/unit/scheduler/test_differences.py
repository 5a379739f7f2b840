"""What another version of a programme changes in somebody's weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from content.programme import Programme, When
from scheduler.calendar import local_day
from scheduler.differences import Becomes, Effect, effects
from scheduler.exchange import Exchange, exchanged
from scheduler.plan import Diary, Past, What, plan
from tests.unit.scheduler.routes import after, berlin, diary, named, pause, programme, route, sent
from tests.unit.scheduler.test_plan_properties import moments, programmes

OLD = {"a": named(1, 0), "b": named(1, 1), "c": named(1, 3), "d": named(2, 0)}
WEDNESDAY = berlin("2026-11-25 12:00")  # of the first week


def told(old: Programme, new: Programme, *, past: dict[str, Past] | None = None, of: Diary | None = None) -> list[Effect]:
    mine = of or diary(route(old, past if past is not None else {"a": sent("2026-11-23 09:00"), "b": sent("2026-11-24 09:00")}))
    return list(effects(mine, 1, Exchange(old, new), WEDNESDAY))


def short(found: list[Effect]) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(one.becomes.value, one.step, day(one.old_at), day(one.new_at)) for one in found]


def day(instant: datetime | None) -> str | None:
    return f"{instant.astimezone(diary().zone):%m-%d %H:%M}" if instant else None


def of(**steps: When) -> Programme:
    return programme({**OLD, **steps})


def test_the_same_programme_changes_nothing() -> None:
    assert told(of(), of()) == []


def test_what_is_still_to_come_moves_comes_or_comes_no_more() -> None:
    without_d = {key: when for key, when in {**OLD, "c": named(1, 4), "e": named(2, 2)}.items() if key != "d"}

    assert short(told(of(), programme(without_d))) == [
        ("moves", "c", "11-26 09:00", "11-27 09:00"),
        ("gone", "d", "11-30 09:00", None),
        ("comes", "e", None, "12-02 09:00"),
    ]


def test_what_was_made_is_never_made_again_wherever_the_new_version_puts_it() -> None:
    new = of(a=named(2, 3))
    new = replace(new, weeks=(replace(new.weeks[0], steps=tuple(replace(one, title="New words") for one in new.steps)), *new.weeks[1:]))

    assert short(told(of(), new)) == [
        ("sent", "a", "11-23 09:00", None),
        ("sent", "b", "11-24 09:00", None),
        ("changed", "c", "11-26 09:00", "11-26 09:00"),
        ("changed", "d", "11-30 09:00", "11-30 09:00"),
    ]


def test_a_step_that_is_gone_and_still_waits_for_its_answer_brings_no_plan_down() -> None:
    old, new = programme(OLD, waits=True), programme({key: when for key, when in OLD.items() if key != "b"}, waits=True)

    assert short(told(old, new)) == [("sent", "b", "11-24 09:00", None)]


def test_a_new_step_whose_day_is_over_is_passed_and_one_of_today_is_made_up() -> None:
    new = of(early=named(1, 1, "15:00"), today=named(1, 2, "08:00"))

    assert short(told(of(), new)) == [("passed", "early", None, None), ("comes", "today", None, "11-25 12:00")]


def test_what_was_to_come_and_is_moved_into_the_past_is_made_up() -> None:
    assert short(told(of(), of(c=named(1, 0)))) == [("moves", "c", "11-26 09:00", "11-25 12:00")]


def test_who_waits_for_an_answer_is_told_for_which() -> None:
    (found,) = told(programme(OLD, waits=True), programme({**OLD, "c": after("b", 1)}, waits=True))

    assert (found.becomes, found.step, found.new_at, found.waits_for) == (Becomes.MOVES, "c", None, "b")


def test_a_full_day_moves_steps_of_other_programmes_too() -> None:
    both = diary(route(of(), {"a": sent("2026-11-23 09:00"), "b": sent("2026-11-24 09:00")}), route(of(), number=2), cap=1)
    found = told(of(), of(e=named(1, 3, "08:00")), of=both)

    assert any(one.elsewhere for one in found)


def test_check_ins_come_and_go_with_the_programme() -> None:
    old, new = programme(OLD, checkin=True), programme(OLD)

    assert [(one.becomes, one.week) for one in told(old, new)] == [(Becomes.GONE, "2026-W48"), (Becomes.GONE, "2026-W49")]


def test_what_an_open_pause_holds_has_no_date_and_is_told_all_the_same() -> None:
    past = {"a": sent("2026-11-23 09:00"), "b": sent("2026-11-24 09:00")}
    paused = diary(route(of(), past), pauses=[pause("2026-11-25 08:00", None)])

    assert short(told(of(), of(e=named(2, 1)), of=paused)) == [("comes", "e", None, None)]


@given(moment=moments(), new=programmes(), data=st.data())
def test_nothing_that_was_made_or_passed_ever_comes(moment: tuple[Diary, datetime], new: Programme, data: st.DataObject) -> None:
    mine, now = moment
    chosen = data.draw(st.sampled_from(mine.routes)) if mine.routes else None
    if chosen is None:
        return
    exchange = Exchange(chosen.programme, new)
    there, passed = exchanged(mine, chosen.enrolment, exchange, now)
    coming = [due for due in plan(there, now, explain=False).dues if (due.what, due.enrolment) == (What.STEP, chosen.enrolment)]

    assert {due.step for due in coming}.isdisjoint({*chosen.past, *passed})
    assert all(due.step not in exchange.added or local_day(due.planned_at, mine.zone) >= local_day(now, mine.zone) for due in coming)
    found = effects(mine, chosen.enrolment, exchange, now)
    assert {one.step for one in found if one.becomes is Becomes.PASSED} == passed
    assert {
        one.step: one.new_at for one in found if one.becomes is Becomes.COMES and one.new_at and one.step and not one.elsewhere
    }.items() <= {due.step: max(due.at, now) for due in coming}.items()


@given(moment=moments())
def test_a_version_that_says_the_same_changes_nothing(moment: tuple[Diary, datetime]) -> None:
    mine, now = moment
    for one in mine.routes:
        assert effects(mine, one.enrolment, Exchange(one.programme, one.programme), now) == ()
