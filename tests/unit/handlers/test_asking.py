"""What asks others about a learner, in its corners: when it reaches them, what comes back, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from content.message import from_json, plain
from handlers.incoming import Reply, Said
from models import deliveries, merging, responses, roles
from models.audit import AuditEntry
from models.deliveries import Delivery, Kind, State
from models.responses import Response
from models.roles import Role
from scheduler.words import resolve
from tests.databases import fresh_sqlite
from tests.offices import Office, office, words_of

MONDAY, TUESDAY, WEDNESDAY = (f"2026-11-{day}T09:30:00+00:00" for day in (23, 24, 25))
VIEW, PEERS, SIGNED = "view", "peers", "signed"


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Office]:
    """Ana is on the programme from Monday on, with Mia as coach and assessor, and Ben and Cleo as peers; it is Monday, half past nine."""
    with office(fresh_sqlite(tmp_path)) as opened:
        for name in ("ada", "ana", "ben", "cleo", "mia"):
            opened.command(name, "help")
        for said in ("coach @ana is @mia", "peer @ana is @ben @cleo", "assessor @ana is @mia"):
            assert "from now on" in opened.command("ada", said)
        opened.command("ada", "enrol @ana in seen-by-others starting 2026-11-23")
        opened.to(MONDAY)
        opened.letters("ana")
        yield opened


def row_of(it: Office, name: str, step: str) -> Delivery:
    """The step of Ana's, or what asks somebody else for it."""
    with it.reading() as session:
        kind = Kind.STEP if name == "ana" else Kind.NOTICE
        wanted = select(Delivery).where(Delivery.person_id == it.person(session, name).id, Delivery.step == step, Delivery.kind == kind)
        return session.exec(wanted).one()


def card(it: Office, name: str, step: str) -> str:
    """What it looks like now, as bare text."""
    row = row_of(it, name, step)
    with it.reading() as session:
        latest = deliveries.latest_look(session, row.id or 0) or row
        return plain(resolve(session, from_json(latest.message), row.person_id))


def press(it: Office, name: str, step: str, choice: str) -> Reply:
    reply = it.act(name, Said.CHOICE, token=row_of(it, name, step).token, choice=choice)
    it.settle()
    return reply


def fill(it: Office, name: str, step: str, **values: str) -> Reply:
    given = {key: (value,) for key, value in values.items()}
    reply = it.act(name, Said.FORM, token=row_of(it, name, step).token, form="answer", values=given)
    it.settle()
    return reply


def says(it: Office, name: str, text: str, said: Said = Said.TEXT, *, source: str | None = None) -> str:
    """Type something (or edit it, or delete it), and read what comes back."""
    it.act(name, said, text=text, source=source or f"m{next(it.numbers)}")
    it.settle()
    return "\n".join(it.letters(name))


def number(it: Office, name: str) -> int:
    with it.reading() as session:
        return it.person(session, name).id or 0


def answers(it: Office, name: str, step: str) -> list[tuple[str, float | None, bool]]:
    """How the answers stand: status, score, and whether the step is done with it."""
    row = row_of(it, name, step)
    with it.reading() as session:
        return [(one.status, one.score, one.final) for one in responses.to_delivery(session, row.id or 0)]


def asks(it: Office, name: str, step: str = VIEW) -> Reply:
    """Ana has somebody asked."""
    return press(it, "ana", step, f"ask/{number(it, name)}")


def test_asked_the_step_stays_open_and_once_answered_it_is_done_with_the_score_that_was_given(it: Office) -> None:
    asks(it, "mia")
    before = answers(it, "ana", VIEW)
    state = row_of(it, "ana", VIEW).state
    press(it, "mia", VIEW, "1")

    assert (before, state) == ([("asked", None, False)], State.SENT)
    assert answers(it, "ana", VIEW) == [("answered", 0.5, True)]
    assert answers(it, "mia", VIEW) == [("said", 0.5, True)]
    assert row_of(it, "ana", VIEW).state == State.ANSWERED


def test_nobody_is_asked_twice_and_nobody_who_is_not_around(it: Office) -> None:
    asks(it, "mia")
    it.letters("mia")

    assert "has been asked already" in words_of(asks(it, "mia"))
    assert "can only be asked of your coach here, Mia Silva" in words_of(asks(it, "ben"))
    assert it.letters("mia") == []
    assert len(answers(it, "ana", VIEW)) == 1


