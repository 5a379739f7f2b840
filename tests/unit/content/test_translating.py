"""A programme file in several languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from content.languages import speaking
from content.loading import digest, parse
from content.review import review
from tests.unit.content.test_schema import VALIDATOR
from tests.unit.content.texts import NAME, SMALL

FILE = Path(__file__).parents[2] / "programmes" / "two-languages.yaml"
TEXT = FILE.read_text("utf-8")


def test_each_language_is_the_same_programme_in_other_words() -> None:
    programme = parse(TEXT, FILE.name)
    german = programme.translations["de"]

    assert (programme.language, german.language, list(programme.translations)) == ("en", "de", ["en", "de"])
    assert [step.title for step in german.steps] == ["Wie es jetzt ist", "Für alle, die selten fragen", "Frag einmal", "Blick zurück"]
    assert [step.when for step in german.steps] == [step.when for step in programme.steps]
    assert german.written is programme.written is programme


def test_who_reads_a_language_that_it_lacks_gets_the_one_in_which_it_is_written() -> None:
    programme = parse("language: de\n" + TEXT.replace("[Seldom]", "[Selten]"), FILE.name)
    said = {}
    for language in ("en", "de", "es"):
        with speaking(language):
            said[language] = [programme.spoken.title, programme.translations["en"].spoken.title]

    assert said == {
        "en": ["Ask before you advise"] * 2,
        "de": ["Fragen vor dem Raten"] * 2,
        "es": ["Fragen vor dem Raten"] * 2,
    }


def test_a_text_that_is_there_once_is_said_in_every_language() -> None:
    once = TEXT.replace("title: {en: Ask once, de: Frag einmal}", "title: Ask once")

    assert [one.step("w1-try").title for one in parse(once, FILE.name).translations.values()] == ["Ask once", "Ask once"]


def test_it_fits_the_schema_and_there_is_nothing_to_say_of_it_but_what_two_weeks_lack() -> None:
    assert list(VALIDATOR.iter_errors(YAML(typ="safe", pure=True).load(TEXT))) == []
    assert review(TEXT, FILE.name).findings == ()


def test_the_words_of_every_language_make_another_version_and_their_order_none() -> None:
    turned = TEXT.replace("{en: Do, de: Tun}", "{de: Tun, en: Do}")

    assert digest(parse(TEXT, FILE.name)) == digest(parse(turned, FILE.name))
    assert digest(parse(TEXT, FILE.name)) != digest(parse(TEXT.replace("de: Tun", "de: Machen"), FILE.name))


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_a_file_in_one_language_is_the_same_whoever_reads(language: str) -> None:
    programme = parse(SMALL, NAME)
    with speaking(language):
        assert programme.spoken is programme.written is programme
