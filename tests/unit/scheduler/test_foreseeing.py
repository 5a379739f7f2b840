"""Who is alike is planned for once, and it is what each would have been told alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from content.programme import Programme
from models import enrolments
from scheduler.diaries import replan
from scheduler.differences import Becomes, effects
from scheduler.exchange import Exchange
from scheduler.foreseeing import Crowd, foresee
from scheduler.library import publish
from scheduler.plan import Diary, Past, Route
from tests.databases import fresh_sqlite
from tests.desk import PROGRAMMES
from tests.offices import office
from tests.unit.scheduler.routes import berlin, diary, named, programme, route, sent, utc
from tests.unit.scheduler.test_plan_properties import moments, programmes

OLD = programme({"a": named(1, 0), "b": named(1, 1), "c": named(1, 3)}, waits=True)
NEW = programme({"a": named(1, 0), "b": named(1, 1), "c": named(1, 4)}, waits=True)
NOW = berlin("2026-11-25 12:00")


def crowd(*diaries: Diary) -> list[tuple[str, ...]]:
    """Who is told the same; how many kinds there were is the last."""
    found = Crowd(NEW, NOW)
    for name, one in zip("xyz", diaries, strict=False):
        found.add(name, one, one.routes[0], {one.routes[0].enrolment: 1})
    return [*(one.names for one in found.foreseen()), (str(len(found.known)),)]


def test_the_minute_at_which_something_was_sent_makes_no_kind() -> None:
    one, other = ({"a": sent(f"2026-11-23 09:0{minute}", answered=f"2026-11-2{minute} 10:00")} for minute in (3, 4))
    late = replace(other["a"], due_at=one["a"].due_at)

    assert crowd(diary(route(OLD, one)), diary(route(OLD, {"a": late}, number=2))) == [("x", "y"), ("1",)]


def test_an_open_step_makes_a_kind_while_its_reminders_may_come() -> None:
    answered, still = sent("2026-11-23 09:00", answered="2026-11-23 10:00"), sent("2026-11-23 09:00")

    assert crowd(diary(route(OLD, {"a": answered})), diary(route(OLD, {"a": still})))[-1] == ("2",)


@st.composite
def otherwise(draw: st.DrawFn, of: Route) -> Route:
    """The same route with other minutes, and perhaps other answers."""

    def past(one: Past) -> Past:
        minutes = timedelta(minutes=draw(st.sampled_from([0, 0, 1, 30])))
        sent_at = one.sent_at + minutes if one.sent_at else None
        closed = draw(st.sampled_from([one.closed, one.closed, True]))
        return replace(one, sent_at=sent_at, answered_at=one.answered_at if draw(st.booleans()) else None, closed=closed)

    return replace(of, past={key: past(one) for key, one in of.past.items()})


@given(moment=moments(), new=programmes(), data=st.data())
def test_whoever_is_alike_is_told_what_they_would_be_told_alone(
    moment: tuple[Diary, datetime], new: Programme, data: st.DataObject
) -> None:
    mine, now = moment
    if not mine.routes:
        return
    other = replace(
        mine,
        routes=tuple(data.draw(otherwise(one)) for one in mine.routes),
        sent_on={**mine.sent_on, date(2020, 1, 1): 3},
    )
    versions = {one.enrolment: one.enrolment for one in mine.routes}
    shared = Crowd(new, now)
    for name, one in (("x", mine), ("y", other)):
        shared.add(name, one, one.routes[0], versions)
    told = {name: foreseen.effects for foreseen in shared.foreseen() for name in foreseen.names}

    assert told["y"] == effects(other, other.routes[0].enrolment, Exchange(other.routes[0].programme, new), now)


def test_what_was_foreseen_is_what_comes_once_they_are_moved(tmp_path: Path) -> None:
    with office(fresh_sqlite(tmp_path)) as it:
        it.command("ada", "enrol @ana @ben in small-talk starting 2026-11-23 cohort autumn")
        it.to("2026-11-24T12:00:00+00:00")
        source = (PROGRAMMES / "small-talk.yaml").read_text("utf-8").replace("day: wed", "day: fri").replace("Why ask first", "Why ask")
        with it.database.begin() as session:
            version, _ = publish(session, 1, "small-talk.yaml", source, it.now)
            ana = it.person(session, "ana")
            library = it.house.library
            (told,) = foresee(session, library, [ana, it.person(session, "ben")], library.programme(session, version.id or 0), it.now)
            for enrolment in enrolments.active_of(session, [ana.id or 0]):
                enrolment.version_id = version.id or 0
            session.flush()
            replan(session, library, [ana], it.now)
        it.to("2026-11-27T08:59:00+00:00")
        before = " ".join(it.letters("ana"))
        it.to("2026-11-27T09:00:00+00:00")
        after = " ".join(it.letters("ana"))

    assert told.names == ("Ana Silva", "Ben Silva")
    assert [(one.becomes, one.step, one.old_at, one.new_at) for one in told.effects] == [
        (Becomes.SENT, "read", utc("2026-11-23 09:00"), None),
        (Becomes.MOVES, "think", utc("2026-11-25 09:00"), utc("2026-11-27 09:00")),
    ]
    assert ("What was hard" in before, "What was hard" in after) == (False, True)
    assert before.count("Why ask") == 1
