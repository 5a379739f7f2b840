"""`waypost lint`, `schema`, `publish` and `plan`."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest

from models import organisations, versions
from models.database import Database
from tests.unit.cli.conftest import NOW, Run

GOOD = """\
title: Small talk
summary: A first week.
audience: Everybody.
minutes_a_week: 30
outcome:
  - {key: talks, behaviour: Starts a talk., actual: 1, desired: 3, known_by: One asks.}
weeks:
  - title: One
    steps:
      - {key: begin, kind: learn, title: Begin, minutes: 3, when: {day: mon, time: "09:00"}, text: Read this.}
      - {key: ask, kind: reflect, title: Ask, minutes: 4, when: {day: tue, time: "09:00"}, question: How was it?}
      - {key: again, kind: learn, title: Again, minutes: 3, when: {after: ask, days: 2, time: "10:00"}, text: Read that.}
"""
BAD = GOOD.replace("kind: learn, title: Begin", "kind: lern, title: Begin").replace("actual: 1", "actual: 9")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return written(tmp_path / "small-talk.yaml", GOOD)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return written(tmp_path / "wrong.yaml", BAD)


def written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def test_a_sound_file_gets_a_line_with_what_it_holds(waypost: Run, good: Path) -> None:
    result = waypost("lint", good)

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == f"{good}: 1 week, 3 activities, 10 minutes, 5 pieces of advice"


def test_lint_names_every_problem_by_its_place_and_goes_on_to_the_next_file(waypost: Run, good: Path, bad: Path) -> None:
    result = waypost("lint", bad, "nowhere.yaml", good)

    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[0].startswith(f"{bad}:6:")
    assert "outcome[0].actual: " in lines[0]
    assert lines[1].startswith(f"{bad}:10:")
    assert "weeks[0].steps[0].kind: " in lines[1]
    assert lines[2] == "nowhere.yaml: No such file or directory"
    assert lines[-1] == f"{good}: 1 week, 3 activities, 10 minutes, 5 pieces of advice"


def test_a_file_that_is_no_text_gets_one_line(waypost: Run, tmp_path: Path) -> None:
    file = tmp_path / "picture.yaml"
    file.write_bytes(b"\x89PNG\xff")

    result = waypost("lint", file)

    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1


def test_the_schema_is_one_by_its_own_standard(waypost: Run) -> None:
    schema = json.loads(waypost("schema").stdout)

    jsonschema.Draft202012Validator.check_schema(schema)
    assert "weeks" in schema["properties"]


def test_publishing_makes_versions_and_the_same_again_makes_none(waypost: Run, database: Database, good: Path) -> None:
    first, again = waypost("publish", good), waypost("publish", good)
    written(good, "# laid out otherwise\n" + GOOD)
    laid_out = waypost("publish", good)
    written(good, GOOD.replace("Read this.", "Read this twice."))
    second = waypost("publish", good)

    assert first.stdout == "small-talk: version 1 published\n"
    assert again.stdout == laid_out.stdout == "small-talk: unchanged, version 1 stands\n"
    assert second.stdout == "small-talk: version 2 published\n"
    with database.begin() as session:
        latest = versions.latest(session, organisations.the_first(session, NOW).id or 0, "small-talk")
    assert latest is not None
    assert (latest.number, latest.published_at) == (2, NOW)


def test_one_wrong_file_keeps_all_from_being_published(waypost: Run, database: Database, good: Path, bad: Path) -> None:
    result = waypost("publish", good, bad)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1] == "Nothing was published."
    with database.begin() as session:
        assert versions.latest_of_all(session, organisations.the_first(session, NOW).id or 0) == []


def test_publishing_migrates_a_database_that_is_new(waypost: Run, tmp_path: Path, good: Path) -> None:
    result = waypost("publish", good, DATABASE_URL=f"sqlite:///{tmp_path}/new.db")

    assert result.exit_code == 0, result.stderr
    assert result.stdout == "small-talk: version 1 published\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"DATABASE_URL": "sqlite:////no/such/folder/w.db"}, "DATABASE_URL: unable to open database file"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL: it is not an address such as"),
        ({"DATABASE_URL": "mysql://localhost/w"}, "DATABASE_URL: mysql is a kind of database we don't know"),
        ({"WAYPOST_CLOCK": "noon"}, "WAYPOST_CLOCK: "),
        ({"WAYPOST_ZONE": "Mars"}, "WAYPOST_ZONE: "),
    ],
)
def test_what_is_wrong_with_the_settings_is_one_line(waypost: Run, good: Path, given: dict[str, str], said: str) -> None:
    result = waypost("publish", good, **given)

    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith(said)


def test_a_file_that_is_no_database_is_said_so(waypost: Run, good: Path) -> None:
    result = waypost("publish", good, DATABASE_URL=f"sqlite:///{good}")

    assert (result.exit_code, result.stderr) == (2, "DATABASE_URL: file is not a database\n")


def test_the_plan_has_every_step_and_check_in_at_its_local_time(waypost: Run, good: Path) -> None:
    entries = json.loads(waypost("plan", good, "--start", "2026-11-23", "--zone", "America/New_York", "--json").stdout)

    assert [(one["local"], one["what"], one["step"], one["week"]) for one in entries] == [
        ("2026-11-23T09:00:00-05:00", "step", "begin", 1),
        ("2026-11-24T09:00:00-05:00", "step", "ask", 1),
        ("2026-11-27T15:00:00-05:00", "checkin", None, "2026-W48"),
        (None, "step", "again", 1),
    ]
    assert entries[0]["at"] == "2026-11-23T14:00:00Z"
    assert entries[0] | {"why": []} == {
        "at": "2026-11-23T14:00:00Z",
        "local": "2026-11-23T09:00:00-05:00",
        "what": "step",
        "step": "begin",
        "title": "Begin",
        "minutes": 3,
        "week": 1,
        "why": [],
    }
    assert entries[-1]["waits_for"] == "ask"


def test_the_plan_keeps_away_from_public_holidays_and_waits_for_a_workshop(waypost: Run, good: Path) -> None:
    good.write_text("anchors: [workshop]\n" + good.read_text().replace("after: ask, days: 2", "after: workshop, days: -2"))

    entries = json.loads(waypost("plan", good, "--start", "2027-03-29", "--zone", "Europe/London", "--holidays", "gb eng", "--json").stdout)

    assert [(one["local"], one["step"]) for one in entries] == [
        ("2027-03-30T09:00:00+01:00", "begin"),  # Monday is Easter Monday
        ("2027-03-30T09:00:00+01:00", "ask"),
        ("2027-04-02T15:00:00+01:00", None),
        (None, "again"),
    ]
    assert "Monday 29 March 2027 is a holiday (Easter Monday), so the Tuesday after" in entries[0]["why"]
    assert entries[-1]["waits_for"] == "workshop"
    assert entries[-1]["why"] == ["waits for the day of the workshop: comes 2 days before it, 10:00 in the programme"]


def test_the_shipped_programme_keeps_its_local_times_across_the_clock_change(waypost: Run) -> None:
    lisbon = ZoneInfo("Europe/Lisbon")
    entries = json.loads(waypost("plan", "feedback-that-lands", "--start", "2026-10-05", "--zone", "Europe/Lisbon", "--json").stdout)

    dated = [one for one in entries if one["at"]]
    assert len(dated) > 24
    assert [one["at"] for one in dated] == sorted(one["at"] for one in dated)
    assert {datetime.fromisoformat(one["local"]).strftime("%H:%M") for one in dated if one["what"] == "checkin"} == {"15:00"}
    assert {datetime.fromisoformat(one["local"]).utcoffset() for one in dated} == {
        datetime(2026, 10, 6, tzinfo=lisbon).utcoffset(),
        datetime(2026, 11, 6, tzinfo=lisbon).utcoffset(),
    }
    assert all(one["why"] for one in entries)


def test_the_table_says_what_waits_and_when_the_first_monday_is(waypost: Run, good: Path) -> None:
    plain = waypost("plan", good, "--start", "2026-11-19", "--zone", "Asia/Kolkata").stdout
    explained = waypost("plan", good, "--start", "2026-11-19", "--zone", "Asia/Kolkata", "--why").stdout

    assert "Programmes start on Mondays: this one on 2026-11-23." in plain
    assert "Mon 2026-11-23  09:00  step     Begin" in plain
    assert "Again (3 min): waits for the answer to “Ask”: comes 2 days after it, 10:00 in the programme" in plain
    assert "09:00 Asia/Kolkata is 03:30 UTC" not in plain
    assert "09:00 Asia/Kolkata is 03:30 UTC" in explained


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("feedback-that-land", "--start", "2026-11-23", "--zone", "UTC"), "did you mean “feedback-that-lands”?"),
        (("feedback-that-lands", "--start", "23.11.2026", "--zone", "UTC"), "--start: '23.11.2026' is not a day such as 2026-11-23"),
        (("feedback-that-lands", "--start", "9999-12-30", "--zone", "UTC"), "too far away"),
        (("feedback-that-lands", "--start", "2026-11-23", "--zone", "Lisbon"), "--zone: 'Lisbon' is not a zone such as Europe/Lisbon"),
        (("feedback-that-lands", "--start", "2026-11-23", "--zone", "../Lisbon"), "is not a zone"),
        (
            ("feedback-that-lands", "--start", "2026-11-23", "--zone", "UTC", "--holidays", "Atlantis"),
            "--holidays: there are no holidays of “Atlantis”",
        ),
        (("nowhere.yaml", "--start", "2026-11-23", "--zone", "UTC"), "nowhere.yaml: No such file or directory"),
    ],
)
def test_a_plan_that_cannot_be_made_says_why_in_one_line(waypost: Run, words: tuple[str, ...], said: str) -> None:
    result = waypost("plan", *words)

    assert result.exit_code in (1, 2)
    assert len(result.stderr.splitlines()) == 1
    assert said in result.stderr
