"""`waypost migrate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.database import Database
from tests.unit.cli.conftest import Run, add_workspace
from tests.unit.cli.test_diff import LATER, NEXT_WEEK, written
from tests.unit.content.texts import SMALL

PEOPLE = "user,name,zone\nU0ANA,Ana [Silva],Europe/Lisbon\nU0BEN,Ben,Europe/Lisbon\nU0CLEO,Cleo,Asia/Tokyo\n"
ENROLMENTS = (
    "user,programme,start,cohort\nU0ANA,small-talk,2026-11-23,Autumn\nU0BEN,small-talk,2026-11-23,Autumn\nU0CLEO,small-talk,2026-11-23,\n"
)


@pytest.fixture
def place(waypost: Run, database: Database, tmp_path: Path) -> Run:
    """Ana and Ben in the cohort Autumn and Cleo in none are on version 1; there is a second."""
    add_workspace(database, "T0TEAM001")
    (tmp_path / "new").mkdir()
    for words in (
        ("publish", written(tmp_path / "small-talk.yaml", SMALL)),
        ("people", "import", written(tmp_path / "people.csv", PEOPLE)),
        ("enrol", "--csv", written(tmp_path / "enrol.csv", ENROLMENTS)),
        ("publish", written(tmp_path / "new" / "small-talk.yaml", LATER)),
    ):
        result = waypost(*words)
        assert result.exit_code == 0, result.output
    return waypost


def values(waypost: Run, *words: str) -> dict[str, Any]:
    result = waypost("migrate", "small-talk", *words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_it_shows_what_changes_for_whom_and_asks_first(place: Run) -> None:
    result = place("migrate", "small-talk", "--cohort", "autumn")

    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert lines[:2] == ["2 people on small-talk@1", "small-talk@1 → small-talk@2: 1 moved, 1 reworded, 1 changed"]
    assert "Ana [Silva], Ben (2, Europe/Lisbon)" in lines
    assert "Ask once moves Wed 2026-11-25 09:30 → Thu 2026-11-26 09:30" in lines
    assert "2 people to version 2: go on?" in result.stdout
    assert values(place, "--cohort", "autumn")["moved"] is None


def test_a_cohort_goes_over_and_the_rest_stays(place: Run) -> None:
    result = place("migrate", "small-talk", "--cohort", "Autumn", "--yes")
    again = place("migrate", "small-talk", "--cohort", "Autumn", "--yes")

    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "2 people now on version 2.")
    assert (again.exit_code, again.stdout) == (0, "Nobody of them is on another version than 2.\n")
    assert "Fri 2026-11-27" not in place("diff", "small-talk@1", "small-talk@2", "--cohort", "Autumn").stdout
    assert [one["old"] for one in values(place, "--everyone")["from"]] == ["small-talk@1"]
    assert values(place, "--everyone")["from"][0]["people"] == 1


def test_they_go_back_only_if_an_older_version_is_named(place: Run) -> None:
    assert values(place, "--everyone", "--yes")["moved"] == 3

    result = place("migrate", "small-talk", "--everyone", "--to", "1", "--yes", WAYPOST_CLOCK=NEXT_WEEK)

    assert result.stdout.splitlines()[0] == "3 people on small-talk@2, which is older: they go back"
    assert result.stdout.splitlines()[-1] == "3 people now on version 1."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("small-talk",), "say whom: --cohort NAME or --everyone, one of them"),
        (("small-talk", "--everyone", "--cohort", "Autumn"), "say whom: --cohort NAME or --everyone, one of them"),
        (("small-talk", "--everyone", "--to", "9"), "small-talk has no version 9; the last is 2"),
        (("small-talk.yaml", "--everyone"), "small-talk.yaml: name what is published by its key"),
        (("small-tale", "--everyone"), "no programme small-tale is published; did you mean “small-talk”?"),
        (("small-talk", "--cohort", "Autum"), "--cohort: there is no cohort Autum; did you mean “Autumn”?"),
    ],
)
def test_what_cannot_be_done_ends_with_two(place: Run, words: tuple[str, ...], said: str) -> None:
    result = place("migrate", *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
