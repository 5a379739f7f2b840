"""Going over to any other version, at any instant and with whatever was done: nothing comes twice, and no open question is lost."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from content.loading import parse
from content.message import from_json
from handlers.incoming import Said
from models import enrolments, responses
from models.deliveries import Delivery, Kind, State
from scheduler.calendar import local_day
from scheduler.exchange import Exchange
from scheduler.library import publish
from scheduler.made import is_passed
from scheduler.migrating import go_over
from tests.databases import fresh_sqlite
from tests.offices import Office, office

HEAD = """title: Any
summary: Any steps, in any version.
audience: Whoever tests
minutes_a_week: 30
checkin: false
outcome:
  - {key: asks, behaviour: Asks before advising, actual: 1, desired: 3, known_by: Colleagues say so}
weeks:
"""
NAME, MONDAY, LISBON = "any.yaml", datetime.fromisoformat("2026-11-23T08:00:00+00:00"), ZoneInfo("Europe/Lisbon")
DAYS = ("mon", "tue", "wed", "thu", "fri")
OPTIONS = ("It is one", "It is two", "It is three")


@st.composite
def files(draw: st.DrawFn) -> str:
    """A programme of two weeks: of few keys and few questions, so that two of them often have some in common."""
    keys = draw(st.lists(st.sampled_from("abcdef"), min_size=2, max_size=6, unique=True))
    weeks = (["  - title: One", "    steps:"], ["  - title: Two", "    steps:"])
    for index, key in enumerate(keys):
        week = min(index, 1) and draw(st.integers(0, 1))
        when, only = f"{{day: {draw(st.sampled_from(DAYS))}, time: '09:00'}}", ""
        if week == 1:
            when = draw(st.sampled_from([when, when, f"{{after: {keys[0]}, days: {draw(st.integers(1, 3))}, time: '09:00'}}"]))
            only = draw(st.sampled_from(["", "", f", if: {{step: {keys[0]}, answer: [right]}}"]))
        offered = ", ".join(f"{{text: {one}, right: {str(one == OPTIONS[0]).lower()}}}" for one in draw(st.permutations(OPTIONS)))
        asked = f"question: Which is it?, retry: 0, options: [{offered}]"
        weeks[week].append(
            f"      - {{key: {key}, kind: quiz, title: Which {draw(st.sampled_from('xy'))}, minutes: 1, when: {when}{only}, {asked}}}"
        )
    weeks[1].append("      - {key: last, kind: learn, title: The end, minutes: 1, when: {day: fri, time: '16:00'}, text: Read.}")
    return HEAD + "\n".join((*weeks[0], *weeks[1])) + "\n"


def steps(it: Office) -> list[Delivery]:
    """What was made of Ana's steps."""
    with it.reading() as session:
        mine = select(Delivery).where(Delivery.person_id == it.person(session, "ana").id, Delivery.kind == Kind.STEP)
        return list(session.exec(mine.order_by(col(Delivery.id))))


def sent(rows: Iterable[Delivery]) -> dict[int, Delivery]:
    return {row.id or 0: row for row in rows if row.sent_at is not None}


def answer(it: Office, row: Delivery, text: str) -> str:
    """Press the option of that text as the message offers it, and see what was recorded."""
    key = next(one.key for one in from_json(row.message).choices() if one.label == text)
    it.act("ana", Said.CHOICE, token=row.token, choice=key)
    with it.reading() as session:
        return responses.to_delivery(session, row.id or 0)[-1].label


def goes_over(it: Office, new: str) -> None:
    with it.database.begin() as session:
        version, _ = publish(session, 1, NAME, new, it.now)
        ana = it.person(session, "ana")
        go_over(session, it.house.library, [ana], version, it.now)
        assert all(one.version_id == version.id for one in enrolments.active_of(session, [ana.id or 0]))


@settings(max_examples=8)  # each is a whole programme on a real database
@given(
    old=files(),
    new=files(),
    hours=st.integers(0, 14 * 24),
    answers=st.lists(st.sampled_from(OPTIONS), max_size=3),
    pauses=st.booleans(),
)
def test_whatever_the_versions_nothing_comes_twice_and_every_question_stays_open(
    old: str, new: str, hours: int, answers: list[str], pauses: bool
) -> None:
    exchange = Exchange(parse(old, NAME), parse(new, NAME))
    with tempfile.TemporaryDirectory() as folder, office(fresh_sqlite(Path(folder))) as it:
        with it.database.begin() as session:
            publish(session, 1, NAME, old, it.now)
        it.command("ada", "enrol @ana in any starting 2026-11-23")
        it.to((MONDAY + timedelta(hours=hours)).isoformat())
        for row, text in zip((one for one in sent(steps(it)).values() if one.step != "last"), answers, strict=False):
            assert answer(it, row, text) == text
        before = sent(steps(it))

        goes_over(it, new)

        there, today = sent(steps(it)), local_day(it.now, LISBON)
        assert {number: row.state for number, row in there.items()} == {number: row.state for number, row in before.items()}
        if pauses:
            it.command("ana", "pause")
            it.to((it.now + timedelta(days=2)).isoformat())
            it.command("ana", "resume")
        for row in there.values():
            if row.state == State.SENT and row.step != "last":
                assert answer(it, row, OPTIONS[1]) == OPTIONS[1]
        it.to("2026-12-21T12:00:00+00:00")

        came = {row.step: row for number, row in sent(steps(it)).items() if number not in before}
        had = {row.step for row in (*before.values(), *there.values())}
        assert came.keys().isdisjoint(had)
        assert not [key for key in came if exchange.again.get(key or "") in had]
        assert [row for key, row in came.items() if key in exchange.added and local_day(row.planned_at, LISBON) < today] == []
        assert not [row for row in steps(it) if is_passed(row) and row.sent_at is not None]
