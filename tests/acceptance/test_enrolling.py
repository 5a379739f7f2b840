"""People start on a programme, join one, and are taken off it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlmodel import col, select

from models import organisations
from models.audit import AuditEntry
from models.database import Database
from models.deliveries import Delivery, Kind
from models.enrolments import Enrolment
from models.people import Person
from scheduler.library import publish
from tests.conftest import PROGRAMMES
from tests.house import House

NOON = "2026-11-20T12:00:00+00:00"  # seven in the morning in New York
ROUTE_STARTS = "2026-11-23T15:00:00+00:00"  # nine is over in every zone


async def everyone_has_woken(house: House) -> None:
    await house.to("2026-11-21T12:00:00+00:00")


def enrolments(database: Database, name: str) -> Sequence[str]:
    """The states of somebody's enrolments, the oldest first."""
    with database.reading() as session:
        found = select(Enrolment.state).join(Person, col(Person.id) == Enrolment.person_id).where(Person.name == name)
        return session.exec(found.order_by(col(Enrolment.id))).all()


def published(database: Database, name: str, source: str, house: House) -> None:
    with database.begin() as session:
        organisation = organisations.the_first(session, house.clock.now())
        _, new = publish(session, organisation.id or 0, name, source, house.clock.now())
        assert new


async def test_people_named_by_mention_start_on_the_monday_that_was_said(house: House) -> None:
    said = await house.phone("ada").command("enrol @ana and @chen in small-talk starting 2026-11-23")

    assert "Enrolled 2 people in Small talk, starting Monday 23 November 2026. First activity, each in their own time:" in said
    assert "Ana Ferreira: Monday 23 November at 09:00 (Europe/Lisbon)" in said
    assert "Chen Wei Ling: Monday 23 November at 09:00 (Asia/Singapore)" in said


async def test_everyone_in_a_channel_is_enrolled_but_bots_and_who_was_not_known_is_made_known(house: House) -> None:
    said = await house.phone("ada").command("enrol everyone in #autumn-cohort in small-talk starting monday")

    assert "Enrolled 8 people in Small talk" in said
    assert "Farah Siddiqui: Monday 23 November at 09:00 (America/New_York)" in said
    assert "Waypost" not in said.replace("/waypost", "")
    await everyone_has_woken(house)
    assert "You are on Small talk" in (await house.phone("farah").read())[-1]


async def test_somebody_is_named_by_the_e_mail_address_of_their_profile(house: House) -> None:
    ada = house.phone("ada")
    await ada.command("manager @ana is @mia")  # Ana is known from here on

    assert "Enrolled 1 person in Small talk" in await ada.command("enrol Ana@Example.com in small-talk")
    known = "zoe@example.com: waits until they add Waypost" if house.chat.awaits else "who “zoe@example.com” is"
    assert known in await ada.command("enrol zoe@example.com in small-talk")


async def test_a_programme_is_found_by_its_title_too(house: House) -> None:
    assert "Enrolled 1 person in Small talk" in await house.phone("ada").command("enrol @ana in Small Talk starting monday")


async def test_a_bot_is_left_out_and_it_is_said(house: House) -> None:
    await house.chat.put("robot", real_name="Robot", bot=True)

    said = await house.phone("ada").command("enrol @ana @robot in small-talk")

    if house.chat.names_bots:
        assert "Enrolled 1 person" in said
        assert "Left out (a bot, or nobody I can reach): robot." in said
    else:
        assert "who “@robot” is" in said
        assert "Nothing was changed." in said


async def test_who_is_on_it_already_stays_as_they_are(house: House) -> None:
    ada, ana = house.phone("ada"), house.phone("ana")
    await ada.command("enrol @ana in small-talk starting 2026-11-23")

    said = await ada.command("enrol @ana @dina in small-talk starting 2026-11-30")

    assert "Enrolled 1 person" in said
    assert "On it already, unchanged: Ana Ferreira." in said
    assert len(enrolments(house.service.database, "Ana Ferreira")) == 1
    await house.to(ROUTE_STARTS)
    assert [text.count("You are on") for text in await ana.read()] == [1, 0]


async def test_a_start_that_is_no_monday_is_moved_to_the_next_one_and_it_is_said(house: House) -> None:
    said = await house.phone("ada").command("enrol @ana in small-talk starting 2026-11-25")

    assert "starting Monday 30 November 2026 (programmes start on Mondays)" in said
    assert "Monday 30 November at 09:00" in said


async def test_without_a_day_it_starts_on_the_coming_monday(house: House) -> None:
    assert "starting Monday 23 November 2026. First" in await house.phone("ada").command("enrol @ana in small-talk")


async def test_who_joins_others_on_the_way_is_told_what_is_over_and_what_comes_first(house: House) -> None:
    said = await house.phone("ada").command("enrol @ana in small-talk starting 2026-11-16")

    assert "starting Monday 16 November 2026. First activity" in said
    assert "Ana Ferreira: Monday 23 November at 09:00 (Europe/Lisbon)" in said
    assert "4 activities of it are over already and won't come. It begins with “Your plan”." in said
    await house.to(ROUTE_STARTS)
    came = await house.phone("ana").read()
    assert "Your plan" in came[-1]
    assert not any("Why ask first" in text for text in came)


