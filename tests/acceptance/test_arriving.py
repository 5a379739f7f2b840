"""People add the app, throw it out, block it, and come back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlmodel import col, select

from handlers.importing import Row, UserIds
from handlers.importing_enrolments import check_enrolments, enrol_lines
from handlers.importing_people import import_people
from handlers.incoming import Said
from handlers.person_lines import by_name, check_people
from models import workspaces
from models.audit import AuditEntry
from models.deliveries import Delivery, State
from models.people import Person
from scheduler.channel import Unreachable
from tests.offices import NAMES, SLACK, TEAMS, Office, office

BLOCKED = "has blocked Waypost in Teams"
NOT_ADDED = "has not added Waypost in Teams"
MONDAY = "2026-11-23T15:00:00+00:00"
FIRST, SECOND = "Why ask first", "Ask one colleague"


@pytest.fixture
def it(database_url: str) -> Iterator[Office]:
    with office(database_url) as opened:
        opened.arrives("ada")
        yield opened


def blocks(it: Office, name: str, reason: str = BLOCKED) -> None:
    it.boxes[TEAMS].refusals[f"aad-{name}"] = Unreachable(reason, gone=True)


def allows(it: Office, name: str) -> None:
    del it.boxes[TEAMS].refusals[f"aad-{name}"]


def titles(letters: list[str]) -> list[str]:
    return [text.splitlines()[0].split(".")[0] for text in letters]


def acts(it: Office) -> list[str]:
    with it.reading() as session:
        return [row.act for row in session.exec(select(AuditEntry).order_by(AuditEntry.id))]  # type: ignore[arg-type]


def test_who_blocks_us_is_shown_with_the_reason_and_nothing_more_is_tried(it: Office) -> None:
    it.arrives("ana")
    it.command("ada", "enrol @ana in small-talk", on=TEAMS)
    it.settle()
    blocks(it, "ana")

    it.to("2026-11-25T15:00:00+00:00")

    assert f"can't be reached: {BLOCKED}" in it.command("ada", "progress @ana", on=TEAMS)
    assert f"no chat reaches them ({BLOCKED})" in it.command("ada", "why @ana", on=TEAMS)
    assert acts(it) == ["enrol", "lost"]
    with it.reading() as session:
        made = session.exec(select(Delivery.state).where(Delivery.kind == "step")).all()
    assert made == [State.FAILED]  # Tuesday's and Wednesday's were not even made
    it.command("ada", "language de", on=TEAMS)
    assert "| hat Waypost in Teams blockiert" in it.command("ada", "outbox", on=TEAMS)


def test_who_is_found_again_gets_what_is_still_worth_sending_and_goes_on(it: Office) -> None:
    it.arrives("ana")
    it.command("ada", "enrol @ana in small-talk", on=TEAMS)
    it.settle()
    blocks(it, "ana")
    it.to("2026-11-25T15:00:00+00:00")
    assert len(it.letters("ana", on=TEAMS)) == 1
    allows(it, "ana")

    it.arrives("ana")
    it.arrives("ana")

    it.settle()
    assert titles(it.letters("ana", on=TEAMS)) == [FIRST, SECOND, "What was hard"]
    assert "can't be reached" not in it.command("ada", "progress @ana", on=TEAMS)
    assert acts(it) == ["enrol", "lost", "found"]


def test_a_message_that_is_refused_for_itself_loses_nobody(it: Office) -> None:
    it.arrives("ana")
    it.command("ada", "enrol @ana in small-talk", on=TEAMS)
    it.boxes[TEAMS].refusals["aad-ana"] = Unreachable("it is too large")
    it.to(MONDAY)
    allows(it, "ana")

    assert "not reached: it is too large" in it.command("ada", "progress @ana", on=TEAMS)
    it.to("2026-11-24T15:00:00+00:00")
    assert titles(it.letters("ana", on=TEAMS)) == [SECOND]


def test_a_card_that_cannot_be_changed_any_more_loses_nobody(it: Office) -> None:
    it.arrives("ana")
    it.command("ada", "enrol @ana in small-talk", on=TEAMS)
    it.to(MONDAY)
    with it.reading() as session:
        token = session.exec(select(Delivery.token).where(Delivery.kind == "step")).one()
    blocks(it, "ana", "the chat is gone")
    it.act("ana", Said.CHOICE, on=TEAMS, token=token, choice="done")
    it.settle()
    allows(it, "ana")

    it.to("2026-11-24T15:00:00+00:00")

    assert SECOND in titles(it.letters("ana", on=TEAMS))


def test_who_throws_the_app_out_gets_nothing_more_until_they_add_it_again(it: Office) -> None:
    it.arrives("ana")
    it.command("ada", "enrol @ana in small-talk", on=TEAMS)
    it.to(MONDAY)
    it.letters("ana", on=TEAMS)

    it.leaves("ana")
    it.leaves("ana")
    it.to("2026-11-24T15:00:00+00:00")

    assert it.letters("ana", on=TEAMS) == []
    assert "can't be reached: has removed Waypost" in it.command("ada", "progress @ana", on=TEAMS)
    assert acts(it) == ["enrol", "lost"]
    it.arrives("ana")
    it.settle()
    assert titles(it.letters("ana", on=TEAMS)) == [SECOND]


def test_who_leaves_without_ever_having_come_is_nobody(it: Office) -> None:
    it.leaves("nobody")

    assert acts(it) == []


def test_who_has_not_added_the_app_waits_and_starts_on_the_monday_after_they_do(it: Office) -> None:
    blocks(it, "ana", NOT_ADDED)
    it.command("ada", "enrol @ana in small-talk starting monday", on=TEAMS)
    it.to("2026-11-25T15:00:00+00:00")
    assert "waits: has not added Waypost yet" in it.command("ada", "progress @ana", on=TEAMS)
    assert it.letters("ana", on=TEAMS) == []
    allows(it, "ana")

    it.arrives("ana")
    it.settle()

    assert "The first one comes Monday 30 November at 09:00" in it.letters("ana", on=TEAMS)[0]
    it.to("2026-11-30T15:00:00+00:00")
    assert titles(it.letters("ana", on=TEAMS)) == [FIRST]
    assert "waits" not in it.command("ada", "progress @ana", on=TEAMS)


def test_who_arrives_on_a_monday_starts_on_it_as_if_enrolled_today(it: Office) -> None:
    blocks(it, "ana", NOT_ADDED)
    it.command("ada", "enrol @ana in small-talk starting monday", on=TEAMS)
    it.to("2026-11-30T12:00:00+00:00")
    allows(it, "ana")

    it.arrives("ana")
    it.settle()

    assert "The first one comes Tuesday 1 December at 09:00" in it.letters("ana", on=TEAMS)[0]


def test_who_arrives_in_time_starts_when_it_was_said(it: Office) -> None:
    blocks(it, "ana", NOT_ADDED)
    it.command("ada", "enrol @ana in small-talk starting monday", on=TEAMS)
    it.settle()
    allows(it, "ana")

    it.arrives("ana")
    it.settle()

    assert "The first one comes Monday 23 November at 09:00" in it.letters("ana", on=TEAMS)[0]


def test_who_is_awaited_by_their_e_mail_address_is_shown_and_starts_on_arrival(it: Office) -> None:
    said = it.command("ada", "enrol ana@example.com in small-talk starting monday", on=TEAMS)
    assert "ana@example.com: waits until they add Waypost" in said
    assert "ana@example.com | Small talk | 0 of 0 | 0 of 0 | waits: has not added Waypost yet" in it.command("ada", "progress", on=TEAMS)
    it.to("2026-11-25T15:00:00+00:00")

    it.arrives("ana")
    it.settle()

    welcome = it.letters("ana", on=TEAMS)
    assert "Hello Ana SILVA. You are on Small talk" in welcome[0]
    it.to("2026-11-30T15:00:00+00:00")
    assert titles(it.letters("ana", on=TEAMS)) == [FIRST]
    assert "ana@example.com" not in it.command("ada", "progress", on=TEAMS)


def test_who_waits_longer_than_the_programme_starts_all_the_same(it: Office) -> None:
    it.command("ada", "enrol ana@example.com in small-talk starting monday", on=TEAMS)
    it.to("2027-03-03T15:00:00+00:00")

    it.arrives("ana")
    it.settle()

    assert "Monday 8 March at 09:00" in it.letters("ana", on=TEAMS)[0]


def test_awaiting_is_done_once_however_often_it_is_said(it: Office) -> None:
    it.command("ada", "enrol ana@example.com in small-talk starting monday", on=TEAMS)

    assert "On it already, unchanged: ana@example.com" in it.command("ada", "enrol ANA@example.com in small-talk", on=TEAMS)


def test_a_manager_may_be_awaited_too(it: Office) -> None:
    it.arrives("ana")
    it.command("ada", "manager ana@example.com is mia@example.com", on=TEAMS)
    it.command("ada", "enrol ana@example.com in small-talk", on=TEAMS)
    it.arrives("mia")

    it.to("2026-11-30T15:00:00+00:00")

    assert [text for text in it.letters("mia", on=TEAMS) if "Your people" in text]


def test_somebody_else_with_another_address_is_not_who_is_awaited(it: Office) -> None:
    it.command("ada", "enrol ana@example.com in small-talk", on=TEAMS)

    it.arrives("ben")
    it.act("ana", Said.COMMAND, on=SLACK, words=("help",))  # the same address, but where nobody waits for it
    it.settle()

    assert it.letters("ben", on=TEAMS) == []
    assert it.letters("ana", on=SLACK) == []
    assert "waits: has not added Waypost yet" in it.command("ada", "progress", on=TEAMS)


def test_who_is_mentioned_before_they_arrive_is_recognised_and_still_waits(it: Office) -> None:
    it.command("ada", "enrol ana@example.com in small-talk", on=TEAMS)

    said = it.command("ada", "progress @ana", on=TEAMS)

    assert "Ana SILVA | Small talk | 0 of 0 | 0 of 0 | waits: has not added Waypost yet" in said
    it.arrives("ana")
    it.settle()
    assert "You are on Small talk" in it.letters("ana", on=TEAMS)[0]


def test_whose_address_becomes_known_only_after_they_arrived_is_recognised_then(it: Office) -> None:
    it.command("ada", "enrol ana@example.com in small-talk", on=TEAMS)
    it.arrives("ana", email=None, known=False)
    it.settle()
    assert it.letters("ana", on=TEAMS) == []

    it.arrives("ana")
    it.settle()

    assert "You are on Small talk" in it.letters("ana", on=TEAMS)[0]
    assert "Ana SILVA | Small talk" in it.command("ada", "progress", on=TEAMS)


@pytest.mark.parametrize("typed", ["enrol ana@example.com in small-talk", "manager ana@example.com is @ada"])
def test_where_nobody_has_to_add_the_app_an_unknown_address_stays_an_error(it: Office, typed: str) -> None:
    assert "who “ana@example.com” is" in it.command("ada", typed, on=SLACK)


@pytest.mark.parametrize("typed", ["progress ana@example.com", "withdraw ana@example.com from small-talk", "admin add ana@example.com"])
def test_only_who_is_to_be_enrolled_or_to_manage_is_awaited(it: Office, typed: str) -> None:
    assert "who “ana@example.com” is" in it.command("ada", typed, on=TEAMS)


def test_what_is_no_address_is_not_awaited(it: Office) -> None:
    assert "who “ana@here” is" in it.command("ada", "enrol ana@here in small-talk", on=TEAMS)


IDS = UserIds(re.compile(r"aad-[a-z]+"), "“{cell}” is not an id", awaits=True)


def imported(it: Office, *lines: dict[str, str]) -> list[str]:
    """Import people into Teams from such lines; what is said of the bad ones."""
    with it.database.begin() as session:
        teams = workspaces.find(session, TEAMS, NAMES[TEAMS])
        assert teams is not None
        checked = check_people(session, teams, [Row(number, line) for number, line in enumerate(lines, 2)], IDS)
        import_people(session, it.house, teams, checked.good, it.now, others=by_name(checked.good))
    return [bad.said for bad in checked.bad]


def test_a_file_may_name_people_who_are_awaited_with_their_managers(it: Office) -> None:
    assert imported(it, {"email": "ana@example.com", "name": "Ana", "manager": "mia@example.com"}) == []
    assert imported(it, {"email": "ANA@example.com", "manager": "mia@example.com"}) == []

    with it.reading() as session:
        named = session.exec(select(Person.name).where(col(Person.awaited_in).is_not(None)).order_by(col(Person.id))).all()
    assert named == ["Ana", "mia@example.com"]


def test_a_file_may_enrol_people_who_are_awaited(it: Office) -> None:
    with it.database.begin() as session:
        teams = workspaces.find(session, TEAMS, NAMES[TEAMS])
        assert teams is not None
        row = Row(2, {"email": "ana@example.com", "programme": "small-talk"})
        checked = check_enrolments(session, teams, [row], IDS, it.now.date())
        [outcome] = enrol_lines(session, it.house, teams, checked.good, it.now).values()
        assert [one.said for one in outcome.enrolled] == ["waits until they add Waypost"]

    it.arrives("ana")
    it.settle()

    assert "You are on Small talk" in it.letters("ana", on=TEAMS)[0]


def test_an_address_that_is_somebodys_in_another_chat_is_theirs_and_not_awaited(it: Office) -> None:
    it.command("ana", "help", on=SLACK)

    assert "Ana Silva: Monday 23 November at 09:00" in it.command("ada", "enrol ana@example.com in small-talk", on=TEAMS)


def test_an_address_that_two_chats_know_means_the_person_of_the_one_where_it_is_typed(it: Office) -> None:
    it.command("ana", "help", on=SLACK)
    it.arrives("ana")

    assert "Ana SILVA: Monday" in it.command("ada", "enrol ana@example.com in small-talk", on=TEAMS)
    assert "Ana Silva: Monday" in it.command("ada", "enrol ana in small-talk", on=SLACK)
