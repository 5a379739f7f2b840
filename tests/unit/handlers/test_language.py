"""The command `language`, and who reads which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.people import Person
from scheduler.readers import languages_of
from tests.desk import FRIDAY, Desk, desk


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.person("ana").profile_locale = "de-AT"
        opened.person("ben")
        yield opened


def test_it_says_which_is_spoken_why_and_what_else_there_is(it: Desk) -> None:
    assert it.says("ana", "language").splitlines()[0].startswith("Ich schreibe dir auf Deutsch.")
    assert it.says("ben", "language") == (
        "You read this in English. That goes by your chat; /waypost language de chooses another.\n[Deutsch] · [Español]"
    )


@pytest.mark.parametrize("typed", ["de", "DE", "de-CH", "Deutsch", "german", "German"])
def test_a_language_may_be_called_as_people_call_it(it: Desk, typed: str) -> None:
    said = it.says("ben", f"language {typed}")

    assert it.person("ben").own_language == "de"
    assert said.startswith("Ab jetzt")


def test_auto_goes_by_the_chat_again(it: Desk) -> None:
    it.command("ana", "language es")
    assert it.says("ana", "language").startswith("Lees esto en Español.")

    said = it.says("ana", "language auto")

    assert it.person("ana").own_language is None
    assert said.startswith("Ab jetzt")


def test_a_language_that_there_is_not_changes_nothing_and_names_those_there_are(it: Desk) -> None:
    said = it.says("ben", "language klingon")

    assert "the language “klingon” (there is en (English), de (Deutsch) or es (Español))" in said
    assert it.person("ben").own_language is None


@pytest.mark.parametrize(
    ("own", "locale", "read"),
    [
        (None, None, ("en", "en")),
        (None, "de-AT", ("de", "de-AT")),
        (None, "fr_CA", ("en", "fr-CA")),
        ("es", "de-AT", ("es", "es")),
        ("de", "de-AT", ("de", "de-AT")),
        ("xx", "es", ("es", "es")),  # a language that was there once
        (None, "??", ("en", "??")),
    ],
)
def test_a_choice_goes_before_the_chat_and_english_comes_last(own: str | None, locale: str | None, read: tuple[str, str]) -> None:
    person = Person(organisation_id=1, name="Ana", own_language=own, profile_locale=locale, created_at=FRIDAY)
    assert languages_of(person) == read


def test_a_programme_is_called_to_an_admin_as_it_is_in_their_language(it: Desk) -> None:
    it.person("ada").own_language = "de"

    assert "Fragen vor dem Raten" in it.says("ada", "enrol @ben in two-languages cohort autumn")
    assert "Fragen vor dem Raten" in it.says("ada", "hold two-languages")
    assert "Ask before you advise" in it.says("ben", "route")
