"""A programme file in several languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from content.differences import rekeyed
from content.labels import kept, shown
from content.languages import speaking, understood
from content.loading import digest, parse
from content.review import review
from scheduler.exchange import Exchange
from tests.unit.content.test_schema import VALIDATOR
from tests.unit.content.texts import NAME, SMALL, problems

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


@pytest.mark.parametrize(
    ("locale", "title"),
    [("de", "Frag"), ("de-AT", "Frag, gell"), ("de-at", "Frag, gell"), ("de-CH", "Frag"), ("fr-CA", "Demande"), ("ja", "Ask")],
)
def test_the_nearest_that_a_file_has_is_read(locale: str, title: str) -> None:
    file = TEXT.replace("{en: Ask once, de: Frag einmal}", "{en: Ask, de: Frag, de-AT: 'Frag, gell', fr-FR: Demande}")
    with speaking(understood(locale) or "en", locale):
        assert parse(file, FILE.name).spoken.step("w1-try").title == title


def test_a_step_that_is_worded_anew_in_one_language_asks_otherwise_whoever_looks() -> None:
    old, new = parse(TEXT, FILE.name), parse(TEXT.replace("de: Oft", "de: Häufig").replace("key: w2-look", "key: w2-back"), FILE.name)
    for language in ("en", "de", "es"):
        with speaking(language):
            assert Exchange(old.spoken, new.spoken).asked_otherwise == {"w1-how", "w2-look"}
            assert rekeyed(old.spoken, new.spoken) == {"w2-back": "w2-look"}


def test_a_condition_on_our_own_label_names_it_in_the_language_in_which_the_file_is_written() -> None:
    german = "language: de\n" + TEXT.replace("step: w1-how, answer: [Seldom]", "step: w0-try, answer: [Gemacht]").replace(
        "      - key: w1-how",
        """      - key: w0-try
        kind: practise
        title: {en: Try, de: Probier}
        minutes: 1
        when: {day: mon, time: "08:00"}
        task: {en: Try., de: Probier.}
      - key: w1-how""",
    )
    programme = parse(german, FILE.name)

    for language in ("en", "de"):
        with speaking(language):
            assert kept(programme, "w0-try", {"en": "Did it", "de": "Gemacht"}[language]) == "Gemacht"
            assert shown(programme, "w0-try", "Gemacht") == {"en": "Did it", "de": "Gemacht"}[language]
    assert programme.ours == "de"


def test_what_is_wrong_with_a_step_of_no_kind_is_told_in_the_files_own_language() -> None:
    wrong = "language: de\n" + TEXT.replace("kind: practise", "kind: practice").replace("[Seldom]", "[Selten]")

    assert [problem.said for problem in problems(wrong, FILE.name)] == ["there is no kind “practice”; did you mean “practise”?"]


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_a_file_in_one_language_is_the_same_whoever_reads(language: str) -> None:
    programme = parse(SMALL, NAME)
    with speaking(language):
        assert programme.spoken is programme.written is programme
