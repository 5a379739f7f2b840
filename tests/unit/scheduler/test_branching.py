"""Which way a route goes: by what was answered until then, and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from content.conditions import Outcome
from content.loading import parse
from content.programme import Programme
from scheduler.plan import Diary, Plan, Route, explain_step, next_due_at, plan
from tests.unit.scheduler.routes import BERLIN, JOINED, START, berlin, diary, route, sent

TWO_WAYS = parse(Path("tests/programmes/two-ways.yaml").read_text(encoding="utf-8"), "two-ways.yaml")
RIGHT, WRONG = Outcome("right", "What have you tried?", 1.0), Outcome("wrong", "Did you try this?", 0.0)
DID, NOT_YET = Outcome("did", "Did it"), Outcome("not_yet", "Not yet", final=False)


def answered(at: str, outcome: Outcome, sent_at: str) -> object:
    past = sent(sent_at, answered=at if outcome.final else None)
    return replace(past, answers=((berlin(at), outcome),))


def on(past: Mapping[str, object], **more: object) -> Diary:
    return replace(diary(route(TWO_WAYS, past)), **more)  # type: ignore[arg-type]


def coming(of: Diary, now: str) -> dict[str, str]:
    """The steps to come with their Berlin times; those that are not decided with a question mark."""
    dues = plan(of, berlin(now)).dues
    return {f"{due.step}{'?' if due.only_if else ''}": f"{due.at.astimezone(BERLIN):%a %d %H:%M}" for due in dues if due.step}


def left_out(of: Diary, now: str) -> dict[str, str]:
    return {one.step or "": one.why[-1] for one in plan(of, berlin(now)).missed if one.chosen}


def test_before_an_answer_both_ways_are_open_and_say_so() -> None:
    found = coming(on({}), "2026-11-23 08:00")

    assert found == {
        "quiz": "Mon 23 09:00",
        "again?": "Tue 24 09:00",
        "further?": "Tue 24 09:00",
        "try": "Wed 25 09:00",
        "back": "Mon 30 09:00",
    }
    assert "it comes only if you scored less than 60% in “Which question”, which is decided then" in explain_step(
        on({}), berlin("2026-11-23 08:00"), 1, "again"
    )


def test_an_answer_decides_at_once_for_both() -> None:
    wrong = on({"quiz": answered("2026-11-23 09:05", WRONG, "2026-11-23 09:00")})

    assert "again" in coming(wrong, "2026-11-23 10:00")
    assert left_out(wrong, "2026-11-23 10:00") == {
        "further": "left out: it comes only if you did not score less than 60% in “Which question”"
    }


def test_without_an_answer_the_way_is_decided_when_its_time_has_come() -> None:
    silent = on({"quiz": sent("2026-11-23 09:00")})

    assert next_due_at(silent, berlin("2026-11-23 10:00")) == berlin("2026-11-24 09:00")
    assert coming(silent, "2026-11-24 09:00")["further"] == "Tue 24 09:00"
    assert list(left_out(silent, "2026-11-24 09:00")) == ["again"]


def test_what_was_decided_stays_decided_however_late_it_is_looked_at() -> None:
    late = on({"quiz": answered("2026-11-24 09:01", WRONG, "2026-11-23 09:00")})  # a minute after its time

    assert list(left_out(late, "2026-11-25 12:00")) == ["again"]
    assert "further" in coming(late, "2026-11-25 12:00")


def test_what_waits_for_an_answer_comes_without_one_at_the_latest() -> None:
    open_ = {"quiz": sent("2026-11-23 09:00", closed=True), "further": sent("2026-11-24 09:00"), "try": sent("2026-11-25 09:00")}

    assert coming(on(open_), "2026-11-25 10:00") == {"smaller?": "Fri 27 09:00", "back": "Mon 30 09:00"}
    not_yet = on(open_ | {"try": answered("2026-11-25 11:00", NOT_YET, "2026-11-25 09:00")})
    assert coming(not_yet, "2026-11-25 12:00")["smaller?"] == "Fri 27 09:00"  # "not yet" leaves it open
    assert coming(not_yet, "2026-11-27 09:00")["smaller"] == "Fri 27 09:00"
    did = on(open_ | {"try": answered("2026-11-25 11:00", DID, "2026-11-25 09:00")})
    assert list(left_out(did, "2026-11-25 12:00")) == ["again", "smaller"]


def test_each_naming_of_an_obstacle_draws_the_next_top_up_for_it() -> None:
    named = [(berlin("2026-11-27 15:10"), "practice")]
    first = on({}, obstacles=tuple(named))
    assert {key: at for key, at in coming(first, "2026-11-27 16:00").items() if key in ("extra", "cue")} == {"extra": "Mon 30 09:30"}

    named.append((berlin("2026-12-04 15:10"), "practice"))
    second = on({"extra": sent("2026-11-30 09:30")}, obstacles=tuple(named))
    assert coming(second, "2026-12-04 16:00")["cue"] == "Mon 07 09:30"

    named.append((berlin("2026-12-05 15:10"), "practice"))  # there is none left
    third = on({"extra": sent("2026-11-30 09:30"), "cue": sent("2026-12-07 09:30")}, obstacles=tuple(named))
    assert {"extra", "cue"} & coming(third, "2026-12-08 16:00").keys() == set()


def test_what_was_named_before_they_joined_draws_nothing() -> None:
    before = on({}, obstacles=((JOINED - timedelta(days=1), "practice"),))

    assert {"extra", "cue"} & coming(before, "2026-11-23 08:00").keys() == set()


def conditional(condition: str) -> Programme:
    source = Path("tests/programmes/two-ways.yaml").read_text(encoding="utf-8")
    return parse(source.replace("if: {step: quiz, score_below: 0.6}", condition), "two-ways.yaml")


def test_missed_activities_count_once_they_were_open_for_a_week() -> None:
    source = Path("tests/programmes/two-ways.yaml").read_text(encoding="utf-8")
    missing = parse(source.replace("kind: reflect\n", "kind: reflect\n        if: {missed: 1}\n", 1), "two-ways.yaml")
    past = {"quiz": sent("2026-11-23 08:59"), "try": sent("2026-11-25 09:00")}

    def back(of: Mapping[str, object]) -> Plan:
        return plan(diary(route(missing, of)), berlin("2026-11-30 09:00"))  # type: ignore[arg-type]

    assert "back" in {due.step for due in back(past).dues}
    assert "back" in {one.step for one in back(past | {"quiz": sent("2026-11-23 09:01")}).missed}  # six days and 23 hours
    assert "back" in {one.step for one in back(past | {"quiz": sent("2026-11-23 08:59", answered="2026-11-29 12:00")}).missed}


def test_what_somebody_is_decides_from_the_beginning() -> None:
    of = diary(route(conditional("if: {attribute: site, is: [Berlin, Porto]}")))

    for site, comes in (("porto", True), ("Lima", False), (None, False)):
        mine = replace(of, attributes={"site": site} if site else {})
        assert ("again" in coming(mine, "2026-11-20 12:00")) is comes


OUTCOMES = some.sampled_from([None, RIGHT, WRONG])
HOURS = some.integers(-30, 300)


@given(OUTCOMES, HOURS, some.sampled_from([None, DID, NOT_YET]), HOURS, some.integers(0, 400))
def test_of_two_ways_exactly_one_is_gone_whoever_answers_when(
    quiz: Outcome | None, quiz_hours: int, tried: Outcome | None, tried_hours: int, look_hours: int
) -> None:
    """Both are decided by their time, one way each; and what was decided never turns round."""
    begins = berlin("2026-11-23 09:00")
    past = {
        "quiz": _made(begins, quiz, quiz_hours),
        "try": _made(begins + timedelta(days=2), tried, tried_hours),
    }
    mine, now = diary(Route(1, TWO_WAYS, START, JOINED, past)), begins + timedelta(days=1, hours=look_hours)  # type: ignore[arg-type]
    planned = plan(mine, now)
    come = {due.step for due in planned.dues if not due.only_if}
    chosen = {one.step for one in planned.missed if one.chosen}
    expired = {one.step for one in planned.missed if not one.chosen}
    assert len({"again", "further"} & chosen) == 1
    assert len({"again", "further"} & (come | expired)) == 1
    later = plan(mine, now + timedelta(hours=1))
    assert chosen <= {one.step for one in later.missed if one.chosen}


def _made(at: datetime, outcome: Outcome | None, hours: int) -> object:
    past, answered_at = sent(f"{at.astimezone(BERLIN):%Y-%m-%d %H:%M}"), at + timedelta(hours=abs(hours))
    if outcome is None:
        return past
    return replace(past, answers=((answered_at, outcome),), closed=outcome.final, answered_at=answered_at if outcome.final else None)
