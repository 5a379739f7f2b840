"""Who is meant: people named by their names, by e-mail address, by what looks like a mention and is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from models import people
from tests.desk import Desk, desk, words_of

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
NAMES = {
    "anaf": "Ana Ferreira",
    "ben": "Ben Carter",
    "chen": "Chen Wei Ling",
    "jo1": "Jo Park",
    "jo2": "Jo Lind",
    "maxa": "Max Otto",
    "maxb": "MAX  Otto",
    "all": "All Smith",
    "and": "and Ben",
    "eve": "everyone",
    "bare": "Lea",
    "lea": "Lea Brandt",
    "zoe": "Zoë Groß",
    "in": "In Sun",
}


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("naming")) as it:
        for key, name in NAMES.items():
            people.add(it.session, it.workspace, f"U{key}", name=name, zone="Europe/Lisbon", email=f"{key}@example.com", now=NOW)
        it.place("room", "ada")
        yield it


@pytest.fixture
def it(furnished: Desk) -> Iterator[Desk]:
    doing = furnished.session.begin_nested()
    yield furnished
    doing.rollback()


def says(it: Desk, typed: str) -> str:
    """What Ada is answered to words that are all bare text: also `@ana`, where the chat made no mention of it."""
    return words_of(it.issue("ada", tuple(typed.split())))


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ana", ["Ana Ferreira"]),
        ("@ana ferreira", ["Ana Ferreira"]),
        ("ANA FERREIRA", ["Ana Ferreira"]),
        ("ana, ben and chen", ["Ana Ferreira", "Ben Carter", "Chen Wei Ling"]),
        ("Chen Wei Ling and Ana Ferreira", ["Chen Wei Ling", "Ana Ferreira"]),
        ("ana ben", ["Ana Ferreira", "Ben Carter"]),
        ("ana, ana ferreira", ["Ana Ferreira"]),
        ("jo park", ["Jo Park"]),
        ("zoë GROSS", ["Zoë Groß"]),
        ("maxa@example.com", ["Max Otto"]),
        ("ana ben@example.com, chen", ["Ana Ferreira", "Ben Carter", "Chen Wei Ling"]),
        ("<ben@example.com>", ["Ben Carter"]),
        ("ana and ben", ["Ana Ferreira", "Ben Carter"]),  # and not whoever calls themselves “and Ben”
        ("lea brandt", ["Lea Brandt"]),
    ],
)
def test_people_are_meant_by_their_names(it: Desk, typed: str, names: list[str]) -> None:
    said = says(it, f"enrol {typed} in small-talk")

    assert [line.split(":")[0] for line in said.splitlines()[1:]] == names


@pytest.mark.parametrize("typed", ["jo", "max otto", "@max", "Max Otto", "ana and jo", "lea"])
def test_of_several_with_that_name_nobody_is_meant(it: Desk, typed: str) -> None:
    said = says(it, f"enrol {typed} in small-talk")

    assert "several people here have that name (say it with the e-mail address).\nNothing was changed." in said


@pytest.mark.parametrize(("typed", "word"), [("anna", "anna"), ("ana carter", "carter"), ("wei", "wei"), ("ana; ben", "ana;"), ("@", "@")])
def test_what_is_nobodys_name_is_said(it: Desk, typed: str, word: str) -> None:
    assert f"who “{word}” is (name people like @ana, by their name, or by the e-mail address" in says(it, f"enrol {typed} in small-talk")


def test_words_that_only_join_are_nobodys_name(it: Desk) -> None:
    assert "whom you mean" in it.says("ada", "enrol everyone in small-talk")
    assert "Enrolled 1 person" in it.says("ada", "enrol everyone in #room in small-talk")


def test_the_words_of_the_grammar_go_first(it: Desk) -> None:
    assert "the programme “sun”" in it.says("ada", "enrol in sun")
    assert "Ben Carter is the manager of Ana Ferreira, Chen Wei Ling" in it.says("ada", "manager ana and chen is ben")
    it.says("ada", "enrol ben in small-talk")
    assert "Taken off Small talk: Ben Carter" in it.says("ada", "withdraw ben from small-talk")


def test_who_sees_somebody_may_name_them(it: Desk) -> None:
    it.says("ada", "manager ana is ben@example.com")
    it.says("ada", "enrol ana in small-talk cohort autumn")

    assert "Ana Ferreira, Europe/Lisbon" in it.says("ada", "why ana")
    assert "Ana Ferreira | Small talk" in it.says("ada", "progress ana ferreira")
    assert "Cohort autumn" in it.says("ada", "progress autumn")
    assert "several people here have that name" in it.says("ada", "progress jo")
    assert "the cohort “spring” (there is: autumn)" in it.says("ada", "progress spring")


def test_a_cohort_goes_before_whoever_calls_themselves_so(it: Desk) -> None:
    it.says("ada", "enrol ana in small-talk cohort ben")

    assert "Cohort ben" in it.says("ada", "progress ben")


def test_nobody_learns_more_by_a_name_than_by_a_mention(it: Desk) -> None:
    it.person("dina")

    assert "You see your own plan, and those of your people. Nothing was changed." in it.says("dina", "why ana")
