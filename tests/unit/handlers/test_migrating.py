"""People go over to another version: what they had stays theirs, what is new and over does not come, and nothing comes twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from content.message import from_json, plain
from handlers.incoming import Said
from models import enrolments, people, versions, workspaces
from models.audit import AuditEntry
from models.deliveries import Delivery, Kind, State
from scheduler.foreseeing import foresee
from scheduler.library import publish
from tests.databases import fresh_sqlite
from tests.desk import PROGRAMMES
from tests.offices import NAMES, SLACK, Office, office, words_of

FILE = (PROGRAMMES / "small-talk.yaml").read_text("utf-8")
TUESDAY, THURSDAY, FRIDAY, THE_END = (f"2026-{day}T12:00:00+00:00" for day in ("11-24", "11-26", "11-27", "12-20"))
NEW_STEP = '      - {key: late, kind: learn, title: Late, minutes: 1, when: {day: mon, time: "11:00"}, text: Read.}\n'
WITH_NEW = FILE.replace("  - title: Two\n", f"{NEW_STEP}  - title: Two\n")
TURNED = FILE.replace("          - {text: You should rest, right: false, feedback: That is advice already.}\n", "").replace(
    'feedback: "Yes, that asks."}\n',
    'feedback: "Yes, that asks."}\n          - {text: You should rest, right: false, feedback: That is advice already.}\n',
)


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Office]:
    """Ana and Ben are on it since Monday in the cohort Back to work, Cleo in none; it is Tuesday noon."""
    with office(fresh_sqlite(tmp_path)) as found:
        found.command("ada", "enrol @ana @ben in small-talk starting 2026-11-23 cohort Back to work")
        found.command("ada", "enrol @cleo in small-talk starting 2026-11-23")
        found.to(TUESDAY)
        yield found


def published(it: Office, source: str) -> None:
    with it.database.begin() as session:
        publish(session, 1, "small-talk.yaml", source, it.now)


def row(it: Office, name: str, step: str) -> Delivery:
    with it.reading() as session:
        mine = select(Delivery).where(Delivery.person_id == it.person(session, name).id, Delivery.kind == Kind.STEP, Delivery.step == step)
        return session.exec(mine).one()


def number(it: Office, name: str) -> int:
    """The version that somebody is on."""
    with it.reading() as session:
        (mine,) = enrolments.active_of(session, [it.person(session, name).id or 0])
        return versions.get(session, mine.version_id).number


def press(it: Office, name: str, step: str, choice: str) -> str:
    said = words_of(it.act(name, Said.CHOICE, token=row(it, name, step).token, choice=choice))
    it.settle()
    return said


def look(it: Office, name: str, step: str) -> str:
    """How the card of that step looks now."""
    with it.reading() as session:
        about = row(it, name, step).id
        rows = session.exec(select(Delivery).where(Delivery.about_id == about, Delivery.kind == Kind.UPDATE).order_by(col(Delivery.id)))
        return plain(from_json(rows.all()[-1].message))


def test_it_is_asked_first_in_numbers_and_nothing_is_changed_by_asking(it: Office) -> None:
    published(it, WITH_NEW.replace("day: wed", "day: fri"))

    said = it.command("ada", "migrate Back to work to small-talk")

    assert "2 people in cohort Back to work would go over to version 2 of Small talk." in said
    assert "From version 1 (2 people): 1 added, 1 moved." in said
    assert re.search(r"What was hard\W+moves\W+2", said)
    assert re.search(r"Late\W+does not come: they have passed it\W+2", said)
    assert "What was sent is never sent again" in said
    assert (number(it, "ana"), number(it, "cleo")) == (1, 1)


def test_said_with_now_the_cohort_goes_over_and_what_is_over_does_not_come(it: Office) -> None:
    published(it, WITH_NEW.replace("day: wed", "day: fri"))

    said = it.command("ada", "migrate back to work to Small talk version 2 now")

    assert "Done: 2 people in cohort Back to work are on version 2 of Small talk now." in said
    assert "New, and only offered as its day was over: Late (2 people)." in said
    assert "/waypost migrate Back to work to small-talk version 1" in said
    assert (number(it, "ana"), number(it, "cleo")) == (2, 1)
    it.letters("ana")
    it.to(THURSDAY)
    assert "What was hard" not in " ".join(it.letters("ana"))
    assert "What was hard" in " ".join(it.letters("cleo"))
    it.to(THE_END)
    letters = it.letters("ana")
    assert sum(one.startswith("What was hard\n") for one in letters) == 1
    assert not any(one.startswith(("Late\n", "Why ask first\n", "Ask one colleague\n")) for one in letters)
    assert "its day was over: it does not come by itself" in it.command("ana", "why late")
    with it.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.act == "migrate")).one()
        assert (entry.detail["number"], len(entry.detail["before"]["1"])) == (2, 2)


def test_everyone_goes_over_and_back_again_and_nothing_comes_twice(it: Office) -> None:
    it.letters("ana")
    published(it, WITH_NEW.replace("title: Ask one colleague", "title: Ask two colleagues"))

    assert "Done: 3 people are on version 2" in it.command("ada", "migrate everyone in small-talk now")
    asked = it.command("ada", "migrate everyone in small-talk version 1")
    assert "It is newer: they would go back." in asked
    assert "Done: 3 people are on version 1" in it.command("ada", "migrate everyone in small-talk version 1 now")
    assert "3 people are on version 1 of Small talk already, and nobody on another." in it.command(
        "ada", "migrate everyone in small-talk version 1"
    )

    it.to(THE_END)
    letters = it.letters("ana")
    titles = [one.partition("\n")[0] for one in letters]
    assert titles.count("Ask two colleagues") == titles.count("Why ask first") == titles.count("Late") == 0
    assert titles.count("Which one asks") == titles.count("Your plan") == 1


def test_an_open_question_is_answered_in_the_words_in_which_it_was_asked(it: Office) -> None:
    it.to(THURSDAY)
    published(it, TURNED)
    it.command("ada", "migrate Back to work to small-talk now")

    press(it, "ana", "check", "1")

    assert "What would help" in look(it, "ana", "check")
    assert "That’s right." in look(it, "ana", "check")
    it.letters("ben")
    it.to("2026-11-30T10:00:00+00:00")
    assert any("Still open" in letter for letter in it.letters("ben"))
    press(it, "ben", "check", "1")
    assert row(it, "ben", "check").state == State.ANSWERED


def test_a_question_that_is_gone_can_still_be_answered_and_is_not_brought_to_mind(it: Office) -> None:
    line = next(one for one in FILE.splitlines(keepends=True) if "key: try" in one)
    published(it, FILE.replace(line, ""))
    it.command("ada", "migrate Back to work to small-talk now")
    it.letters("ana")
    it.to(FRIDAY)

    assert not any("Ask one colleague" in letter for letter in it.letters("ana"))
    assert "Ask one colleague" in " ".join(it.letters("cleo"))
    press(it, "ana", "try", "did")
    assert row(it, "ana", "try").state == State.ANSWERED
    assert "Ask one colleague" in it.command("ada", "why @ana") or it.command("ana", "route")


def test_a_step_under_another_key_is_the_same_if_it_asks_the_same(it: Office) -> None:
    published(it, FILE.replace("key: try", "key: ask"))
    it.command("ada", "migrate Back to work to small-talk now")
    it.letters("ana")
    it.letters("ben")

    press(it, "ben", "ask", "did")
    it.to(FRIDAY)

    assert row(it, "ben", "ask").state == State.ANSWERED
    letters = it.letters("ana")
    assert not any(letter.startswith("Ask one colleague\n") for letter in letters)
    assert any("Still open" in letter and "Ask one colleague" in letter for letter in letters)
    assert not any("Ask one colleague" in letter for letter in it.letters("ben"))


def test_what_waits_for_the_end_of_a_hold_comes_in_the_new_words(it: Office) -> None:
    it.command("ada", "hold small-talk")
    it.to(THURSDAY)
    published(it, FILE.replace("title: What was hard", "title: What was easy"))
    it.command("ada", "migrate everyone in small-talk now")
    it.command("ada", "release small-talk catch up")
    it.letters("ana")
    it.to(THE_END)

    titles = [one.partition("\n")[0] for one in it.letters("ana")]
    assert (titles.count("What was easy"), titles.count("What was hard")) == (1, 0)


def test_what_cannot_be_done_is_said(it: Office) -> None:
    for typed, said in (
        ("migrate", "What is missing: who, and to which programme"),
        ("migrate Back to work", "the programme “work” (there is:"),
        ("migrate autum to small-talk", "the cohort “autum” (there is: Back to work)"),
        ("migrate Back to work to small-talk version 7", "version 7 (the last is 1)"),
        ("migrate everyone in small-talk", "3 people are on version 1 of Small talk already, and nobody on another."),
        ("migrate everyone in workshop", "Nobody is on Around a workshop at present"),
    ):
        assert said in it.command("ada", typed)
    assert "is for admins. Nothing was changed." in it.command("ana", "migrate everyone in small-talk now")


def test_a_crowd_goes_over_in_the_background(it: Office) -> None:
    with it.database.begin() as session:
        workspace = workspaces.find(session, SLACK, NAMES[SLACK])
        assert workspace is not None
        crowd = [
            people.add(session, workspace, f"UC{one:03}", name=f"Crowd {one}", zone=None, email=None, now=it.now).id or 0
            for one in range(210)
        ]
        (like,) = enrolments.active_of(session, [it.person(session, "cleo").id or 0])
        enrolments.add(session, like, [(one, None) for one in crowd])
    published(it, WITH_NEW)

    asked = it.command("ada", "migrate everyone in small-talk")
    said = it.command("ada", "migrate everyone in small-talk now")

    assert "Looked at for 200 of them." in asked
    assert "213 people go over to version 2 of Small talk." in said
    assert "Going over to another version: 0 of 213." in it.command("ada", "progress")
    it.settle()
    (told,) = (letter for letter in it.letters("ada") if letter.startswith("Done:"))
    assert "Done: 213 people are on version 2 of Small talk now." in told
    assert "Late (213 people)" in told
    assert "migrate everyone in small-talk version 1" in told


def test_conditions_of_the_new_version_go_by_what_was_answered_under_the_old_one_and_are_foretold_so(it: Office) -> None:
    it.to(THURSDAY)
    for _ in range(2):  # the second try is the last
        press(it, "ana", "check", "0")
    press(it, "ben", "check", "1")
    more = "      - {key: more, kind: learn, title: More, minutes: 1, when: {day: fri, time: '09:00'}, "
    more += "if: {step: check, answer: [right]}, text: Read.}\n"
    published(it, FILE.replace("  - title: Two\n", f"{more}  - title: Two\n"))
    with it.reading() as session:
        version = versions.latest(session, 1, "small-talk")
        assert version is not None
        whom = [it.person(session, name) for name in ("ana", "ben")]
        new = it.house.library.programme(session, version.id or 0)
        told = {name: one.effects for one in foresee(session, it.house.library, whom, new, it.now) for name in one.names}

    said = it.command("ada", "migrate Back to work to small-talk")
    it.command("ada", "migrate Back to work to small-talk now")
    it.to(FRIDAY)

    assert "More" not in said.replace("more", "")
    assert {name: [one.step for one in effects] for name, effects in told.items()} == {"Ana Silva": [], "Ben Silva": ["more"]}
    assert not any(letter.startswith("More\n") for letter in it.letters("ana"))
    assert any(letter.startswith("More\n") for letter in it.letters("ben"))


def test_what_is_new_and_over_is_offered_once_and_comes_if_it_is_wanted(it: Office) -> None:
    optional = NEW_STEP.replace("key: late", "key: more, optional: true").replace("Late", "More")
    published(it, WITH_NEW.replace("  - title: Two\n", f"{optional}  - title: Two\n"))
    said = it.command("ada", "migrate Back to work to small-talk now")
    it.settle()
    assert "New, and dropped as its day was over: More (2 people)." in said
    (told,) = (letter for letter in it.letters("ana") if letter.startswith("Small talk has something new"))
    assert "Late, about 1 minute" in told
    assert "More" not in told

    assert "nothing of that name" in it.command("cleo", "get small-talk late")
    assert "not on offer" in it.command("ana", "get small-talk more")
    assert "Late is on its way to you." in it.command("ana", "get small-talk late")
    assert "You have that one already" in it.command("ana", "get small-talk late")
    it.settle()
    assert any(letter.startswith("Late\n") for letter in it.letters("ana"))
    press(it, "ana", "late", "done")
    assert row(it, "ana", "late").state == State.ANSWERED
    assert any(letter.startswith("Small talk has something new") for letter in it.letters("ben"))
    it.to(THE_END)
    letters = [*it.letters("ana"), *it.letters("ben")]
    assert not any(letter.startswith(("Late\n", "More\n", "Small talk has something new")) for letter in letters)
