"""`waypost diff`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.database import Database
from tests.unit.cli.conftest import Run, add_workspace
from tests.unit.content.texts import SMALL, changed

LATER = changed(("minutes: 10", "minutes: 12"), ("{day: wed, time: 9:30}", "{day: thu, time: 9:30}"), ("title: Why it", "title: How it"))
NEXT_WEEK = "2026-11-24T12:00:00+00:00"  # the Tuesday after it has begun


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return written(tmp_path / "small-talk.yaml", SMALL)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    (tmp_path / "new").mkdir()
    return written(tmp_path / "new" / "small-talk.yaml", LATER)


@pytest.fixture
def enrolled(waypost: Run, team: str, old: Path, tmp_path: Path) -> None:
    """Ana and Ben in the cohort Autumn, Cleo in none."""
    people = "user,name,zone\nU0ANA,Ana [Silva],Europe/Lisbon\nU0BEN,Ben,Europe/Lisbon\nU0CLEO,Cleo,Asia/Tokyo\n"
    enrolments = "user,programme,start,cohort\nU0ANA,small-talk,2026-11-23,Autumn\nU0BEN,small-talk,2026-11-23,Autumn\n"
    for words in (
        ("publish", old),
        ("people", "import", written(tmp_path / "people.csv", people)),
        ("enrol", "--csv", written(tmp_path / "enrol.csv", f"{enrolments}U0CLEO,small-talk,2026-11-23,\n")),
    ):
        result = waypost(*words)
        assert result.exit_code == 0, result.output


def written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def values(waypost: Run, *words: str | Path, **env: str) -> dict[str, Any]:
    result = waypost("diff", *words, "--json", **env)
    assert result.exit_code in (0, 1), result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_two_files_are_compared_without_a_database(waypost: Run, old: Path, new: Path) -> None:
    result = waypost("diff", old, new, DATABASE_URL="nonsense")

    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert lines[0] == f"{old} → {new}: 1 moved, 1 reworded, 1 changed"
    assert "w1-try: Ask once" in lines
    assert "moved when week 1, Wednesday 09:30 → week 1, Thursday 09:30" in lines
    assert "changed minutes 10 → 12" in lines
    assert "reworded title “Why it misses” → “How it misses”" in lines


def test_the_same_ends_with_nought(waypost: Run, old: Path) -> None:
    result = waypost("diff", old, old)

    assert (result.exit_code, result.stdout) == (0, f"{old} → {old}: they say the same\n")


def test_for_programs_every_difference_has_its_places(waypost: Run, old: Path, new: Path) -> None:
    found = values(waypost, old, new)

    assert (found["same"], len(found["differences"])) == (False, 3)
    assert found["differences"][-1] == {
        "sort": "changed",
        "step": "w1-try",
        "key": "minutes",
        "old": "10",
        "new": "12",
        "old_place": "weeks[0].steps[1].minutes",
        "new_place": "weeks[0].steps[1].minutes",
    }
    assert "people" not in found


def test_steps_that_came_and_went_are_told_with_their_day(waypost: Run, old: Path, new: Path) -> None:
    written(new, changed(("key: w2-quiz", "key: w2-which")))

    lines = [" ".join(line.split()) for line in waypost("diff", old, new).stdout.splitlines()]

    assert "added quiz 8 days after start, 09:00, 2 minutes" in lines
    assert "It asks what w2-quiz asked, so it is the same step: whoever had that does not get it again." in lines
    assert "removed quiz 8 days after start, 09:00, 2 minutes" in lines


def test_a_file_alone_is_compared_with_what_is_published(waypost: Run, old: Path, new: Path) -> None:
    waypost("publish", old)
    same, differs = waypost("diff", old), waypost("diff", new)
    waypost("publish", new)

    assert (same.exit_code, same.stdout) == (0, f"small-talk@1 → {old}: they say the same\n")
    assert differs.exit_code == 1
    assert waypost("diff", new).exit_code == 0
    assert values(waypost, "small-talk@1", "small-talk")["new"] == "small-talk@2"
    assert values(waypost, "small-talk@1", new)["old"] == "small-talk@1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("small-talk",), "small-talk: with what? Name two, or a file alone"),
        (("small-talk", "small-talk@9"), "small-talk has no version 9; the last is 1"),
        (("small-tale", "small-talk"), "no programme small-tale is published; did you mean “small-talk”?"),
        (("nowhere.yaml", "small-talk"), "nowhere.yaml: No such file or directory"),
        (("small-talk.yaml", "--cohort", "Autum"), "--cohort: there is no cohort Autum; there is none to choose from"),
        (("small-talk.yaml", "--everyone", "--workspace", "slack:T9"), "--workspace: there is no workspace slack:T9"),
        (("small-talk.yaml", "--everyone", "--cohort", "Autumn"), "--cohort and --everyone: one at a time"),
        (("wrong.yaml", "small-talk.yaml"), "wrong.yaml:"),
    ],
)
def test_what_cannot_be_compared_ends_with_two(
    waypost: Run, database: Database, old: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    add_workspace(database, "T0TEAM001")
    waypost("publish", old)
    written(tmp_path / "wrong.yaml", "title: Wrong\n")

    result = waypost("diff", *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


@pytest.mark.usefixtures("enrolled")
def test_for_a_cohort_it_says_what_would_be_different_for_each_and_when(waypost: Run, new: Path) -> None:
    found = values(waypost, new, "--cohort", "autumn")["people"]

    assert [one["people"] for one in found] == [["Ana [Silva]", "Ben"]]
    assert [(one["becomes"], one["step"], one["old"], one["new"]) for one in found[0]["effects"]] == [
        ("changed", "w1-why", "2026-11-23T09:00+00:00", "2026-11-23T09:00+00:00"),
        ("moves", "w1-try", "2026-11-25T09:30+00:00", "2026-11-26T09:30+00:00"),
    ]


@pytest.mark.usefixtures("enrolled")
def test_everyone_is_told_in_their_own_time(waypost: Run, new: Path) -> None:
    shown = waypost("diff", new, "--everyone").stdout

    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert "Ana [Silva], Ben (2, Europe/Lisbon)" in lines
    assert "Cleo (1, Asia/Tokyo)" in lines
    assert lines.count("Ask once moves Wed 2026-11-25 09:30 → Thu 2026-11-26 09:30") == 2


@pytest.mark.usefixtures("enrolled")
def test_a_step_put_before_their_today_is_passed(waypost: Run, old: Path, new: Path) -> None:
    step = '      - {key: w1-new, kind: learn, title: Late, minutes: 1, when: {day: mon, time: "11:00"}, text: Read.}\n'
    written(new, SMALL.replace("  - title: Do\n", f"{step}  - title: Do\n"))

    shown = waypost("diff", old, new, "--cohort", "Autumn", WAYPOST_CLOCK=NEXT_WEEK).stdout

    assert "Late does not come: they have passed it" in " ".join(shown.split())


@pytest.mark.usefixtures("enrolled")
def test_where_nothing_would_be_different_it_says_so(waypost: Run, old: Path) -> None:
    result = waypost("diff", old, "--everyone")

    assert result.exit_code == 0
    assert "Nothing would be different for 3 people who are on it." in result.stdout


@pytest.mark.usefixtures("enrolled")
def test_the_guide_shows_what_is_said(waypost: Run, new: Path) -> None:
    chapter = (Path(__file__).parents[3] / "docs" / "authoring.md").read_text(encoding="utf-8").partition("## What a change does")[2]
    shown = chapter.partition("```text\n")[2].partition("```")[0]
    said = waypost("diff", new, "--cohort", "Autumn").stdout.replace(" [Silva]", "")

    assert [" ".join(line.split()) for line in shown.splitlines()] == [" ".join(line.split()) for line in said.splitlines()[-3:]]
