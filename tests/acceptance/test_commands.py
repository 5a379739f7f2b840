"""What a command answers: to its right forms, and to wrong ones, which change nothing and say what would be right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from sqlmodel import col, select

from handlers.commands import commands
from models.audit import AuditEntry
from models.cohorts import Cohort
from models.enrolments import Enrolment
from tests.desk import Desk, desk
from tests.house import House


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Ada is an admin, Mia is Ana's and Ben's manager, Ana is on Small talk in the cohort autumn; they are in a few channels."""
    with desk(tmp_path_factory.mktemp("commands")) as it:
        for name in ("ana", "ben", "mia", "max"):
            it.person(name)
        it.manages("mia", "ana", "ben")
        it.place("autumn-room", "ana", "ben")
        it.place("leads", "mia", "ada", private=True)
        it.place("dark", private=True, seen=False)
        it.command("ada", "enrol @ana in small-talk cohort autumn")
        yield it


@pytest.fixture
def office(furnished: Desk) -> Iterator[Desk]:
    """The same for every test: what one of them does is undone."""
    doing = furnished.session.begin_nested()
    yield furnished
    doing.rollback()


def told(office: Desk) -> Sequence[tuple[str, int | None]]:
    """What stands in the audit table: the act, and who did it; the enrolling of the fixture left out."""
    return [(row.act, row.actor_id) for row in office.session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))][1:]


def traces(office: Desk) -> tuple[object, ...]:
    """All that a command of these tests might change."""
    office.session.expire_all()
    people = [office.person(name).model_dump(warnings=False) for name in ("ada", "ana", "ben", "mia", "max")]
    enrolments = [row.model_dump(warnings=False) for row in office.session.exec(select(Enrolment))]
    return people, enrolments, [row.model_dump(warnings=False) for row in office.session.exec(select(Cohort))], told(office)


WRONG = [  # who, what they type, what was not understood, the nearest right form
    ("ada", "enrol", "What is missing: which programme", "enrol @ana @ben in feedback-that-lands starting monday cohort autumn"),
    ("ada", "enrol @ben", "What is missing: which programme", "enrol @ana @ben in"),
    ("ada", "enrol in small-talk", "What is missing: whom you mean", "enrol @ana @ben in"),
    ("ada", "enrol @ben in smal-talk", "the programme “smal-talk” (there is: ", "enrol @ben in small-talk"),
    ("ada", "enrol @ben in smal-talk starting monday cohort b", "“smal-talk”", "enrol @ben in small-talk starting monday cohort b"),
    ("ada", "enrol @ben in small-talk starting someday", "the day “someday”", "enrol @ben in small-talk starting monday"),
    ("ada", "enrol @ben in small-talk starting 2026-11-19", "2026-11-19, which is over", "enrol @ben in small-talk starting monday"),
    ("ada", "enrol @ben in small-talk starting 9999-12-31", "more than 3 years ahead", "enrol @ben in small-talk starting monday"),
    ("ada", "enrol @ben in small-talk starting", "What is missing: the start", "enrol @ben in small-talk starting monday"),
    ("ada", "enrol @ben in small-talk cohort me", "the cohort's name “me”", "enrol @ben in small-talk cohort autumn"),
    ("ada", "enrol @ben in small-talk in small-talk", "“in” stands there twice", "enrol @ana @ben in"),
    ("ada", "enrol bert in small-talk", "who “bert” is", "enrol @ana @ben in"),
    ("ada", "enrol ben@nowhere.example in small-talk", "who “ben@nowhere.example” is", "enrol @ana @ben in"),
    ("ada", "enrol everyone in #dark in small-talk", "who is in #dark", "enrol @ana @ben in"),
    ("ada", "withdraw @ana", "What is missing: from which programme", "withdraw @ana from feedback-that-lands"),
    ("ada", "withdraw @ana from smaltalk", "the programme “smaltalk”", "withdraw @ana from small-talk"),
    ("ada", "manager @ana", "What is missing: who the manager is", "manager @ana is @mia"),
    ("ada", "manager is @mia", "What is missing: whom you mean", "manager @ana is @mia"),
    ("ada", "manager @ana is @ana", "how Ana could be their own manager", "manager @ana is @mia"),
    ("ada", "manager @ana is @mia @max", "is not one person", "manager @ana is @mia"),
    ("ada", "manager @robot is @mia", "“@robot” is nobody that I can reach", "manager @ana is @mia"),
    ("ada", "admin @mia", "“@mia” (it is add or remove)", "admin add @mia"),
    ("ada", "admin add", "What is missing: whom you mean", "admin"),
    ("ada", "channel", "What is missing: which summaries", "channel me here"),
    ("ada", "channel spring here", "the cohort “spring” (there is: autumn)", "channel autumn here"),
    ("ada", "channel autumn here", "“here”, as this is our direct chat", "channel autumn here"),
    ("mia", "channel me there", "where “there” is", "channel me here"),
    ("mia", "channel me #leads perhaps", "“perhaps”", "channel me here"),
    ("ada", "progress spring", "the cohort “spring”", "progress"),
    ("ada", "summary spring", "the cohort “spring” (there is: autumn)", "summary"),
    ("ana", "join smalltalk", "the programme “smalltalk”", "join small-talk"),
    ("ana", "join small-talk starting yesterday", "the day “yesterday”", "join small-talk starting monday"),
    ("ana", "join", "What is missing: which programme", "join feedback-that-lands"),
    ("ana", "pause until 2026-11-20", "2026-11-20, which is not after today", "pause until monday"),
    ("ana", "pause until", "What is missing: until when", "pause"),
    ("ana", "pause tomorrow", "“tomorrow”", "pause"),
    ("ana", "resume tomorrow", "“tomorrow”", "resume"),
    ("ana", "stop small-talk", "“small-talk”", "stop"),
    ("ana", "route @ben", "“@ben”", "route"),
    ("ana", "programmes please", "“please”", "programmes"),
    ("ana", "checkin someday", "the day “someday”", "checkin thursday 14:00"),
    ("ana", "checkin *bold*", "the day “*bold*”", "checkin thursday 14:00"),
    ("ana", "checkin monday 25:00", "the time “25:00”", "checkin monday 14:00"),
    ("ana", "checkin monday 9:00 or later", "the time “9:00 or later”", "checkin monday 14:00"),
    ("ana", "private a999", "“a999”", "private"),
    ("ana", "help enroll", "“enroll”, which is no command", "help enrol"),
    ("mia", "why @robot", "“@robot” is not one person", "why"),
    ("mia", "why @ana @ben", "“@ana @ben” is not one person", "why"),
]