async def test_a_start_from_which_all_is_over_is_refused_with_the_nearest_monday(house: House) -> None:
    said = await house.phone("ada").command("enrol @ana in one-week starting 2026-11-09")

    assert "a start on 2026-11-09: from then on, “One week” was over on 2026-11-15." in said
    assert "Nothing was changed." in said
    assert "in one-week starting 2026-11-23" in said
    assert enrolments(house.service.database, "Ana Ferreira") == []


async def test_who_joins_a_week_that_has_begun_is_not_given_what_was_before(house: House) -> None:
    await house.to("2026-11-23T12:00:00+00:00")
    ana = house.phone("ana")

    said = await house.phone("ada").command("enrol @ana in small-talk starting today")

    assert "Ana Ferreira: Tuesday 24 November at 09:00" in said
    await house.to("2026-11-24T10:00:00+00:00")
    assert [("Why ask first" in text, "Ask one colleague" in text) for text in await ana.read()] == [(False, False), (False, True)]


async def test_nobody_is_welcomed_at_night(house: House) -> None:
    await house.phone("ada").command("enrol @ana @ben in small-talk")
    ana, ben = house.phone("ana"), house.phone("ben")
    assert "Hello Ana Ferreira. You are on Small talk" in (await ana.read())[0]
    assert await ben.read() == []  # five in the morning

    await house.to("2026-11-20T11:59:00+00:00")
    assert await ben.read() == []
    await house.to(NOON)
    assert "The first one comes Monday 23 November at 09:00." in (await ben.read())[0]


async def test_who_is_on_another_programme_is_told_the_first_activity_of_the_new_one(house: House) -> None:
    ada = house.phone("ada")
    await ada.command("enrol @ana in small-talk starting 2026-11-23")

    assert "Ana Ferreira: Monday 30 November at 09:00" in await ada.command("enrol @ana in one-week starting 2026-11-30")


async def test_a_manager_is_told_the_first_activity_and_not_their_next_summary(house: House) -> None:
    ada = house.phone("ada")
    await ada.command("manager @ana is @mia")
    await ada.command("enrol @ana in small-talk starting 2026-11-23")

    assert "Mia Lindqvist: Monday 7 December at 09:00" in await ada.command("enrol @mia in small-talk starting 2026-12-07")


async def test_a_learner_joins_where_the_programme_allows_it(house: House) -> None:
    dina = house.phone("dina")

    said = await dina.command("join small-talk")

    assert "You are on Small talk, starting Monday 23 November. Your first activity comes Monday 23 November at 09:00." in said
    assert "already" in await dina.command("join small-talk starting 2026-11-30")
    await house.to(ROUTE_STARTS)
    assert "Ask before you advise." in (await dina.read())[-1]


async def test_a_learner_does_not_join_what_is_by_invitation(house: House) -> None:
    dina = house.phone("dina")

    assert "One week is by invitation. Ask an admin to enrol you." in await dina.command("join one-week")
    assert enrolments(house.service.database, "Dina Haddad") == []


async def test_who_is_withdrawn_gets_nothing_more_and_keeps_their_record(house: House) -> None:
    ada, ana = house.phone("ada"), house.phone("ana")
    await ada.command("enrol @ana in small-talk starting 2026-11-23")
    await house.to("2026-11-24T12:00:00+00:00")
    await ana.press("Did it", within="Ask one colleague")
    await ana.fill(words="I asked Ben.")
    await ana.read()

    said = await ada.command("withdraw @ana @ben from small-talk")

    assert "Taken off Small talk: Ana Ferreira. Nothing more of it comes" in said
    assert "Not on Small talk, unchanged: Ben Carter." in said
    await house.to("2026-12-14T12:00:00+00:00")
    assert await ana.read() == []
    assert "I asked Ben." in await ana.now_showing("Ask one colleague")


async def test_who_is_withdrawn_before_they_were_welcomed_is_not_welcomed(house: House) -> None:
    ada, ben = house.phone("ada"), house.phone("ben")
    await ada.command("enrol @ben in small-talk")

    await ada.command("withdraw @ben from small-talk")

    await house.to("2026-12-14T12:00:00+00:00")
    assert await ben.read() == []


async def test_who_is_enrolled_again_after_being_withdrawn_begins_anew(house: House) -> None:
    ada, ana = house.phone("ada"), house.phone("ana")
    await ada.command("enrol @ana in small-talk starting 2026-11-23")
    await house.to(ROUTE_STARTS)
    await ada.command("withdraw @ana from small-talk")
    await ana.read()

    assert "Monday 30 November at 09:00" in await ada.command("enrol @ana in small-talk starting 2026-11-30")

    await house.to("2026-11-30T10:00:00+00:00")
    welcome, first = await ana.read()
    assert "You are on Small talk" in welcome
    assert "Ask before you advise." in first
    assert enrolments(house.service.database, "Ana Ferreira") == ["withdrawn", "active"]