def test_of_several_peers_one_is_chosen_by_the_form_or_by_name(it: Office) -> None:
    it.to(TUESDAY)
    it.letters("ana")

    refused = says(it, "ana", "My neighbour")
    wrong = fill(it, "ana", PEERS, whom=str(number(it, "mia")))
    says(it, "ana", "ben")
    fill(it, "ana", PEERS, whom=str(number(it, "cleo")))

    assert "This one can only be asked of your peers here: Ben Silva, Cleo Silva." in refused
    assert list(wrong.problems) == ["whom"]
    assert [len(it.letters(name)) for name in ("ben", "cleo", "mia")] == [1, 1, 0]
    assert "[Wait no longer]" in card(it, "ana", PEERS)


def test_words_come_back_as_they_were_written_and_follow_what_becomes_of_them(it: Office) -> None:
    it.to(TUESDAY)
    says(it, "ana", "Asked @Ben")
    noted = says(it, "ben", "She *listened*", source="his")
    came, first = it.letters("ana"), card(it, "ana", PEERS)
    says(it, "ben", "She listened well", Said.EDIT, source="his")
    second = card(it, "ana", PEERS)
    says(it, "ben", "", Said.DELETION, source="his")

    assert "Ana Silva can see this, and nobody else." in noted
    assert "Ben Silva: “She *listened*”" in first
    assert any("Ben Silva: “She *listened*”" in letter and "Nobody else sees this." in letter for letter in came)
    assert "Ben Silva: “She listened well”" in second
    assert "listened" not in card(it, "ana", PEERS)
    assert row_of(it, "ana", PEERS).state == State.SENT
    with it.reading() as session:
        told = session.exec(select(Delivery).where(col(Delivery.key).startswith("notice/heard/"))).one()
        looks = deliveries.latest_look(session, told.id or 0)
        assert looks is not None
        assert "Ben Silva took back what they had answered." in plain(from_json(looks.message))


def test_what_is_taken_back_by_private_is_the_learners_no_longer(it: Office) -> None:
    it.to(TUESDAY)
    says(it, "ana", "ben")
    says(it, "ben", "She listened")
    listed = it.command("ben", "private")
    with it.reading() as session:
        row = session.exec(select(Response).where(Response.words == "She listened")).one()

    it.command("ben", f"private a{row.id}")
    it.settle()

    assert "What a peer noticed" in listed
    assert "listened" not in card(it, "ana", PEERS)
    assert answers(it, "ana", PEERS) == [("asked", None, False)]


def test_who_can_not_say_leaves_it_open_while_there_are_others_to_ask(it: Office) -> None:
    it.to(TUESDAY)
    says(it, "ana", "ben")
    press(it, "ben", PEERS, "cannot_say")
    one_left, state = card(it, "ana", PEERS), row_of(it, "ana", PEERS).state

    asks(it, "cleo", PEERS)
    says(it, "cleo", "I can't say")

    assert "Ben Silva has answered: I can’t say" in one_left
    assert "[Ask Cleo Silva now]" in one_left
    assert state == State.SENT
    assert row_of(it, "ana", PEERS).state == State.ANSWERED


def test_a_practice_is_signed_off_or_not_yet(it: Office) -> None:
    it.to(WEDNESDAY)
    asks(it, "mia", SIGNED)
    asked = card(it, "mia", SIGNED)
    fill(it, "mia", SIGNED, point="0", words="The badge was not checked")

    assert "[Seen, and it was done well] · [Once more, please] · [I can’t say]" in asked
    assert answers(it, "ana", SIGNED) == [("not_signed", 0.0, True)]
    assert "Once more, please\nMia Silva: “The badge was not checked”" in card(it, "ana", SIGNED)


def test_words_without_a_point_wait_for_the_tap_and_go_nowhere_before(it: Office) -> None:
    asks(it, "mia")
    it.letters("mia")
    kept = says(it, "mia", "Quite often")
    before = card(it, "ana", VIEW)
    press(it, "mia", VIEW, "2")

    assert "Which of the answers fits best?" in kept
    assert "Quite often" not in before
    assert "Mia Silva has answered: Every time\nMia Silva: “Quite often”" in card(it, "ana", VIEW)


def test_with_nobody_set_the_step_says_so_and_shows_them_once_they_are(it: Office) -> None:
    it.command("ada", "peer @ana is nobody")
    it.to(TUESDAY)
    alone = card(it, "ana", PEERS)
    refused = says(it, "ana", "ben")

    it.command("ada", "peer @ana is @cleo")
    it.settle()

    assert "Nobody is set as your peer here" in alone
    assert "/waypost peer @you is @name" in alone
    assert "Nobody is set as your peer here, so there is nobody to ask." in refused
    assert "[Ask Cleo Silva now] · [Not this time]" in card(it, "ana", PEERS)


