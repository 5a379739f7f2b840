"""Who may do what: every command for every kind of person, a test for each cell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.commands import commands
from handlers.incoming import Profile, Reply
from handlers.roles import ALLOWED, May, Standing
from models import people
from tests.desk import Desk, desk, user_of, words_of
from tests.house import House

YES, NO = "yes", "no"
WHO = ("person", "manager", "admin", "guest", "stranger")

#: each command (and each form that somebody else may do than its simplest) → what becomes of it for WHO
TABLE: dict[str, tuple[str, str, str, str, str]] = {
    "help": (YES, YES, YES, YES, NO),
    "help enrol": (YES, YES, YES, YES, NO),
    "programmes": (YES, YES, YES, YES, NO),
    "join small-talk": (YES, YES, YES, YES, NO),
    "pause": (YES, YES, YES, YES, NO),
    "resume": (YES, YES, YES, YES, NO),
    "stop": (YES, YES, YES, YES, NO),
    "route": (YES, YES, YES, YES, NO),
    "get small-talk late": (YES, YES, YES, YES, NO),
    "private": (YES, YES, YES, YES, NO),
    "link": (YES, YES, YES, YES, NO),
    "link 4821-7730": (YES, YES, YES, YES, NO),
    "here": (YES, YES, YES, YES, NO),
    "checkin": (YES, YES, YES, YES, NO),
    "checkin thursday 14:00": (YES, YES, YES, YES, NO),
    "away": (YES, YES, YES, YES, NO),
    "away 2026-12-21 to 2026-12-31": (YES, YES, YES, YES, NO),
    "away 2026-12-21 to 2026-12-31 for @ana": (NO, NO, YES, NO, NO),
    "back": (YES, YES, YES, YES, NO),
    "why": (YES, YES, YES, YES, NO),
    "why @ana": (NO, YES, YES, NO, NO),
    "why @ben": (NO, NO, YES, NO, NO),
    "why @ana plan": (NO, YES, YES, NO, NO),
    "calendar": (YES, YES, YES, YES, NO),
    "calendar @ana": (NO, YES, YES, NO, NO),
    "calendar @ben": (NO, NO, YES, NO, NO),
    "calendar for workspace": (NO, NO, YES, NO, NO),
    "zone": (YES, YES, YES, YES, NO),
    "zone Europe/Madrid": (YES, YES, YES, YES, NO),
    "zone Europe/Madrid for @ana": (NO, NO, YES, NO, NO),
    "language": (YES, YES, YES, YES, NO),
    "language de": (YES, YES, YES, YES, NO),
    "week sun-thu": (YES, YES, YES, YES, NO),
    "week sun-thu for cohort autumn": (NO, NO, YES, NO, NO),
    "holidays DE-BY": (YES, YES, YES, YES, NO),
    "holidays DE-BY for workspace": (NO, NO, YES, NO, NO),
    "quiet 18:00 to 08:00": (YES, YES, YES, YES, NO),
    "quiet off for @ana": (NO, NO, YES, NO, NO),
    "cap 2": (YES, YES, YES, YES, NO),
    "cap 2 for workspace": (NO, NO, YES, NO, NO),
    "blackout": (NO, NO, YES, NO, NO),
    "blackout 2026-12-24 to 2027-01-01 inventory": (NO, NO, YES, NO, NO),
    "anchor workshop 2026-12-03 for autumn": (NO, NO, YES, NO, NO),
    "hold small-talk": (NO, NO, YES, NO, NO),
    "release small-talk": (NO, NO, YES, NO, NO),
    "outbox": (NO, NO, YES, NO, NO),
    "progress": (NO, YES, YES, NO, NO),
    "progress @ana": (NO, YES, YES, NO, NO),
    "progress @ana @ben": (NO, NO, YES, NO, NO),
    "progress autumn": (NO, NO, YES, NO, NO),
    "summary": (NO, YES, YES, NO, NO),
    "summary autumn": (NO, NO, YES, NO, NO),
    "channel me here": (NO, YES, YES, NO, NO),
    "channel autumn here": (NO, NO, YES, NO, NO),
    "enrol @ben in small-talk": (NO, NO, YES, NO, NO),
    "withdraw @ben from small-talk": (NO, NO, YES, NO, NO),
    "migrate autumn to small-talk": (NO, NO, YES, NO, NO),
    "manager @ben is @max": (NO, NO, YES, NO, NO),
    "coach @ben is @max": (NO, NO, YES, NO, NO),
    "peer @ben is @max @ana": (NO, NO, YES, NO, NO),
    "assessor @ben is @max": (NO, NO, YES, NO, NO),
    "admin": (NO, NO, YES, NO, NO),
    "admin add @max": (NO, NO, YES, NO, NO),
    "admin remove @max": (NO, NO, YES, NO, NO),
}
CELLS = [(form, who, may) for form, row in TABLE.items() for who, may in zip(WHO, row, strict=True)]
STRANGER = {user_of("stranger"): Profile(user_of("stranger"), "Somebody", stranger=True)}
NOT_THEIRS = ("not allowed", "a stranger")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Ada is the admin, Manager is Ana's manager, Guest a guest; Ana is in cohort autumn, and the others are on nothing."""
    with desk(tmp_path_factory.mktemp("roles")) as it:
        for name in ("ada", "ana", "ben", "max", "person", "manager"):
            it.person(name)
        it.person("guest", guest=True)
        it.manages("manager", "ana")
        it.place("autumn-room", "ada", "ana", "manager", private=True)
        it.command("ada", "enrol @ana in small-talk cohort autumn")
        yield it


