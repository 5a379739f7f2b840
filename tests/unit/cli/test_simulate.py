"""`waypost simulate`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from content.shipped import shipped
from tests.desk import PROGRAMMES
from tests.unit.cli.conftest import Run

PROGRAMME = """\
title: Small talk
summary: Two weeks.
audience: Everybody.
minutes_a_week: 30
anchors: [workshop]
outcome:
  - {key: talks, behaviour: Starts a talk., actual: 1, desired: 3, known_by: One asks.}
weeks:
  - title: One
    steps:
      - {key: begin, kind: learn, title: Begin, minutes: 3, when: {day: mon, time: "09:00"}, text: Read this.}
      - {key: ask, kind: reflect, title: Ask, minutes: 4, when: {day: tue, time: "09:00"}, question: How was it?}
      - {key: again, kind: reflect, title: Again, minutes: 3, when: {after: ask, days: 2, time: "10:00"}, question: And now?}
  - title: Two
    steps:
      - {key: prepare, kind: reflect, title: Prepare, minutes: 3, when: {after: workshop, days: -1, time: "10:00"}, question: For what?}
      - {key: last, kind: reflect, title: Last, minutes: 4, when: {day: mon, time: "11:00"}, question: How was it all?}
"""
START = ("--start", "2027-03-22")  # its second Monday is Easter Monday
PEOPLE = """\
name,zone,holidays,from,to,workspace
Ana,Europe/Lisbon,,,,
Ben,Europe/Berlin,DE,,,teams
Chen,Asia/Singapore,,2027-03-22,2027-03-24,teams
"""


@pytest.fixture
def small_talk(tmp_path: Path) -> Path:
    file = tmp_path / "small-talk.yaml"
    file.write_text(PROGRAMME)
    return file


def figures(waypost: Run, *words: str | Path) -> dict[str, Any]:
    result = waypost("simulate", *words, "--json", "-")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_cohort_of_a_file_lives_through_a_programme(waypost: Run, tmp_path: Path, small_talk: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)

    found = figures(
        waypost, small_talk, "--people", "people.csv", *START, "--answers", "1", "--fading", "0", "--anchor", "workshop=2027-03-31"
    )

    assert found["people"] == 3
    assert found["zones"] == {"Asia/Singapore": 1, "Europe/Berlin": 1, "Europe/Lisbon": 1}
    assert {name: (one["people"], one["an_hour"]) for name, one in found["workspaces"].items()} == {
        "slack": (1, 12_000),
        "teams": (2, 144_000),
    }
    assert found["steps_moved"]["holidays"] == {"moved": 1, "left_out": 0}  # Ben's last, to Tuesday
    assert found["steps_moved"]["leave"] == {
        "moved": 3,
        "left_out": 0,
    }  # all of Chen's but the one for the workshop, which waits for nobody
    assert found["every_step_came_to"] == found["answered_everything"] == {"people": 3, "share": 1}
    kinds = found["messages"]["by_kind"]
    assert (kinds["step"], kinds["checkin"], kinds["return"]) == (15, 7, 1)  # Chen's weeks are three
    assert [one["people_answering"] for one in found["weeks"]] == [3, 3, 1]


def test_who_never_answers_gets_no_further_than_that(waypost: Run, small_talk: Path) -> None:
    result = waypost("simulate", small_talk, "--people", "40", *START, "--answers", "0")

    assert result.exit_code == 0, result.output
    said = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert said[:2] == ["Small talk: 2 weeks from Monday 22 March 2027, 5 steps", "40 people in 12 zones, seed 7"]
    assert "Got every step to the end 0 %" in said
    assert "Again 0 %" in said
    assert "Prepare 0 %" in said  # nobody has said when the workshop is
    assert not any(line.startswith("Last") for line in said)


def test_what_people_are_and_answer_decides_their_way(waypost: Run, tmp_path: Path) -> None:
    source = (PROGRAMMES / "two-ways.yaml").read_text()
    (tmp_path / "two-ways.yaml").write_text(source.replace("unless: {step: quiz, score_below: 0.6}", "if: {attribute: site, is: [Porto]}"))
    (tmp_path / "people.csv").write_text("zone,is:site,coach\nEurope/Lisbon,Porto,@mia\nEurope/Lisbon,Lima,\nEurope/Lisbon,,\n")
    asked = ("two-ways.yaml", "--people", "people.csv", *START, "--answers", "1", "--fading", "0")

    ways = figures(waypost, *asked, "--well", "0", "--hindered", "0")["ways"]

    assert ways["further"] == {"only_if": "your site is “Porto”", "came": 1, "another_way": 2}
    assert ways["again"] == {"only_if": "you scored less than 60% in “Which question”", "came": 3, "another_way": 0}
    assert ways["extra"] == {"only_if": "you say: “I need more practice”", "came": 0, "another_way": 0}
    table = [" ".join(line.split()) for line in waypost("simulate", *asked).stdout.splitlines()]
    assert "A step further your site is “Porto” 33 % 67 %" in table


def test_the_same_seed_gives_the_same_on_any_number_of_processes_and_another_does_not(waypost: Run, small_talk: Path) -> None:
    asked = (small_talk, "--people", "260", *START)

    alone = figures(waypost, *asked, "--processes", "1")

    assert figures(waypost, *asked, "--processes", "2") == alone
    assert figures(waypost, *asked, "--seed", "8") != alone


def test_a_programme_that_ships_is_drawn(waypost: Run, tmp_path: Path) -> None:
    result = waypost("simulate", Path(next(iter(shipped()))[0]).stem, "--people", "3", *START, "--picture", "out.png", "--json", "out.json")

    assert result.exit_code == 0, result.output
    assert (tmp_path / "out.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((tmp_path / "out.json").read_text())["people"] == 3


def test_what_is_published_is_lived_through_as_its_file(waypost: Run, small_talk: Path) -> None:
    waypost("publish", small_talk)

    assert figures(waypost, "small-talk", "--people", "5", *START) == figures(waypost, small_talk, "--people", "5", *START)


def test_a_rehearsal_says_what_went_through_the_outbox_and_that_both_ways_agree(waypost: Run, small_talk: Path) -> None:
    asked = (small_talk, "--people", "2", *START)

    told = waypost("simulate", *asked, "--rehearse")
    found = figures(waypost, *asked, "--rehearse")

    assert told.exit_code == 0, told.output
    assert re.search(r"Through the outbox +\d+ messages and \d+ changed cards; each came once, none is missing", told.stdout)
    assert re.search(r"Answers +all were taken", told.stdout)
    assert re.search(r"Without --rehearse +the same figures", told.stdout)
    carried = found.pop("rehearsed")
    assert carried["messages"] == found["messages"]["in_all"] + 2  # the welcomes
    assert (carried["doubled"], carried["lost"], carried["refused"], carried["unlike"]) == (0, 0, 0, [])
    assert found == figures(waypost, *asked)


def test_what_is_published_is_rehearsed_too(waypost: Run, small_talk: Path) -> None:
    waypost("publish", small_talk)

    found = figures(waypost, "small-talk@1", "--people", "1", *START, "--rehearse")

    assert found["rehearsed"]["unlike"] == []


def test_every_bad_line_of_a_file_is_named(waypost: Run, tmp_path: Path, small_talk: Path) -> None:
    lines = [
        "zone,holidays,from,to,workspace",
        "Europe/Lisbom,,,,",
        "Europe/Lisbon,ZZ,,,",
        "Europe/Lisbon,,,2027-04-01,",
        "Europe/Lisbon,,,,irc",
    ]
    (tmp_path / "people.csv").write_text("\n".join(lines))

    result = waypost("simulate", small_talk, "--people", "people.csv", *START)

    assert result.exit_code == 1
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [f"people.csv:{number}" for number in range(2, 6)]
    assert "did you mean Europe/Lisbon?" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--people", "nobody.csv"), "nobody.csv: No such file or directory"),
        (("--people", "0"), "--people: it can be 1 to 1,000,000, or a file"),
        (("--people", "3", "--start", "soon"), "--start: 'soon' is not a day such as 2026-11-23"),
        (("--people", "3", "--quiet", "late"), "--quiet: 'late' is not written like 18:00-08:00"),
        (("--people", "3", "--workspace", "irc"), "--workspace: 'irc' is no platform; it can be slack or teams"),
        (("--people", "3", "--anchor", "lunch=2027-03-31"), "--anchor: 'lunch=2027-03-31' is not NAME=DATE; it can be workshop"),
        (("--people", "3", "--holidays", "ZZ"), "--holidays: there are no holidays of “ZZ”"),
        (("--people", "3", "--start", "9999-12-20"), "--start: 9999-12-20 is too far away"),
        (("--people", "2001", "--rehearse"), "--rehearse: 2,000 people are the most; without it, as many as you like"),
        (("--people", "3", "--rehearse", "--processes", "2"), "--processes: a rehearsal runs in one process; leave it out"),
    ],
)
def test_what_can_t_be_followed_is_said_in_one_line(waypost: Run, small_talk: Path, words: tuple[str, ...], said: str) -> None:
    result = waypost("simulate", small_talk, *START, *words)

    assert result.exit_code in (1, 2)
    assert result.stderr.splitlines() == [said]