@pytest.mark.parametrize(("who", "typed", "not_understood", "nearest"), WRONG)
def test_a_wrong_form_says_what_was_not_understood_and_what_would_be_right_and_changes_nothing(
    office: Desk, who: str, typed: str, not_understood: str, nearest: str
) -> None:
    before = traces(office)

    said = office.says(who, typed)

    assert not_understood in said
    assert f"Nothing was changed. Try /waypost {nearest}" in said
    assert traces(office) == before


@pytest.mark.parametrize(
    ("who", "nearest"), [(who, right) for who, _, _, right in WRONG if "@ana @ben in" not in right and right != "help enrol"]
)
def test_the_nearest_right_form_is_a_right_one(office: Desk, who: str, nearest: str) -> None:
    said = office.says(who, nearest, here="leads")

    assert "did not understand" not in said
    assert "What is missing" not in said


@pytest.mark.parametrize("form", [form for command in commands().values() for form in command.usage])
def test_every_form_that_help_shows_is_a_right_one(office: Desk, form: str) -> None:
    office.place("channel", "ben", "max")
    if form not in ("private a12", "away off 2026-12-20"):  # there is nothing of hers to take back, and no leave to call off
        assert "Nothing was changed" not in office.says("ada", form, here="leads")


def test_what_was_understood_is_said_too(office: Desk) -> None:
    said = office.says("ada", "enrol @ben in small-talk starting someday")

    assert said.startswith("I understood: enrol @ben in small-talk.\nI did not understand: the day “someday”")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("enroll @ana", "I don't know “enroll”. Did you mean enrol? For example: /waypost enrol @ana"),
        ("resum", "Did you mean resume? For example: /waypost resume"),
        ("xyzzy", "I don't know “xyzzy”. /waypost help lists what I can do."),
        ("*pause*", "I don't know “*pause*”. Did you mean pause?"),
        ("@ana", "I don't know “@ana”."),
    ],
)
def test_a_misspelled_verb_gets_a_short_suggestion(office: Desk, typed: str, said: str) -> None:
    assert said in office.says("ana", typed)


def test_nothing_but_the_command_itself_is_help(office: Desk) -> None:
    assert office.says("ana", "") == office.says("ana", "help")


def test_a_verb_may_be_shouted(office: Desk) -> None:
    assert "For yourself" in office.says("ana", "HELP")


def test_help_with_a_verb_shows_every_form_of_it_and_how_a_day_is_written(office: Desk) -> None:
    said = office.says("ada", "help Enrol")

    assert "/waypost enrol everyone in #channel in feedback-that-lands" in said
    assert "A day is written like 2026-11-23" in said


