"""One person in two chats: a code joins them, and each message comes once, where they want it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from content.message import from_json
from handlers.incoming import Said
from models import audit, checkins, commitments, links, merging, pauses, people, responses, roles, workspaces
from models.audit import AuditEntry
from models.base import metadata
from models.checkins import Checkin
from models.deliveries import GONE_OUT, PLANNED, Delivery, Kind, State
from models.enrolments import Enrolment
from models.feeds import CalendarFeed
from models.files import AnswerFile
from models.holds import HeldPerson, Hold
from models.inbound import InboundEvent
from models.jobs import Job
from models.leaves import Leave
from models.links import LinkCode
from models.organisations import Organisation
from models.people import Person
from models.responses import Response
from models.session import Session
from models.signals import Signal
from models.versions import ProgrammeVersion
from scheduler.channel import Unreachable
from tests.databases import fresh_sqlite
from tests.offices import NAMES, SLACK, TEAMS, Office, office, profile_of, user_of, words_of

FIRST, SECOND, THIRD = "Why ask first", "Ask one colleague", "What was hard"
TUESDAY = "2026-11-24T15:00:00+00:00"
NO_CODE = "That is no code of mine"


@pytest.fixture
def it(database_url: str) -> Iterator[Office]:
    """Ada is the admin in both; Ana is known in both, as two people."""
    with office(database_url) as opened:
        for name in ("ada", "ana"):
            opened.arrives(name)
            opened.command(name, "help")
        yield opened


def code_of(it: Office, name: str, *, on: str = SLACK) -> str:
    found = re.search(r"link (\d{4}-\d{4})", it.command(name, "link", on=on))
    assert found is not None
    return found[1]


def link(it: Office, name: str = "ana", *, where: str = "here", first: str = SLACK) -> str:
    """Ask for a code in the chat *first*, type it in the other, and press one of the buttons."""
    other = TEAMS if first == SLACK else SLACK
    code = code_of(it, name, on=first)
    reply = it.act(name, Said.COMMAND, on=other, words=("link", code))
    assert reply.message is not None
    [press] = [one.command for one in reply.message.choices() if one.command.split()[-1] == where]
    return it.command(name, press, on=other)


def titles(letters: list[str]) -> list[str]:
    return [text.splitlines()[0].split(".")[0] for text in letters]


def one(it: Office, name: str = "ana") -> bool:
    with it.reading() as session:
        return it.person(session, name, on=SLACK).id == it.person(session, name, on=TEAMS).id


class TestTheCode:
    def test_joins_two_chats_only_once_it_was_said_what_that_means_and_pressed(self, it: Office) -> None:
        code = code_of(it, "ana")

        said = it.command("ana", f"link {code}", on=TEAMS)

        assert "This makes you one person with Ana Silva in Office (Slack). If that is not you, do nothing." in said
        assert "[Join, and write to me here] · [Join, and go on writing to me in Office (Slack)]" in said
        assert not one(it)
        assert "Done: you are one person in both chats. I write to you in Office Ltd (Teams) from now on" in link(it)
        assert one(it)

    @pytest.mark.parametrize("form", ["{0}-{1}", "{0}{1}", "{0} {1}", "`{0}-{1}`"])
    def test_may_be_typed_as_people_type_it(self, it: Office, form: str) -> None:
        typed = form.format(*code_of(it, "ana").split("-"))

        assert "This makes you one person" in it.command("ana", f"link {typed}", on=TEAMS)

    def test_counts_for_a_quarter_of_an_hour(self, it: Office) -> None:
        code = code_of(it, "ana")

        it.clock[0] += timedelta(minutes=14, seconds=59)
        assert "This makes you one person" in it.command("ana", f"link {code}", on=TEAMS)
        it.clock[0] += timedelta(seconds=1)
        assert NO_CODE in it.command("ana", f"link {code} here", on=TEAMS)
        assert not one(it)

    def test_works_once(self, it: Office) -> None:
        code = code_of(it, "ana")
        it.command("ana", f"link {code} here", on=TEAMS)

        assert NO_CODE in it.command("ada", f"link {code} here", on=TEAMS)

    def test_makes_the_earlier_ones_void(self, it: Office) -> None:
        earlier, code = code_of(it, "ana"), code_of(it, "ana")

        assert NO_CODE in it.command("ana", f"link {earlier}", on=TEAMS)
        assert "This makes you one person" in it.command("ana", f"link {code}", on=TEAMS)

    def test_is_kept_nowhere_but_as_a_digest(self, it: Office) -> None:
        code = code_of(it, "ana")

        with it.reading() as session:
            kept = [row.model_dump_json() for table in (LinkCode, InboundEvent) for row in session.exec(select(table))]
        assert [code in row or code.replace("-", "") in row for row in kept] == [False] * len(kept)

    def test_cannot_be_guessed_more_than_five_times_an_hour(self, it: Office) -> None:
        code = code_of(it, "ana")
        wrong = [f"{number:04}-0000" for number in range(6) if f"{number:04}-0000" != code]

        answers = [it.command("ana", f"link {typed}", on=TEAMS) for typed in wrong[:5]]

        assert all(NO_CODE in said for said in answers)
        assert "too many codes" in it.command("ana", f"link {code} here", on=TEAMS)
        it.clock[0] += timedelta(minutes=61)
        fresh = code_of(it, "ana")
        assert "This makes you one person" in it.command("ana", f"link {fresh}", on=TEAMS)

    def test_is_of_no_use_where_it_was_given_out(self, it: Office) -> None:
        code = code_of(it, "ana")

        assert "You have this code from me here" in it.command("ana", f"link {code} here", on=SLACK)

    def test_does_not_make_two_people_of_one_workspace_one(self, it: Office) -> None:
        it.command("ben", "help")
        code = code_of(it, "ana")

        assert "You would be two people of Office (Slack) in one" in it.command("ben", f"link {code} here", on=SLACK)
        link(it)
        assert "in one, and I can't join those" in it.command("ben", f"link {code_of(it, 'ana')} here", on=SLACK)

    def test_is_worth_nothing_in_another_organisation(self, it: Office) -> None:
        with it.database.begin() as session:
            other = Organisation(name="Elsewhere", created_at=it.now)
            session.add(other)
            session.flush()
            teams = workspaces.find(session, TEAMS, NAMES[TEAMS])
            assert teams is not None
            teams.organisation_id = other.id or 0
        code = code_of(it, "ana")

        assert NO_CODE in it.command("ana", f"link {code} here", on=TEAMS)

    @pytest.mark.parametrize("typed", ["link banana", "link 4821-773", "link 4821-77301", "link here", "link ٤٨٢١٧٧٣٠"])
    def test_that_is_none_by_its_looks_is_not_understood(self, it: Office, typed: str) -> None:
        assert "Nothing was changed. Try /waypost link 4821-7730" in it.command("ana", typed)


class TestWhereMessagesGo:
    @pytest.mark.parametrize(("where", "chosen", "other"), [("here", TEAMS, SLACK), ("there", SLACK, TEAMS)])
    def test_each_comes_once_and_to_the_chat_that_was_chosen(self, it: Office, where: str, chosen: str, other: str) -> None:
        it.command("ada", "enrol @ana in small-talk starting monday", on=SLACK)
        it.settle()
        it.letters("ana")
        link(it, where=where)

        it.to(TUESDAY)

        assert titles(it.letters("ana", on=chosen)) == [FIRST, SECOND]
        assert it.letters("ana", on=other) == []

    def test_here_changes_the_chat_and_what_waits_for_its_time_comes_there_too(self, it: Office) -> None:
        it.clock[0] = datetime.fromisoformat("2026-11-20T23:00:00+00:00")
        link(it, where="there")
        it.command("ada", "enrol @ana in small-talk starting monday", on=SLACK)  # the welcome waits for the morning

        assert "I write to you in Office Ltd (Teams) from now on. What you do in Office (Slack)" in it.command("ana", "here", on=TEAMS)

        it.to("2026-11-23T15:00:00+00:00")
        assert titles(it.letters("ana", on=TEAMS)) == ["Hello Ana Silva", FIRST]
        assert it.letters("ana", on=SLACK) == []

    def test_here_says_so_where_there_is_but_one_chat(self, it: Office) -> None:
        assert "the only chat of yours that I know" in it.command("ana", "here")

    def test_an_answer_comes_where_it_was_asked_for(self, it: Office) -> None:
        link(it, where="here")

        it.act("ana", Said.TEXT, on=SLACK, text="A thought of mine.", source="C/1")
        it.settle()

        assert "I kept that as a note" in it.letters("ana", on=SLACK)[0]
        assert it.letters("ana", on=TEAMS) == []

    def test_when_the_chosen_chat_is_lost_the_other_takes_over_at_once(self, it: Office) -> None:
        it.command("ada", "enrol @ana in small-talk starting monday", on=SLACK)
        it.settle()
        link(it, where="here")
        it.boxes[TEAMS].refusals[user_of("ana", TEAMS)] = Unreachable("has blocked Waypost in Teams", gone=True)
        it.letters("ana")

        it.to(TUESDAY)

        assert titles(it.letters("ana", on=SLACK)) == [FIRST, SECOND]
        it.boxes[TEAMS].refusals.clear()
        it.arrives("ana")
        it.to("2026-11-25T15:00:00+00:00")
        assert titles(it.letters("ana", on=TEAMS)) == [THIRD]

    def test_a_managers_channel_stays_where_it_is(self, it: Office) -> None:
        it.command("ada", "manager @ana is @ada", on=SLACK)
        it.command("ada", "enrol @ana in small-talk starting monday", on=SLACK)
        with it.database.begin() as session:
            it.person(session, "ada").summary_conversation = {"team": NAMES[SLACK], "channel": "C0LEADS"}
        link(it, "ada", where="here")

        it.to("2026-11-30T15:00:00+00:00")

        assert [user for user, text in it.boxes[SLACK].kept if "Your people" in text] == ["C0LEADS"]
        assert [user for user, text in it.boxes[TEAMS].kept if "Your people" in text] == []


class TestWhatWasTwos:
    def test_a_press_on_a_card_in_the_other_chat_still_counts(self, it: Office) -> None:
        it.command("ada", "enrol @ana in small-talk starting monday", on=SLACK)
        it.to("2026-11-23T15:00:00+00:00")
        with it.reading() as session:
            row = session.exec(select(Delivery).where(Delivery.kind == Kind.STEP)).one()
        link(it, where="here")

        [key] = [choice.key for choice in from_json(row.message).choices()][:1]
        it.act("ana", Said.CHOICE, on=SLACK, token=row.token, choice=key)

        with it.reading() as session:
            assert session.get_one(Delivery, row.id).state == State.ANSWERED

    def test_a_press_in_the_chat_of_the_second_counts_too(self, it: Office) -> None:
        it.command("ada", "enrol @ana in small-talk starting monday", on=TEAMS)
        it.to("2026-11-23T15:00:00+00:00")
        link(it, where="there")
        with it.reading() as session:
            row = session.exec(select(Delivery).where(Delivery.kind == Kind.STEP)).one()
        [key] = [choice.key for choice in from_json(row.message).choices()][:1]

        it.act("ana", Said.CHOICE, on=TEAMS, token=row.token, choice=key)

        with it.reading() as session:
            assert session.get_one(Delivery, row.id).state == State.ANSWERED

    def test_of_one_programme_in_both_the_one_that_began_first_goes_on(self, it: Office) -> None:
        it.command("ada", "enrol @ana in small-talk starting 2026-11-30", on=SLACK)
        it.command("ada", "enrol @ana in small-talk starting 2026-11-23", on=TEAMS)
        it.settle()
        code = code_of(it, "ana")
        assert "You are on small-talk in both chats: the one that began first goes on" in it.command("ana", f"link {code}", on=TEAMS)
        link(it, where="there")

        with it.reading() as session:
            rows = session.exec(select(Enrolment).order_by(col(Enrolment.start_on))).all()
        assert [(row.start_on, row.state) for row in rows] == [(date(2026, 11, 23), "active"), (date(2026, 11, 30), "withdrawn")]
        it.letters("ana")
        it.to("2026-12-01T15:00:00+00:00")
        assert titles(it.letters("ana", on=SLACK)).count(FIRST) == 1

    def test_of_two_check_ins_for_a_week_the_first_ones_stands_and_the_other_becomes_a_note(self, it: Office) -> None:
        with it.database.begin() as session:
            for on, words in ((SLACK, "I asked Ben."), (TEAMS, "I asked Chen.")):
                person = it.person(session, "ana", on=on)
                asked = _delivery(session, person, on, Kind.CHECKIN, week="2026-W47")
                session.add(
                    Checkin(
                        person_id=person.id or 0, week="2026-W47", delivery_id=asked.id or 0, did=words, seen_by=[1], answered_at=it.now
                    )
                )

        link(it)

        with it.reading() as session:
            number = it.person(session, "ana").id or 0
            kept = checkins.of(session, number, "2026-W47")
            [note] = session.exec(select(Response).where(Response.person_id == number)).all()
        assert kept is not None
        assert kept.did == "I asked Ben."
        assert (note.status, note.words, note.visibility, note.seen_by) == ("note", "I asked Chen.", "private", [])

    def test_one_check_in_a_week_comes_though_both_had_theirs_made(self, it: Office) -> None:
        it.command("ada", "enrol @ana in small-talk starting monday", on=SLACK)
        it.command("ada", "enrol @ana in one-week starting monday", on=TEAMS)
        it.to("2026-11-27T10:00:00+00:00")
        link(it, where="there")
        it.letters("ana")

        it.to("2026-11-27T16:00:00+00:00")

        assert sum("Check-in for the week" in text for text in it.letters("ana", on=SLACK)) == 1
        assert it.letters("ana", on=TEAMS) == [] or not any("Check-in" in text for text in it.letters("ana", on=TEAMS))

    def test_a_break_in_one_is_a_break_in_both_and_one_resume_ends_it(self, it: Office) -> None:
        it.command("ada", "enrol @ana in small-talk starting monday", on=SLACK)
        it.command("ana", "pause until 2026-12-07", on=SLACK)
        it.command("ana", "stop", on=TEAMS)

        assert "You are on a break; /waypost resume ends it." in link(it)

        assert "Welcome back" in it.command("ana", "resume")
        assert "You are not paused" in it.command("ana", "resume", on=TEAMS)
        it.to("2026-11-23T15:00:00+00:00")
        assert FIRST in titles(it.letters("ana", on=TEAMS))

    def test_roles_become_one_and_nobody_is_their_own_manager(self, it: Office) -> None:
        for name in ("mia", "ben"):
            it.command(name, "help")
        it.command("ada", "manager @ana is @mia", on=SLACK)
        it.command("ada", "manager @ben is @ana", on=SLACK)
        it.command("ada", "admin add @ana", on=SLACK)
        it.command("ada", "admin add @ana", on=TEAMS)
        it.command("ada", "manager @ana is @ada", on=TEAMS)
        with it.database.begin() as session:
            first, second = it.person(session, "ana"), it.person(session, "ana", on=TEAMS)
            roles.set_manager(session, first.organisation_id, it.person(session, "ada", on=TEAMS).id or 0, second.id, it.now)
            roles.set_manager(session, first.organisation_id, first.id or 0, second.id, it.now)

        link(it)

        with it.reading() as session:
            ana = it.person(session, "ana").id or 0
            manager = roles.manager_of(session, ana)
            assert manager is not None
            assert manager.id == it.person(session, "ada", on=TEAMS).id
            assert [person.name for person in roles.reports_of(session, ana)] == ["Ada SILVA", "Ben Silva"]
            assert [person.id for person in roles.admins(session, 1)] == [ana]

    def test_what_both_could_see_of_others_they_see_as_one_and_once(self, it: Office) -> None:
        with it.database.begin() as session:
            first, second = it.person(session, "ana"), it.person(session, "ana", on=TEAMS)
            ada = it.person(session, "ada")
            mine, yours = first.id or 0, second.id or 0
            seen: list[tuple[Person, list[int]]] = [
                (ada, [mine, yours]),
                (ada, [yours, 777]),
                (second, [mine, ada.id or 0]),
                (ada, [20 * yours]),
            ]
            theirs = [
                Response(person_id=whose.id or 0, words="x", visibility="manager", seen_by=by, answered_at=it.now, source=f"S/{number}")
                for number, (whose, by) in enumerate(seen)
            ]
            session.add_all(theirs)
            session.flush()
            numbers, whole = [row.id or 0 for row in theirs], 20 * (second.id or 0)

        link(it)

        with it.reading() as session:
            ana, ada_id = it.person(session, "ana").id, it.person(session, "ada").id
            rows = responses.many(session, numbers)
        assert [rows[number].seen_by for number in numbers] == [[ana], [ana, 777], [ada_id], [whole]]
        assert [rows[number].person_id for number in numbers] == [ada_id, ada_id, ana, ada_id]

    def test_every_table_that_names_people_is_gone_through(self, it: Office) -> None:
        with it.database.begin() as session:
            second = it.person(session, "ana", on=TEAMS)
            number = second.id or 0
            _furnish(session, it, second)
            before = _mentions(session, number)
        assert before, "the furnishing names them in every table"
        link(it)

        with it.reading() as session:
            after = _mentions(session, number)
        names = {f"{column.table.name}.{column.name}" for column in merging.references()} | {
            f"{one}.{two}" for one, two, _ in merging.LISTS
        }
        assert set(before) >= names - {"link_code.person_id", "link_code.address_id"}
        assert after == {}

    def test_whatever_holds_a_list_of_people_is_known(self) -> None:
        others = {  # JSON that holds no numbers of people, or, in messages and the audit, such as `people.get` still finds
            "address.conversation", "audit_entry.detail", "checkin.progress", "cohort.summary_conversation", "delivery.message",
            "delivery.sent", "delivery.to", "inbound_event.answer", "person.summary_conversation", "response.values", "delivery.why",
            "calendar_setting.works_on", "cohort.anchors", "enrolment.anchors", "job.payload", "job.place",
            "answer_file.ref", "forum.conversation", "signal.payload", "person.attributes", "person.former_attributes",
        }  # fmt: skip
        found = {
            f"{table.name}.{column.name}"
            for table in metadata.tables.values()
            for column in table.columns
            if column.type.__class__.__name__ == "JSON"
        }

        assert found - others == {f"{table}.{column}" for table, column, _ in merging.LISTS}

    def test_the_number_of_who_became_one_leads_to_who_they_are_now(self, it: Office) -> None:
        with it.reading() as session:
            former = it.person(session, "ana", on=TEAMS).id or 0
        link(it)

        with it.reading() as session:
            assert people.get(session, former).id == it.person(session, "ana").id
            assert (former, "Ana Silva") not in people.names(session, 1)

    def test_it_is_written_down(self, it: Office) -> None:
        with it.reading() as session:
            first, former = it.person(session, "ana").id, it.person(session, "ana", on=TEAMS).id
        link(it)

        with it.reading() as session:
            [entry] = session.exec(select(AuditEntry).where(AuditEntry.act == "link")).all()
        assert (entry.actor_id, entry.detail["person"], entry.detail["former"]) == (first, first, former)


class TestWhoTheyAre:
    def test_a_guest_may_link_themselves_and_stays_a_guest_there(self, it: Office) -> None:
        guest = {user_of("ana", TEAMS): profile_of("ana", TEAMS, guest=True)}
        it.act("ana", Said.COMMAND, on=TEAMS, words=("help",), profiles=guest)
        it.command("ada", "admin add @ana", on=SLACK)
        code = code_of(it, "ana")
        it.act("ana", Said.COMMAND, on=TEAMS, words=("link", code, "there"), profiles=guest)

        assert one(it)
        assert "is for admins" in words_of(it.act("ana", Said.COMMAND, on=TEAMS, words=("admin",), profiles=guest))
        assert "Made an admin here" in it.command("ana", "admin")

    def test_the_name_is_that_of_the_chat_where_they_are_written_to(self, it: Office) -> None:
        link(it, where="here")
        for on in (TEAMS, SLACK, TEAMS, SLACK):
            it.command("ana", "help", on=on)

        with it.reading() as session:
            assert it.person(session, "ana").name == "Ana SILVA"

    def test_an_address_from_elsewhere_makes_nobody_an_admin(self, it: Office) -> None:
        with it.database.begin() as session:
            it.person(session, "ana", on=TEAMS).email = "boss@example.com"
            it.person(session, "ana", on=SLACK).email = None
        ours = replace(it, house=replace(it.house, admins=frozenset({"boss@example.com"}), homes=frozenset({f"{SLACK}:{NAMES[SLACK]}"})))
        nameless = {user_of("ana", on): profile_of("ana", on, email=None) for on in (SLACK, TEAMS)}
        code = code_of(it, "ana", on=TEAMS)
        with it.database.begin() as session:
            it.person(session, "ana", on=TEAMS).email = "boss@example.com"
            it.person(session, "ana", on=SLACK).email = None
        ours.act("ana", Said.COMMAND, on=SLACK, words=("link", code, "here"), profiles=nameless)

        assert one(it)
        assert "is for admins" in words_of(ours.act("ana", Said.COMMAND, on=SLACK, words=("admin",), profiles=nameless))


def _delivery(session: Session, person: Person, on: str, kind: Kind, *, week: str | None = None, **given: Any) -> Delivery:
    """Something that they were sent there."""
    workspace = workspaces.find(session, on, NAMES[on])
    assert workspace is not None
    at = datetime(2026, 11, 19, 15, tzinfo=UTC)
    row = Delivery(
        workspace_id=workspace.id or 0, person_id=person.id, kind=kind, key=f"{kind}/{person.id}/{week}/{given.get('step')}", week=week,
        conversation=f"person/{person.id}", message={"parts": []}, due_at=at, planned_at=at, sent_at=at, state=State.SENT, **given,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _furnish(session: Session, it: Office, person: Person) -> None:
    """Have every table name the person in every column that can."""
    ada, number = it.person(session, "ada"), person.id or 0
    organisation = person.organisation_id
    version = session.exec(select(ProgrammeVersion).where(ProgrammeVersion.key == "small-talk")).one()
    enrolment = Enrolment(
        person_id=number, version_id=version.id or 0, programme_key="small-talk", start_on=date(2026, 11, 16), joined_at=it.now
    )
    session.add(enrolment)
    session.flush()
    step = _delivery(session, person, TEAMS, Kind.STEP, enrolment_id=enrolment.id, step="read")
    asked = _delivery(session, ada, SLACK, Kind.CHECKIN, week="2026-W46", seen_by=[number])
    answer = Response(person_id=number, delivery_id=step.id, answered_at=it.now)
    hold = Hold(organisation_id=organisation, workspace_id=step.workspace_id, from_at=it.now, until_at=it.now)
    session.add_all([hold, answer, Response(person_id=ada.id or 0, seen_by=[number], answered_at=it.now)])
    session.flush()
    session.add_all(
        [
            commitments.Commitment(
                person_id=number,
                enrolment_id=enrolment.id or 0,
                response_id=answer.id or 0,
                step="plan",
                cue="a",
                action="b",
                made_at=it.now,
            ),
            Checkin(
                person_id=ada.id or 0, week="2026-W46", delivery_id=asked.id or 0, help_from=[number], seen_by=[number], answered_at=it.now
            ),
            Checkin(person_id=number, week="2026-W45", delivery_id=step.id or 0, answered_at=it.now),
            pauses.Pause(person_id=number, from_at=it.now, from_on=it.now.date(), until_on=it.now.date()),
            links.LinkTry(person_id=number, at=it.now),
            Leave(person_id=number, from_on=it.now.date(), until_on=it.now.date(), created_at=it.now),
            Hold(organisation_id=organisation, programme_key="other", from_at=it.now, until_at=it.now, begun_by=number),
            HeldPerson(hold_id=hold.id or 0, person_id=number),
            CalendarFeed(workspace_id=step.workspace_id, person_id=number, url="https://example.com/leave.ics", created_at=it.now),
            Job(organisation_id=organisation, asked_by=number, kind="enrol", key="a crowd", payload={}, created_at=it.now),
            AnswerFile(person_id=number, workspace_id=step.workspace_id, response_id=answer.id or 0, name="photo.jpg", created_at=it.now),
            Signal(organisation_id=organisation, outside_id="1", name="call", person_id=number, at=it.now, received_at=it.now),
        ]
    )
    roles.set_manager(session, organisation, number, it.person(session, "ada", on=TEAMS).id, it.now)
    roles.set_manager(session, organisation, ada.id or 0, number, it.now)
    audit.record(session, organisation, number, "test", it.now)
    session.flush()


def _mentions(session: Session, number: int) -> dict[str, int]:
    """How often each column names the person, those of links left out that a code makes."""
    found: dict[str, int] = {}
    for column in merging.references():
        if column.table.name != "link_code":
            found[f"{column.table.name}.{column.name}"] = len(session.execute(column.table.select().where(column == number)).all())
    for table, listed, _ in merging.LISTS:
        rows = session.execute(metadata.tables[table].select()).mappings()
        found[f"{table}.{listed}"] = sum(number in (row[listed] or ()) for row in rows)
    return {name: times for name, times in found.items() if times}


ACTS = st.lists(
    st.sampled_from(["hours", "day", "days", "link here", "link there", "here on slack", "here on teams", "pause", "resume", "answer"]),
    min_size=3,
    max_size=12,
)


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS, both=st.booleans())
def test_whatever_is_done_in_whatever_order_each_message_goes_out_once(tmp_path: Path, acts: list[str], both: bool) -> None:
    """It takes a few seconds: each example is a house of its own, on some weeks of which many small things happen."""
    with office(fresh_sqlite(tmp_path)) as it:
        for name in ("ada", "ana"):
            it.arrives(name)
            it.command(name, "help")
        it.command("ada", "enrol @ana in small-talk starting monday", on=SLACK)
        it.command("ada", f"enrol @ana in {'small-talk' if both else 'one-week'} starting monday", on=TEAMS)
        it.to("2026-11-23T08:30:00+00:00")
        linked_at = None
        for act in acts:
            _do(it, act)
            linked_at = it.now if linked_at is None and one(it) else linked_at
        until = it.now + timedelta(weeks=3)
        for on in (SLACK, TEAMS):
            it.command("ana", "resume", on=on)
        it.to(until.isoformat())

        _each_once(it, linked_at)


def _do(it: Office, act: str) -> None:
    match act.split():
        case ["link", where] if not one(it):
            link(it, where=where)
        case ["here", _, on]:
            it.command("ana", "here", on=on)
        case ["hours"]:
            it.to((it.now + timedelta(hours=5)).isoformat())
        case ["day"]:
            it.to((it.now + timedelta(days=1)).isoformat())
        case ["days"]:
            it.to((it.now + timedelta(days=3)).isoformat())
        case ["pause" | "resume" as verb]:
            it.command("ana", verb)
        case ["answer"]:
            it.act("ana", Said.TEXT, on=TEAMS, text="It was hard to wait.", source=f"x/{next(it.numbers)}")
        case _:
            return
    it.settle()


def _each_once(it: Office, linked_at: datetime | None) -> None:
    with it.reading() as session:
        rows = session.exec(select(Delivery)).all()
        live = {row.id for row in session.exec(select(Enrolment).where(Enrolment.state != "withdrawn"))}
    assert set(it.boxes[SLACK].keys.values()) | set(it.boxes[TEAMS].keys.values()) <= {1}
    sent = Counter(token for box in it.boxes.values() for token in box.keys)
    for row in rows:
        if row.kind != Kind.UPDATE:
            assert (sent[row.token] == 1) == (row.state in GONE_OUT), (row.key, row.state)
            assert row.state in (*GONE_OUT, State.CANCELLED, State.EXPIRED), (row.key, row.state, row.reason)
    steps = Counter((row.enrolment_id, row.step) for row in rows if row.kind == Kind.STEP and row.state in GONE_OUT)
    assert all(number == 1 for number in steps.values())
    weekly: dict[str | None, list[Delivery]] = defaultdict(list)
    for row in rows:
        if row.kind == Kind.CHECKIN:
            weekly[row.week].append(row)
    if linked_at is not None:
        for week in weekly.values():  # both may have had theirs before they were one
            assert len(week) == 1 or all(row.sent_at is not None and row.sent_at <= linked_at for row in week)
    assert {row.enrolment_id for row in rows if row.kind in PLANNED and row.enrolment_id and row.state in GONE_OUT} >= live
