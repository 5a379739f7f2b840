"""A beat: who is in its way, what takes long, and that it says that it lives."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from content.message import say, to_json
from handlers.incoming import Said
from models import deliveries, enrolments, people, workspaces
from models.deliveries import Delivery, Kind, State
from scheduler.library import Library, publish
from tests.databases import fresh_postgres, fresh_sqlite
from tests.offices import Office, office

MONDAY_AT_NINE = datetime.fromisoformat("2026-11-23T09:00:00+00:00")
CROSSES = """
CREATE FUNCTION crosses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$;
CREATE TRIGGER crosses BEFORE INSERT ON delivery FOR EACH ROW EXECUTE FUNCTION crosses()
"""


def enrol(place: Office, *names: str) -> None:
    """They are on One week, and its first activity is due."""
    for name in ("ada", *names):
        place.command(name, "help")
    place.command("ada", f"enrol {' '.join(f'@{name}' for name in names)} in one-week starting 2026-11-23")
    place.settle()
    place.clock[0] = MONDAY_AT_NINE


def does(place: Office, statement: str) -> None:
    with place.database.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def due(place: Office) -> int:
    with place.reading() as session:
        return people.count_due(session, place.now)


def test_who_was_in_anothers_way_has_their_turn_with_the_next_beat(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with fresh_postgres() as url, office(url) as place:
        enrol(place, "ana", "ben")
        place.letters("ana")
        waiting = due(place)
        does(place, CROSSES)

        place.heart.beat(place.now)
        assert due(place) == waiting > 0
        assert [one.levelname for one in caplog.records if one.name == "scheduler.heart"] == ["INFO"]

        does(place, "DROP TRIGGER crosses ON delivery")
        place.settle()
        assert due(place) == 0
        assert place.letters("ana")


def test_it_says_that_it_lives_after_each_for_whom_nothing_can_be_made(tmp_path: Path) -> None:
    with office(fresh_sqlite(tmp_path)) as place:
        enrol(place, "ana", "ben", "eva")
        does(place, "UPDATE programme_version SET source = 'title: 7'")
        pulses: list[int] = []

        replace(place.heart, library=Library(), pulse=lambda: pulses.append(due(place))).beat(place.now)

        assert pulses[:3] == [2, 1, 0]


def test_it_says_that_it_lives_after_each_workspace(tmp_path: Path) -> None:
    with office(fresh_sqlite(tmp_path)) as place:
        with place.database.begin() as session:
            for workspace in workspaces.everyone(session):
                given = {"to": {"channel": "C1"}, "message": to_json(say("Hello")), "due_at": place.now, "planned_at": place.now}
                row = Delivery(
                    workspace_id=workspace.id or 0, kind=Kind.NOTICE, key=workspace.outside_id, conversation="channel/1", **given
                )
                deliveries.queue(session, [row])
        pulses: list[int] = []

        replace(place.heart, pulse=lambda: pulses.append(len(place.engine.waiting))).beat(place.now)

        assert pulses == [1, 2]


def test_the_database_is_asked_nothing_about_nobody(tmp_path: Path) -> None:
    """Of twenty questions of a beat, and fifteen of a press, each would cost what the others do."""
    asked: list[str] = []
    with office(fresh_sqlite(tmp_path)) as place:
        enrol(place, "ana")
        event.listen(place.database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        place.settle()
        with place.reading() as session:
            row = next(iter(deliveries.planned_of(session, [place.person(session, "ana").id or 0])))
        place.act("ana", Said.CHOICE, token=row.token, choice="done")
        place.settle()

    assert len(asked) > 50
    assert [one for one in asked if "1!=1" in one.replace(" ", "")] == []


ONE_QUESTION = """
title: One question
summary: For tests.
audience: Whoever tests
minutes_a_week: 10
checkin: false
reminders: {after_days: 1, at_most: 1}
outcome:
  - {key: asks, behaviour: Asks, actual: 1, desired: 3, known_by: One hears it}