def test_programmes_says_what_there_is_and_which_one_can_be_joined(office: Desk) -> None:
    said = office.says("ana", "programmes")

    assert "Small talk (small-talk): 2 weeks, 6 activities, about 30 minutes a week." in said
    assert "/waypost join small-talk" in said


def test_every_act_of_an_admin_stands_in_the_audit_table_with_who_did_it(office: Desk) -> None:
    ada, mia = office.person("ada").id, office.person("mia").id
    for typed in (
        "enrol @ben in small-talk cohort autumn",
        "withdraw @ben from small-talk",
        "manager @ana is @max",
        "manager @ana is @mia",
        "channel autumn here",
        "channel autumn off",
        "admin add @max",
        "admin remove @max",
    ):
        assert not office.command("ada", typed, here="leads").refused
    office.command("mia", "channel me here yes", here="leads")

    expected = ["enrol", "withdraw", "manager", "manager", "channel", "channel", "admin add", "admin remove"]
    assert told(office) == [(act, ada) for act in expected] + [("channel", mia)]


def test_the_audit_table_names_people_by_number_and_has_no_words_of_theirs(office: Desk) -> None:
    office.command("ada", "admin add @max")

    row = office.session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert row is not None
    assert row.detail == {"person": office.person("max").id}
    assert row.at == office.now


def test_a_managers_summary_goes_to_a_private_channel_only_and_only_after_a_yes(office: Desk) -> None:
    mia = office.person("mia")

    assert "is open to everyone" in office.says("mia", "channel me here", here="autumn-room")
    asked = office.says("mia", "channel me here", here="leads")
    assert "In #leads are: Mia, Ada." in asked
    assert "/waypost channel me here yes" in asked
    assert mia.summary_conversation is None

    assert "come to #leads from now on" in office.says("mia", "channel me here yes", here="leads")
    assert mia.summary_conversation == {"team": "T0DESK", "channel": "C0LEADS"}

    assert "direct chat again" in office.says("mia", "channel me off")
    assert mia.summary_conversation is None


def test_a_channel_may_be_named_from_elsewhere(office: Desk) -> None:
    assert "/waypost channel me #leads yes" in office.says("mia", "channel me #leads")
    assert "come to #leads" in office.says("mia", "channel me #leads yes")


def test_a_channel_that_we_are_not_in_is_not_chosen(office: Desk) -> None:
    assert "Add me to it first" in office.says("mia", "channel me here yes", here="dark")
    assert "Add me to it first" in office.says("ada", "channel autumn here", here="dark")


def test_who_manages_nobody_has_no_summary_to_place(office: Desk) -> None:
    assert "Nobody has you as their manager" in office.says("ada", "channel me here", here="leads")
    assert "Nobody has you as their manager" in office.says("ada", "summary")


def test_a_cohort_with_several_words_to_its_name_can_have_a_channel(office: Desk) -> None:
    office.command("ada", "enrol @ben in small-talk cohort spring 2027")

    assert "cohort spring 2027 come to #autumn-room" in office.says("ada", "channel spring 2027 here", here="autumn-room")
    assert "no channel for its summaries any more" in office.says("ada", "channel spring 2027 off", here="autumn-room")


def test_several_people_get_a_manager_at_once_and_lose_them_again(office: Desk) -> None:
    assert "Max is the manager of Ana, Ben from now on" in office.says("ada", "manager @ana and @ben are @max")
    assert "Ana, Ben: no manager from now on." in office.says("ada", "manager @ana @ben is nobody")


async def test_a_command_works_from_the_chat_and_only_its_sender_sees_the_answer(house: House) -> None:
    ada, ana = house.phone("ada"), house.phone("ana")

    said = await ada.command("manager @ana is @mia", channel="autumn-cohort")

    assert "Mia Lindqvist is the manager of Ana Ferreira from now on" in said
    assert await ana.read("autumn-cohort") == []


async def test_a_wrong_command_in_the_chat_is_answered_with_what_would_be_right(house: House) -> None:
    ada = house.phone("ada")
    said = await ada.command("enrol @ana in small-tlak starting monday")

    assert "the programme “small-tlak”" in said
    right = {ada.written(f"enrol {ana} in small-talk starting monday") for ana in ("@ana", "ana@example.com")}  # as it was typed
    assert any(one in said for one in right)


async def test_in_the_chat_a_manager_sees_who_is_in_the_channel_before_the_summary_goes_there(house: House) -> None:
    await house.phone("ada").command("manager @ana is @mia")
    mia = house.phone("mia")

    said = await mia.command("channel me here", channel="mia-leads")

    assert f"In {mia.called('mia-leads')} are: Mia Lindqvist, Ada Kowalska" in said
    assert "is open to everyone" in await mia.command("channel me here", channel="autumn-cohort")
