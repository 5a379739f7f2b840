"""`waypost plan --ics`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from handlers.ics.writing import Appointment, written
from tests.unit.cli.conftest import Run

LISBON = ("--start", "2026-10-05", "--zone", "Europe/Lisbon")
MADE_AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
PROGRAMME = """\
title: Small talk
summary: A first week.
audience: Everybody.
minutes_a_week: 30
outcome:
  - {key: talks, behaviour: Starts a talk., actual: 1, desired: 3, known_by: One asks.}
weeks:
  - title: One
    steps:
      - {key: begin, kind: learn, title: "Begin; then, go on", minutes: 3, when: {day: mon, time: "09:00"}, text: Read this.}
      - {key: ask, kind: reflect, title: Ask, minutes: 4, when: {day: tue, time: "09:00"}, question: How was it?}
      - {key: again, kind: learn, title: Again, minutes: 3, when: {after: ask, days: 2, time: "10:00"}, text: Read that.}
"""


@pytest.fixture
def small_talk(tmp_path: Path) -> Path:
    file = tmp_path / "small-talk.yaml"
    file.write_text(PROGRAMME)
    return file


def events(source: bytes) -> list[Event]:
    return [event for event in Calendar.from_ical(source).walk("VEVENT") if isinstance(event, Event)]


def begins_at(event: Event) -> datetime:
    begins = event.start
    assert isinstance(begins, datetime)
    return begins


def by_name(source: bytes) -> dict[str, Event]:
    return {str(event["UID"]): event for event in events(source)}


def test_the_calendar_has_what_the_plan_has_at_its_local_time_across_the_clock_change(waypost: Run) -> None:
    planned = json.loads(waypost("plan", "feedback-that-lands", *LISBON, "--json").stdout)

    source = waypost("plan", "feedback-that-lands", *LISBON, "--ics", "-").stdout_bytes

    dated: list[dict[str, Any]] = [one for one in planned if one["at"]]
    found = events(source)
    assert [(begins_at(event).isoformat(), str(event["SUMMARY"]), event.duration, str(event["DESCRIPTION"])) for event in found] == [
        (one["local"], one["title"], timedelta(minutes=one["minutes"]), "\n".join(one["why"])) for one in dated
    ]
    assert {begins_at(event).utcoffset() for event in found} == {timedelta(0), timedelta(hours=1)}
    assert {event["DTSTART"].params["TZID"] for event in found} == {"Europe/Lisbon"}
    assert b"VALARM" not in source


def test_the_zone_s_rules_in_the_file_give_the_same_instants_as_the_zone(waypost: Run) -> None:
    source = waypost("plan", "feedback-that-lands", *LISBON, "--ics", "-").stdout_bytes

    [rules] = Calendar.from_ical(source).timezones
    zone = rules.to_tz(lookup_tzid=False)
    assert not isinstance(zone, ZoneInfo)
    for event in events(source):
        assert begins_at(event).replace(tzinfo=zone).astimezone(UTC) == begins_at(event).astimezone(UTC)


def test_a_calendar_that_is_made_again_changes_its_events_and_doubles_none(waypost: Run, small_talk: Path) -> None:
    first = by_name(waypost("plan", small_talk, *LISBON, "--ics", "-").stdout_bytes)
    small_talk.write_text(
        PROGRAMME.replace(
            'title: Ask, minutes: 4, when: {day: tue, time: "09:00"}', 'title: Asked, minutes: 5, when: {day: wed, time: "11:00"}'
        )
    )
    second = by_name(waypost("plan", small_talk, *LISBON, "--ics", "-").stdout_bytes)
    later = by_name(waypost("plan", small_talk, "--start", "2026-10-12", "--zone", "Europe/Lisbon", "--ics", "-").stdout_bytes)

    assert first.keys() == second.keys()
    assert len(first) == 3
    changed = [
        (str(first[name]["SUMMARY"]), str(event["SUMMARY"])) for name, event in second.items() if begins_at(event) != first[name].start
    ]
    assert changed == [("Ask", "Asked")]
    assert not later.keys() & first.keys()


def test_it_is_written_to_a_file_which_it_may_write_again_and_what_has_no_date_is_named(
    waypost: Run, small_talk: Path, tmp_path: Path
) -> None:
    first = waypost("plan", small_talk, *LISBON, "--ics", "ana.ics")
    again = waypost("plan", small_talk, *LISBON, "--ics", "ana.ics")

    assert first.exit_code == again.exit_code == 0
    assert first.stdout == again.stdout == "ana.ics: 3 events\n"
    assert first.stderr == "Without a date, so not in it: Again\n"
    found = events((tmp_path / "ana.ics").read_bytes())
    assert [str(event["SUMMARY"]) for event in found] == ["Begin; then, go on", "Ask", "Friday check-in"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--ics", "small-talk.yaml"), "--ics: small-talk.yaml is something else than a calendar; it stays as it is"),
        (("--ics", "nowhere/ana.ics"), "--ics: nowhere/ana.ics: No such file or directory"),
        (("--ics", "ana.ics", "--start", "9998-11-02"), "--start: 9998-11-02 is too far away"),
        (("--ics", "ana.ics", "--json"), "--json and --ics are two forms of the same plan; choose one"),
    ],
)
def test_a_calendar_that_cannot_be_written_says_why_and_nothing_is_lost(
    waypost: Run, small_talk: Path, words: tuple[str, ...], said: str
) -> None:
    result = waypost("plan", small_talk, *LISBON, *words)

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{said}\n")
    assert small_talk.read_text() == PROGRAMME


ZONES = ("Europe/Lisbon", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Africa/Casablanca", "Australia/Lord_Howe", "UTC")


@settings(max_examples=60, deadline=None)
@given(
    begins=st.integers(0, 5 * 366 * 24 * 4).map(lambda quarters: MADE_AT + timedelta(minutes=15 * quarters)),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    minutes=st.integers(1, 60),
    title=st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=75),
)
def test_any_appointment_comes_back_as_it_was_written(begins: datetime, zone: ZoneInfo, minutes: int, title: str) -> None:
    [event] = events(written("A plan", [Appointment("one", begins.astimezone(zone), minutes, title, f"{title}\nand more")], MADE_AT))

    assert begins_at(event).astimezone(UTC) == begins
    assert event.duration == timedelta(minutes=minutes)
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (title, f"{title}\nand more")
    assert event.DTSTAMP == MADE_AT


def test_an_empty_plan_is_an_empty_calendar() -> None:
    assert events(written("A plan", [], MADE_AT)) == []