@pytest.fixture
def office(furnished: Desk) -> Iterator[Desk]:
    """The same for every test: what one of them does is undone."""
    house, doing = furnished.house, furnished.session.begin_nested()
    yield furnished
    doing.rollback()
    furnished.house = house


def asked(office: Desk, who: str, form: str) -> Reply:
    name = "ada" if who == "admin" else who
    return office.command(name, form, here="autumn-room", profiles=STRANGER if who == "stranger" else None)


def test_the_table_has_every_command() -> None:
    assert {form.split()[0] for form in TABLE} == set(commands())


@pytest.mark.parametrize(("form", "who", "may"), CELLS)
def test_who_may_do_what(office: Desk, form: str, who: str, may: str) -> None:
    reply = asked(office, who, form)

    assert words_of(reply)
    assert (reply.refused in NOT_THEIRS) == (may == NO), words_of(reply)
    assert reply.refused in ("", *NOT_THEIRS)


@pytest.mark.parametrize("form", [form for form, row in TABLE.items() if row[1] == NO])
def test_what_a_guest_is_refused_stays_refused_though_they_were_named_or_made_an_admin(tmp_path: Path, form: str) -> None:
    with desk(tmp_path, admin="gus") as office:
        office.person("ada")
        guest = people.at(office.session, office.workspace, user_of("gus"))
        assert guest is not None
        guest[1].guest = True
        for name in ("ana", "ben", "max"):
            office.person(name)
        office.place("autumn-room", "gus", private=True)

        assert office.command("gus", form, here="autumn-room").refused == "not allowed"


def test_whose_profile_was_never_to_be_had_has_no_more_rights_than_a_person(tmp_path: Path) -> None:
    with desk(tmp_path) as office:
        ada = people.at(office.session, office.workspace, user_of("ada"))
        assert ada is not None
        ada[1].profile_at = None

        assert office.command("ada", "admin").refused == "not allowed"
        assert "did not tell me in time who you are" in office.says("ada", "admin")


def test_an_admin_who_is_made_one_may_do_what_admins_do_until_they_no_longer_are(office: Desk) -> None:
    assert office.command("person", "admin").refused
    assert "Person is an admin now." in office.says("ada", "admin add @person")
    assert "Made an admin here: Person." in office.says("person", "admin")

    assert "no longer an admin" in office.says("ada", "admin remove @person")
    assert office.command("person", "admin").refused


def test_a_guest_is_not_made_an_admin(office: Desk) -> None:
    assert "guests can't be admins" in office.says("ada", "admin add @guest")


def test_who_is_named_in_the_settings_stays_an_admin_and_is_told_so(office: Desk) -> None:
    assert "WAYPOST_ADMINS" in office.says("ada", "admin remove @ada")
    assert not office.command("ada", "admin").refused


def test_a_bare_name_in_the_settings_counts_only_in_the_workspace_of_the_credentials(office: Desk) -> None:
    by_email = frozenset({"person@example.com"})
    here, elsewhere = office.house.homes, frozenset({"slack:T0OTHER"})

    office.house = type(office.house)(office.house.library, by_email, homes=here)
    assert not office.command("person", "admin").refused
    office.house = type(office.house)(office.house.library, by_email, homes=elsewhere)
    assert office.command("person", "admin").refused


def test_a_manager_of_yesterday_sees_their_people_no_longer(office: Desk) -> None:
    assert not office.command("manager", "why @ana").refused

    office.command("ada", "manager @ana is nobody")

    assert office.command("manager", "why @ana").refused == "not allowed"
    assert office.command("manager", "progress").refused == "not allowed"


def test_a_refusal_says_whose_command_it_is_and_that_nothing_was_changed(office: Desk) -> None:
    assert office.says("person", "enrol @ben in small-talk") == "enrol is for admins. Nothing was changed."
    assert "@ben is not among them. Nothing was changed." in office.says("manager", "progress @ben")


def test_every_standing_has_what_those_below_it_have() -> None:
    for may in May:
        assert (Standing.PERSON in ALLOWED[may]) <= (Standing.MANAGER in ALLOWED[may]) <= (Standing.ADMIN in ALLOWED[may])


def test_help_shows_only_what_somebody_may_do(office: Desk) -> None:
    assert "enrol" not in office.says("person", "help").replace("help enrol", "")
    assert "progress" in office.says("manager", "help")
    assert "withdraw" in office.says("ada", "help")


async def test_in_the_chat_a_learner_is_refused_what_an_admin_may(house: House) -> None:
    said = await house.phone("ana").command("enrol @ben in small-talk")

    assert "enrol is for admins. Nothing was changed." in said
    assert await house.phone("ben").read() == []


async def test_in_the_chat_a_guest_who_is_named_as_admin_has_no_more_rights_whatever_they_did_before(house: House) -> None:
    ada = house.phone("ada")
    await house.chat.put("ada", guest=True)
    await house.forward(hours=25)  # what a platform does not tell by itself is asked for every day

    assert "admin is for admins" in await ada.command("admin")
    assert "For yourself" in await ada.command("help")
    assert "admin is for admins" in await ada.command("admin")