def test_it_can_be_left_at_any_time(it: Office) -> None:
    asks(it, "mia")
    press(it, "ana", VIEW, "not_this_time")
    it.to(TUESDAY)
    says(it, "ana", "Not this time")

    assert row_of(it, "ana", VIEW).state == row_of(it, "ana", PEERS).state == State.ANSWERED
    assert answers(it, "ana", PEERS) == [("not_this_time", None, True)]
    assert "You have answered What a peer noticed already." in words_of(asks(it, "ben", PEERS))
    assert fill(it, "ana", PEERS, whom=str(number(it, "ben"))).problems == {"": "This one is closed by now."}


def test_it_comes_when_the_asked_are_awake_and_who_is_away_for_good_is_not_asked(it: Office) -> None:
    it.command("mia", "quiet 09:00 to 11:30")
    it.command("ben", "pause")
    asks(it, "mia")
    at_once = it.letters("mia")
    it.to("2026-11-23T12:00:00+00:00")
    later = it.letters("mia")
    it.to(TUESDAY)

    assert (len(at_once), len(later)) == (0, 1)
    assert "I can’t reach Ben Silva at the moment" in words_of(asks(it, "ben", PEERS))
    assert answers(it, "ana", PEERS) == []


def test_who_leaves_the_programme_takes_along_what_has_not_gone_out(it: Office) -> None:
    it.command("mia", "quiet 09:00 to 11:30")
    asks(it, "mia")
    it.command("ada", "withdraw @ana from seen-by-others")
    it.to("2026-11-23T12:00:00+00:00")

    assert it.letters("mia") == []


def test_a_reminder_says_whose_answer_is_missing(it: Office) -> None:
    asks(it, "mia")
    it.to("2026-11-25T12:00:00+00:00")

    (reminder,) = [letter for letter in it.letters("ana") if "Still open" in letter]

    assert "You have asked Mia Silva, and no answer has come yet." in reminder
    assert "[Wait no longer]" in reminder


def test_a_coach_may_turn_out_to_be_two_people_who_become_one(it: Office) -> None:
    asks(it, "mia")
    with it.database.begin() as session:
        cleo, mia = it.person(session, "cleo"), it.person(session, "mia")
        merging.merge(session, cleo, mia, it.now)
    with it.reading() as session:
        token = session.exec(select(Delivery.token).where(col(Delivery.key).startswith("notice/ask/"))).one()
    it.act("mia", Said.CHOICE, token=token, choice="0")
    it.settle()

    assert answers(it, "ana", VIEW) == [("answered", 0.0, True)]
    with it.reading() as session:
        ana = it.person(session, "ana").id or 0
        assert [[one.name for one in roles.around(session, ana, role)] for role in Role] == [
            [],
            [],
            ["Cleo Silva"],
            ["Ben Silva", "Cleo Silva"],
            ["Cleo Silva"],
        ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("coach @ana @ben is @mia", "Mia Silva is the coach of Ana Silva, Ben Silva from now on."),
        ("coach @ana is @ben @mia", "is not one person that I can reach"),
        ("coach @ana is @ana", "how Ana Silva could be their own coach"),
        ("coach @ana", "What is missing: who the coach is."),
        ("assessor @ana is nobody", "Ana Silva: no assessor from now on."),
        ("peer @ana is mia, ben and cleo", "Peers of Ana Silva from now on: Mia Silva, Ben Silva, Cleo Silva."),
        ("peer @ana is @ben and dora", "who “dora” is"),
        ("peer @ana is a@x.org", "who “a@x.org” is"),
        ("peer @ana is @b1 @b2 @b3 @b4 @b5 @b6", "6 people are named as peer, and 5 is the most"),
    ],
)
def test_what_an_admin_says_of_people_around_somebody(it: Office, typed: str, said: str) -> None:
    for name in ("b1", "b2", "b3", "b4", "b5", "b6"):
        if name in typed:
            it.command(name, "help")

    assert said in it.command("ada", typed)


def test_who_appoints_whom_is_on_record(it: Office) -> None:
    with it.reading() as session:
        found = session.exec(select(AuditEntry.act, AuditEntry.detail).where(col(AuditEntry.act).in_(["coach", "peer"]))).all()
        ana, mia = it.person(session, "ana").id, it.person(session, "mia").id
        ben, cleo = it.person(session, "ben").id, it.person(session, "cleo").id

    assert list(found) == [("coach", {"person": ana, "coach": mia}), ("peer", {"person": ana, "peers": [ben, cleo]})]


def test_what_a_learner_types_once_they_have_asked_is_taken_for_something_else(it: Office) -> None:
    asks(it, "mia")

    noted = says(it, "ana", "I will bring the minutes")

    assert "I kept that as a note." in noted
    assert "A look from outside" not in noted
