"""How everybody answered is shown in numbers alone, and only where they give nobody away."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.message import Facts, from_json, plain
from handlers.incoming import Reply, Said
from handlers.tallies import NOT_YET, shown
from models import deliveries, enrolments
from models.deliveries import Delivery
from models.session import Session
from tests.databases import fresh_sqlite
from tests.offices import Office, office

OFFERED = ("Tea", "Coffee", "Water")
TUESDAY = "2026-11-24T12:00:00+00:00"
ASK, WAIT, SILENT = "0", "1", "2"


def counts(given: tuple[str, ...] | list[str]) -> dict[str, int]:
    """How many are shown for each option; {}: nothing is."""
    rows = next((part.rows for part in shown(given, OFFERED) if isinstance(part, Facts)), ())
    return {label: int(said.split()[0]) for label, said in rows}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", {}),
        ("ttcc", {}),
        ("ttttt", {}),
        ("ttttc", {}),  # who said coffee would know what each of the others said
        ("tttcc", {"Tea": 3, "Coffee": 2, "Water": 0}),
        ("tttcw", {"Tea": 3, "Coffee": 1, "Water": 1}),
        ("tttccwwww", {"Tea": 3, "Coffee": 2, "Water": 0}),
        ("tttccwwwwc", {"Tea": 3, "Coffee": 3, "Water": 4}),
        ("tttttttttc", {}),
        ("ttxcc", {}),  # x is no longer offered
    ],
)
def test_answers_are_counted_by_fives_and_hidden_where_nearly_all_are_alike(given: str, expected: dict[str, int]) -> None:
    labels = {"t": "Tea", "c": "Coffee", "w": "Water", "x": "Soup"}

    assert counts([labels[one] for one in given]) == expected


@given(st.lists(st.sampled_from(OFFERED), max_size=40))
def test_nobodys_answer_follows_from_two_tallies_or_from_ones_own_answer(given: list[str]) -> None:
    tallies = [counts(given[:number]) for number in range(len(given) + 1)]

    for tally in filter(None, tallies):
        assert sum(tally.values()) % 5 == 0
        assert sum(sorted(tally.values())[:-1]) >= 2
    assert all(earlier == later or sum(later.values()) - sum(earlier.values()) >= 5 or not later for earlier, later in pairwise(tallies))


def vote(session: Session, it: Office, name: str) -> Delivery:
    enrolment = enrolments.active(session, it.person(session, name).id or 0, "three-scales")
    assert enrolment is not None
    found = deliveries.by_key(session, f"step/{enrolment.id}/vote/1")
    assert found is not None
    return found


def answers(it: Office, name: str, choice: str) -> Reply:
    with it.reading() as session:
        token = vote(session, it, name).token
    reply = it.act(name, Said.CHOICE, token=token, choice=choice)
    it.settle()
    return reply


def card(it: Office, name: str) -> str:
    """What the poll's card says now."""
    with it.reading() as session:
        asked = vote(session, it, name)
        latest = deliveries.latest_look(session, asked.id or 0)
        return plain(from_json((latest or asked).message))


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Office]:
    with office(fresh_sqlite(tmp_path)) as opened:
        opened.command("ada", "enrol @ana @ben @chen @dina @emeka @farah in three-scales starting 2026-11-23 cohort autumn")
        opened.command("ada", "enrol @gabi @hugo @ines @jan @kim in three-scales starting 2026-11-23 cohort winter")
        opened.command("ada", "enrol @lea @max in three-scales starting 2026-11-23")
        opened.to(TUESDAY)
        yield opened


def test_a_cohort_is_counted_by_itself_and_who_has_none_sees_everybody(it: Office) -> None:
    for name, choice in zip(("ana", "ben", "chen", "dina"), (ASK, ASK, ASK, WAIT), strict=True):
        answers(it, name, choice)
    answers(it, "gabi", SILENT)
    four, alone = card(it, "ana"), card(it, "gabi")
    answers(it, "lea", WAIT)  # the sixth in all, without a cohort

    answers(it, "emeka", SILENT)

    assert NOT_YET in four
    assert NOT_YET in alone
    assert NOT_YET in card(it, "gabi")
    assert "first 5 answered\nTo ask: 3 (60%)\nTo wait: 1 (20%)\nTo be silent: 1 (20%)" in card(it, "lea")
    for name in ("ana", "ben", "chen", "dina", "emeka"):
        assert "first 5 answered\nTo ask: 3 (60%)\nTo wait: 1 (20%)\nTo be silent: 1 (20%)" in card(it, name)


def test_a_changed_answer_changes_the_numbers_and_one_taken_back_is_out_of_them(it: Office) -> None:
    it.act("ana", Said.TEXT, text="to ask", source="m1", thread=_name(it, "ana"))
    for name, choice in zip(("ben", "chen", "dina", "emeka"), (ASK, ASK, WAIT, WAIT), strict=True):
        answers(it, name, choice)
    first = card(it, "ana")

    it.act("ana", Said.EDIT, text="to wait", source="m1")
    changed, another = card(it, "ana"), card(it, "ben")
    it.act("ana", Said.DELETION, source="m1")
    answers(it, "farah", ASK)

    assert "To ask: 3 (60%)\nTo wait: 2 (40%)" in first
    assert "To ask: 2 (40%)\nTo wait: 3 (60%)" in changed
    assert "To ask: 3 (60%)\nTo wait: 2 (40%)" in another  # what it shows anew would tell whose answer was changed
    assert "You:" not in card(it, "ana")
    assert "To ask: 3 (60%)\nTo wait: 2 (40%)" in card(it, "farah")


def test_no_name_and_no_words_stand_in_what_all_see(it: Office) -> None:
    for name, choice in zip(("ana", "ben", "chen", "dina", "emeka"), (ASK, ASK, ASK, WAIT, SILENT), strict=True):
        answers(it, name, choice)

    shows = card(it, "ben").casefold()

    assert not [name for name in ("ana", "chen", "dina", "emeka", "silva") if name in shows]


def _name(it: Office, person: str) -> str:
    with it.reading() as session:
        return vote(session, it, person).sent_name or ""