async def test_a_new_version_is_for_new_enrolments_and_the_others_stay_on_theirs(house: House) -> None:
    ada, ana, dina = house.phone("ada"), house.phone("ana"), house.phone("dina")
    await ada.command("enrol @ana in small-talk starting 2026-11-23")
    source = await asyncio.to_thread((PROGRAMMES / "small-talk.yaml").read_text)
    changed = source.replace("**Ask** before you advise.", "Listen, then ask.")
    await asyncio.to_thread(published, house.service.database, "small-talk.yaml", changed, house)

    await ada.command("enrol @dina in small-talk starting 2026-11-23")

    await house.to(ROUTE_STARTS)
    assert "Ask before you advise." in (await ana.read())[-1]
    assert "Listen, then ask." in (await dina.read())[-1]


async def test_enrolling_names_the_version_and_the_people_by_number_in_the_audit_table(house: House) -> None:
    await house.phone("ada").command("enrol @ana in small-talk starting 2026-11-23 cohort autumn")

    with house.service.database.reading() as session:
        detail = session.exec(select(AuditEntry.detail).where(AuditEntry.act == "enrol")).one()
        ana = session.exec(select(Person.id).where(Person.name == "Ana Ferreira")).one()
    assert detail == {"people": [ana], "programme": "small-talk", "number": 1, "start_on": "2026-11-23", "cohort": "autumn"}


async def test_who_has_stopped_is_enrolled_but_not_welcomed_and_the_admin_is_told(house: House) -> None:
    ada, ana = house.phone("ada"), house.phone("ana")
    await ana.command("stop")

    said = await ada.command("enrol @ana in small-talk")

    assert "Ana Ferreira: not before they say resume: they have stopped messages from me" in said
    await house.to("2026-12-01T12:00:00+00:00")
    assert await ana.read() == []

    assert "the next one comes" in await ana.command("resume")


async def test_a_whole_department_is_enrolled_in_one_go(house: House) -> None:
    """It takes a few seconds: they are made known, planned and welcomed in one transaction."""
    for number in range(120):
        await house.chat.put(f"crowd{number:03}", real_name=f"Crowd {number}")
    await house.chat.put_channel("crowd", [f"crowd{number:03}" for number in range(120)])

    said = await house.phone("ada").command("enrol everyone in #crowd in small-talk")

    assert "Enrolled 120 people" in said
    assert "… and 100 more." in said
    with house.service.database.reading() as session:
        assert len(session.exec(select(Delivery.id).where(Delivery.kind == Kind.WELCOME)).all()) == 120


async def test_who_leaves_and_comes_back_to_the_same_start_goes_on_where_they_left_it(house: House) -> None:
    ada, ana = house.phone("ada"), house.phone("ana")
    await ada.command("enrol @ana in small-talk starting 2026-11-23 cohort autumn")
    await house.to("2026-11-24T10:00:00+00:00")
    await ada.command("withdraw @ana from small-talk")
    await house.to("2026-11-26T08:00:00+00:00")  # Wednesday's step fell due meanwhile
    assert "Ask one colleague" in (await ana.read())[-1]

    said = await ada.command("enrol @ana in small-talk cohort autumn")

    assert "Ana Ferreira: Thursday 26 November at 09:00 (Europe/Lisbon); goes on where they left it" in said
    assert "1 activity of it is over already and won't come. It begins with “Which one asks”." in said
    assert enrolments(house.service.database, "Ana Ferreira") == ["active"]
    await house.to("2026-11-27T10:00:00+00:00")
    came = await ana.read()
    assert "You are on Small talk again, where you left it" in came[0]
    assert "Which one asks" in came[1]
    assert not any(title in text for text in came for title in ("Why ask first", "What was hard"))


async def test_who_comes_back_to_a_later_start_begins_anew(house: House) -> None:
    ada, ana = house.phone("ada"), house.phone("ana")
    await ana.command("join small-talk")
    await house.to("2026-11-24T10:00:00+00:00")
    await ada.command("withdraw @ana from small-talk")

    said = await ana.command("join small-talk starting 2026-11-30")

    assert "You are on Small talk, starting Monday 30 November. It begins anew; what you did before stays on record." in said
    assert "Your first activity comes Monday 30 November at 09:00." in said
    assert enrolments(house.service.database, "Ana Ferreira") == ["withdrawn", "active"]
    await ana.read()
    await house.to("2026-11-30T10:00:00+00:00")
    assert "Why ask first" in (await ana.read())[-1]


async def test_who_joins_something_without_a_first_date_is_told_why(house: House) -> None:
    ada = house.phone("ada")
    await ada.command("enrol @ana in workshop starting 2026-11-23 cohort autumn")
    await house.to(ROUTE_STARTS)

    said = await ada.command("enrol @ben in workshop starting 2026-11-23 cohort autumn")

    assert "Ben" in said
    assert "no date yet: it waits for the day of “workshop”" in said
    assert "“workshop” is on Thursday 3 December 2026 for cohort autumn." in await ada.command("anchor workshop 2026-12-03 for autumn")
    await house.to("2026-12-01T18:00:00+00:00")  # two working days before, in every zone
    for name in ("ana", "ben"):
        assert "Prepare a question" in (await house.phone(name).read())[-1]
