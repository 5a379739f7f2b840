"""The bot's own words are there in every language, whole, and nothing that people read was forgotten."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from content.languages import CATALOGUES, ENGLISH, languages
from tests.unmarked import ROOT, marked, sources, unmarked

FOLDERS = ("content", "scheduler", "handlers", "bot")
OTHERS = [tag for tag in languages() if tag != ENGLISH]
NAMES = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
TYPED = re.compile(r"`[^`]*`")
MARKED = list(marked(*FOLDERS))

#: what looks like a sentence and is none: words that are typed or stored, patterns, SQL, what only logs and operators read
NO_WORDS = {
    "content/activities/ask.py": {"asked {}", "says what is offered anyway; leave it out"},
    "content/activities/meet.py": {"at {}"},
    "handlers/away.py": {"not away", "leave {}"},
    "handlers/away_grammar.py": {"next week", "this week"},
    "handlers/background/import_lines.py": {"on it already", "nothing to be done"},
    "handlers/commands/__init__.py": {"not allowed"},
    "handlers/commands/help.py": {"- `/waypost {}`"},
    "handlers/commands/join.py": {"{} starting monday"},
    "handlers/commands/release.py": {r"(?:^|\s)(shift|skip|catch[ -]?up(?:\s+(?:at most\s+)?(\d+)(?:\s+a day)?)?)$"},
    "handlers/enrolling.py": {"{}: the last day is {}, which is over"},
    "handlers/going_over.py": {"{} to", "everyone in"},
    "handlers/grammar.py": {"next week"},
    "handlers/importing.py": {"person {}"},
    "handlers/importing_enrolments.py": {"person {}"},
    "handlers/lost_files.py": {"too large", "another type", "not allowed"},
    "handlers/naming.py": {"the workspace"},
    "handlers/outbox.py": {"cancelled by an admin", "held by an admin"},
    "handlers/person_lines.py": {
        "{} is the e-mail address of somebody else already",
        "{} stands on line {} already",
        "the {}: {}",
        "{} can't be their own {}",
    },
    "handlers/releasing.py": {"catch up", "catch up {} a day"},
    "handlers/subjects.py": {"this {}", "the {}"},
    "scheduler/channel.py": {"try again in {}"},
    "scheduler/claiming.py": {"overtaken by a later look"},
    "scheduler/latecomers.py": {"nobody can say whether it arrived"},
    "scheduler/public_holidays.py": {"there are no holidays of “{}”", "; perhaps {}"},
    "scheduler/simulation/moved.py": {"a full day"},
    "scheduler/workdays.py": {"own choice", "the cohort ", "chat profile", "the workspace"},
}


def catalogue(language: str) -> Catalog:
    with CATALOGUES.joinpath(f"{language}.po").open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"))


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_message_of_the_code_and_no_other(language: str) -> None:
    said = {message.id if isinstance(message.id, str) else message.id[0]: message for message in catalogue(language) if message.id}
    missing = [f"{where}: {one}" for one, _many, where in MARKED if one and (one not in said or not all(forms(said[one])))]

    assert missing == []
    assert sorted(said.keys() - {one for one, _many, _where in MARKED}) == []
    assert [one for one, message in said.items() if message.fuzzy] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_names_and_the_typed_words_of_its_message(language: str) -> None:
    found = catalogue(language)
    wrong = []
    for message in found:
        if not message.id:
            continue
        one, many = (message.id, message.id) if isinstance(message.id, str) else message.id
        allowed = (set(NAMES.findall(one)), set(NAMES.findall(many)), set(NAMES.findall(many)) - {"number"})  # “one” may say it in a word
        for form in forms(message):
            if set(NAMES.findall(form)) not in allowed or sorted(TYPED.findall(form)) not in (
                sorted(TYPED.findall(one)),
                sorted(TYPED.findall(many)),
            ):
                wrong.append(f"{one} → {form}")
            form.format(**dict.fromkeys(NAMES.findall(form), ""))  # braces that are no name would fail when it is said
        if isinstance(message.id, tuple) and len(forms(message)) != found.num_plurals:
            wrong.append(f"{one}: {found.num_plurals} forms are needed")
    assert wrong == []


def test_a_message_is_marked_with_one_form_for_many_wherever_it_stands() -> None:
    plural: dict[str, str | None] = {}
    assert [where for one, many, where in MARKED if plural.setdefault(one, many) != many] == []


def test_nothing_that_is_read_in_chat_is_unmarked() -> None:
    found: dict[str, set[str]] = {}
    for path in sources("handlers", "scheduler", "content/activities"):
        for _line, said in unmarked(path):
            found.setdefault(str(path.relative_to(ROOT)), set()).add(said)
    unexpected = {name: words - NO_WORDS.get(name, set()) for name, words in found.items()}

    assert {name: words for name, words in unexpected.items() if words and not name.startswith("scheduler/engine/")} == {}