weeks:
  - title: One
    steps:
      - {key: ask, kind: reflect, title: Only this, minutes: 3, when: {day: mon, time: "09:00"}, question: How was it?}
"""
WAITS_TWO_DAYS = (
    ONE_QUESTION.replace("{after_days: 1, at_most: 1}", "{at_most: 0}")
    + """\
      - key: instead
        kind: learn
        title: Without an answer
        minutes: 3
        when: {after: ask, days: 1, latest_days: 2, time: "09:00"}
        text: Read this.
"""
)
THREE_WEEKS = (
    ONE_QUESTION
    + """\
      - {key: thanks, kind: learn, title: The end, minutes: 3, when: {after: start, days: 21, time: "09:00"}, text: Thank you.}
"""
)
AFTER_THE_END = ONE_QUESTION.replace('{day: mon, time: "09:00"}', '{after: start, days: 9, time: "09:00"}')


@contextmanager
def on_one_question(tmp_path: Path, programme: str) -> Iterator[Office]:
    """Ana is on that programme, from Monday 23 November 2026."""
    with office(fresh_sqlite(tmp_path)) as place:
        with place.database.begin() as session:
            publish(session, 1, "one-question.yaml", programme, place.now)
        for name in ("ada", "ana"):
            place.command(name, "help")
        place.command("ada", "enrol @ana in one-question starting 2026-11-23")
        yield place


@pytest.mark.parametrize(
    ("programme", "what", "day"),
    [
        pytest.param(ONE_QUESTION, "Still open", "2026-11-24", id="a reminder"),
        pytest.param(WAITS_TWO_DAYS, "Read this", "2026-11-25", id="what waits so long for an answer"),
        pytest.param(AFTER_THE_END, "Still open", "2026-12-03", id="a reminder of what comes after the last week"),
    ],
)
def test_what_counts_from_a_sending_comes_in_its_time_though_nothing_else_falls_due_between(
    tmp_path: Path, programme: str, what: str, day: str
) -> None:
    with on_one_question(tmp_path, programme) as place:
        place.to(f"{day}T08:59:00+00:00")
        assert [one for one in place.letters("ana") if what in one] == []
        place.to(f"{day}T09:00:00+00:00")
        assert len([one for one in place.letters("ana") if what in one]) == 1


def hold_what_is_due(place: Office, at: str) -> int:
    """What is made for Ana then is not sent, and an admin has to say what becomes of it. Returns its number."""
    place.settle()
    place.clock[0] = datetime.fromisoformat(at)
    place.heart.beat(place.now)
    place.engine.waiting.clear()
    with place.database.begin() as session:
        (row,) = deliveries.planned_of(session, [place.person(session, "ana").id or 0])
        row.state = State.HELD
        return row.id or 0


def test_what_is_held_for_good_keeps_no_route_from_its_end(tmp_path: Path) -> None:
    with on_one_question(tmp_path, AFTER_THE_END) as place:
        hold_what_is_due(place, "2026-12-02T09:00:00+00:00")

        place.to("2026-12-20T09:00:00+00:00")

        with place.reading() as session:
            ana = place.person(session, "ana")
            assert enrolments.active_of(session, [ana.id or 0]) == []
            assert ana.next_due_at is None


def test_what_is_sent_again_after_many_days_is_brought_to_mind(tmp_path: Path) -> None:
    with on_one_question(tmp_path, THREE_WEEKS) as place:
        number = hold_what_is_due(place, "2026-11-23T09:00:00+00:00")
        place.to("2026-12-03T10:00:00+00:00")
        assert "sent again" in place.command("ada", f"outbox resend {number}")

        place.to("2026-12-04T08:59:00+00:00")
        assert [one for one in place.letters("ana") if "Still open" in one] == []
        place.to("2026-12-04T09:00:00+00:00")
        assert len([one for one in place.letters("ana") if "Still open" in one]) == 1
