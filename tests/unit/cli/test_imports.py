"""`waypost people import` and `waypost enrol`."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from content.message import from_json, plain
from models import people, roles, workspaces
from models.audit import AuditEntry
from models.cohorts import Cohort
from models.database import Database
from models.deliveries import Delivery, Kind
from models.enrolments import Enrolment
from models.people import Address, Person
from tests.unit.cli.conftest import NOW, Run, add_workspace

ANA, BEN, MIA, NEW = "U0ANA0001", "U0BEN0001", "U0MIA0001", "U0NEW0001"


def csv(folder: Path, *lines: str) -> Path:
    file = folder / "people.csv"
    file.write_text("".join(f"{line}\n" for line in lines))
    return file


def person(database: Database, user: str) -> tuple[Person, Address] | None:
    with database.begin() as session:
        return people.at(session, workspaces.everyone(session)[0], user)


def manager(database: Database, user: str) -> str | None:
    found = person(database, user)
    assert found is not None
    with database.begin() as session:
        boss = roles.manager_of(session, found[0].id or 0)
    return boss.name if boss else None


def audited(database: Database) -> list[tuple[str, int | None]]:
    with database.begin() as session:
        return [(one.act, one.actor_id) for one in session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))]


def meet(database: Database, user: str, name: str, email: str) -> None:
    """Somebody opens Waypost."""
    with database.begin() as session:
        there = workspaces.everyone(session)[0]
        people.add(session, there, user, name=name, zone="Europe/Lisbon", email=email, now=NOW)


@pytest.mark.usefixtures("team")
class TestPeople:
    def test_people_are_made_known_with_zone_and_manager_and_twice_does_nothing_more(
        self, waypost: Run, database: Database, tmp_path: Path
    ) -> None:
        file = csv(
            tmp_path,
            "user,email,name,zone,manager",
            f"{ANA},Ana@Example.com,Ana Ferreira,Europe/Lisbon,mia@example.com",
            f"{MIA},mia@example.com,Mia,,",
        )

        first = waypost("people", "import", file)
        acts = audited(database)
        second = waypost("people", "import", file)

        assert (first.exit_code, first.stdout) == (0, "2 lines: 2 people are new, 0 changed.\n")
        assert second.stdout == "2 lines: 0 people are new, 0 changed.\n"
        assert acts == audited(database) == [("manager", None), ("import", None)]
        found = person(database, ANA)
        assert found is not None
        assert (found[0].name, found[0].email, found[0].own_zone) == ("Ana Ferreira", "ana@example.com", "Europe/Lisbon")
        assert manager(database, ANA) == "Mia"

    def test_coach_peers_and_assessor_are_taken_from_their_columns(self, waypost: Run, database: Database, tmp_path: Path) -> None:
        columns = "user,email,coach,peer,assessor"
        file = csv(tmp_path, columns, f"{ANA},,mia@example.com,{BEN} mia@example.com,{BEN}", f"{MIA},mia@example.com,,,", f"{BEN},,,,")

        first = waypost("people", "import", file)
        acts = audited(database)
        again = waypost("people", "import", "--dry-run", file)
        six = " ".join(f"U0000000{number}" for number in range(6))
        wrong = waypost("people", "import", csv(tmp_path, "user,peer", f"{ANA},{six}"))

        assert first.stdout == "3 lines: 3 people are new, 0 changed.\n"
        assert again.stdout.startswith("3 lines: 0 people would be new, 0 changed.\n")
        assert acts == audited(database) == [("coach", None), ("assessor", None), ("peer", None), ("import", None)]
        assert "there are 6 peers, and 5 is the most" in wrong.stdout + wrong.stderr
        found = person(database, ANA)
        assert found is not None
        with database.reading() as session:
            around = {role: {one.name for one in roles.around(session, found[0].id or 0, role)} for role in roles.Role}
        assert [len(around[role]) for role in (roles.Role.COACH, roles.Role.PEER, roles.Role.ASSESSOR)] == [1, 2, 1]
        assert around[roles.Role.COACH] < around[roles.Role.PEER]

    def test_the_service_will_ask_for_the_profiles_of_the_new(self, waypost: Run, database: Database, tmp_path: Path) -> None:
        waypost("people", "import", csv(tmp_path, "user,manager", f"{ANA},{MIA}"))

        with database.begin() as session:
            assert people.without_profile(session, workspaces.everyone(session)[0], 9) == [ANA, MIA]

    def test_what_the_chat_says_of_somebody_goes_before_the_file(self, waypost: Run, database: Database, tmp_path: Path) -> None:
        meet(database, ANA, "Ana Ferreira", "ana@example.com")

        result = waypost("people", "import", csv(tmp_path, "user,email,name,zone", f"{ANA},a@example.com,ANA F.,Asia/Tokyo"))

        found = person(database, ANA)
        assert found is not None
        assert (found[0].name, found[0].email, found[0].own_zone) == ("Ana Ferreira", "ana@example.com", "Asia/Tokyo")
        assert result.stdout == "1 line: 0 people are new, 1 changed.\n"

    def test_an_email_address_is_enough_for_somebody_we_know(self, waypost: Run, database: Database, tmp_path: Path) -> None:
        meet(database, ANA, "Ana", "ana@example.com")
        meet(database, MIA, "Mia", "mia@example.com")

        result = waypost("people", "import", csv(tmp_path, "email;manager", "ANA@example.com;mia@example.com"))

        assert result.stdout == "1 line: 0 people are new, 1 changed.\n"
        assert manager(database, ANA) == "Mia"

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("@ana,,,,", "“@ana” is not a Slack user id such as U012AB3CD"),
            ("<@U0ANA0001>,,,,", "is not a Slack user id"),
            (",,Ana,,", "neither a user id nor an e-mail address stands there"),
            (",ana at example.com,,,", "“ana at example.com” is not an e-mail address"),
            (",ana@example.com,,,", "ana@example.com leads to no one person we know: they must have opened Waypost once"),
            (f"{ANA},,,Europe/Lisbn,", "“Europe/Lisbn” is not a zone such as Europe/Lisbon; did you mean Europe/Lisbon?"),
            (f"{ANA},,,europe/lisbon,", "did you mean Europe/Lisbon?"),
            (f"{ANA},,,,{ANA}", f"{ANA} can't be their own manager"),
            (f"{ANA},ana@example.com,,,ana@example.com", "can't be their own manager"),
            (f"{ANA},,,,mia", "the manager: “mia” is not a Slack user id"),
            (f"{ANA},,,,mia@example.com", "the manager: mia@example.com leads to no one person we know"),
            (f"{ANA},ben@example.com,,,", "ben@example.com is the e-mail address of somebody else already"),
            (f"{BEN},,,,", f"{BEN} stands on line 2 already"),
            (",ben@example.com,,,", "stands on line 2 already"),
            (f"{ANA},,A\x00na,,", "there is a character in name that can't be kept"),
            (f"{ANA},,{'A' * 201},,", "name has 201 characters; 200 is the most"),
            (f"{ANA},,Ana,,,Ferreira", "has more in it than the columns of the first line"),
        ],
    )
    def test_a_bad_line_is_named_and_the_good_one_is_imported(
        self, waypost: Run, database: Database, tmp_path: Path, line: str, said: str
    ) -> None:
        meet(database, BEN, "Ben", "ben@example.com")

        file = csv(tmp_path, "user,email,name,zone,manager", f"{BEN},,,Europe/Berlin,", line)
        result = waypost("people", "import", file)

        problem, end = result.stderr.splitlines()
        assert result.exit_code == 1
        assert problem.startswith(f"{file}:3: ")
        assert said in problem
        assert end == "1 line left out: put right what is said above and run it again"
        assert result.stdout == "1 line: 0 people are new, 1 changed.\n"
        assert person(database, ANA) is None

    def test_a_line_falls_with_the_bad_line_of_its_manager(self, waypost: Run, database: Database, tmp_path: Path) -> None:
        file = csv(tmp_path, "user,email,zone,manager", f"{ANA},,,mia@example.com", f"{MIA},mia@example.com,Mars,")

        result = waypost("people", "import", file)

        assert [line.split(":")[1] for line in result.stderr.splitlines()[:-1]] == ["2", "3"]
        assert person(database, ANA) is person(database, MIA) is None

    def test_a_dry_run_foresees_what_the_import_does_and_changes_nothing(self, waypost: Run, database: Database, tmp_path: Path) -> None:
        meet(database, BEN, "Ben", "ben@example.com")
        meet(database, "U0SAME001", "Same", "same@example.com")
        file = csv(
            tmp_path,
            "user,email,manager",
            f"{ANA},ana@example.com,mia@example.com",
            f"{MIA},mia@example.com,U0BOSS001",
            ",ben@example.com,ana@example.com",
            ",same@example.com,",
        )

        dry = waypost("people", "import", "--dry-run", file)

        assert person(database, ANA) is None
        assert audited(database) == []
        assert dry.stdout == "4 lines: 3 people would be new, 1 changed.\nThis was a dry run: nothing was changed.\n"
        assert waypost("people", "import", file).stdout == "4 lines: 3 people are new, 1 changed.\n"

    def test_hundreds_come_in_batches_whatever_their_order(self, waypost: Run, database: Database, tmp_path: Path) -> None:
        lines = [f"U{number:08},p{number}@example.com,p{number // 10}@example.com" for number in range(10, 300)]
        lines += [f"U{number:08},p{number}@example.com," for number in range(10)]
        random.Random(7).shuffle(lines)

        result = waypost("people", "import", csv(tmp_path, "user,email,manager", *lines))

        assert (result.exit_code, result.stdout) == (0, "300 lines: 300 people are new, 0 changed.\n")
        assert manager(database, "U00000299") == "U00000029"

    def test_a_new_manager_is_known_to_the_summaries_at_once(self, waypost: Run, database: Database, tmp_path: Path) -> None:
        publish(waypost, tmp_path)
        waypost("enrol", "--csv", csv(tmp_path, "user,programme,start", f"{ANA},short-one,2026-11-23"))

        waypost("people", "import", csv(tmp_path, "user,manager", f"{ANA},{MIA}"))

        found = person(database, MIA)
        assert found is not None
        assert found[0].next_due_at == datetime(2026, 11, 30, 8, tzinfo=UTC)


PROGRAMME = """\
title: Short one
summary: A first week.
audience: Everybody.
minutes_a_week: 30
outcome:
  - {key: talks, behaviour: Starts a talk., actual: 1, desired: 3, known_by: One asks.}
weeks:
  - title: One
    steps:
      - {key: begin, kind: learn, title: Begin, minutes: 3, when: {day: mon, time: "09:00"}, text: Read this.}
"""


def publish(waypost: Run, folder: Path) -> None:
    (folder / "short-one.yaml").write_text(PROGRAMME)
    assert waypost("publish", "short-one.yaml").exit_code == 0


@pytest.mark.usefixtures("team")
class TestEnrol:
    @pytest.fixture(autouse=True)
    def published(self, waypost: Run, tmp_path: Path) -> None:
        publish(waypost, tmp_path)

    def test_people_are_enrolled_by_programme_start_and_cohort_and_twice_does_nothing_more(
        self, waypost: Run, database: Database, tmp_path: Path
    ) -> None:
        meet(database, ANA, "Ana", "ana@example.com")
        file = csv(
            tmp_path,
            "user,email,programme,start,cohort",
            ",ana@example.com,short-one,2026-11-24,autumn",
            f"{NEW},,Short one,2026-11-30,Autumn",
            f"{BEN},,short-one,,",
        )

        first = waypost("enrol", "--csv", file)
        second = waypost("enrol", "--csv", file)

        assert first.exit_code == second.exit_code == 0
        assert first.stdout.splitlines() == [
            "short-one from Monday 30 November 2026, cohort autumn: 1 enrolled. "
            "First activities from Monday 30 November 2026, 10:00 Europe/Berlin on, each in their own time.",
            "short-one from Monday 30 November 2026, cohort Autumn: 1 enrolled. "
            "First activities from Monday 30 November 2026, 09:00 Europe/Berlin on, each in their own time.",
            "short-one from Monday 23 November 2026: 1 enrolled. "
            "First activities from Monday 23 November 2026, 09:00 Europe/Berlin on, each in their own time.",
        ]
        assert second.stdout == "3 on it already, unchanged.\n"
        assert audited(database) == [("enrol", None)] * 3
        with database.begin() as session:
            assert [one.name for one in session.exec(select(Cohort))] == ["autumn"]
            assert sorted(one.start_on for one in session.exec(select(Enrolment))) == [
                date(2026, 11, 23),
                date(2026, 11, 30),
                date(2026, 11, 30),
            ]

    def test_who_has_no_name_yet_is_not_welcomed_by_a_number(self, waypost: Run, database: Database, tmp_path: Path) -> None:
        waypost("enrol", "--csv", csv(tmp_path, "user,programme", f"{NEW},short-one"))

        with database.begin() as session:
            [welcome] = session.exec(select(Delivery).where(Delivery.kind == Kind.WELCOME))
        words = plain(from_json(welcome.message))
        assert words.startswith("Hello. You are on")
        assert NEW not in words

    def test_it_is_said_for_how_many_nothing_comes_and_why(self, waypost: Run, database: Database, tmp_path: Path) -> None:
        meet(database, ANA, "Ana", "ana@example.com")
        with database.begin() as session:
            there = people.at(session, workspaces.everyone(session)[0], ANA)
            assert there is not None
            there[1].lost_reason = "no longer in the workspace"

        result = waypost("enrol", "--csv", csv(tmp_path, "user,programme", f"{ANA},short-one"))

        assert result.stdout.splitlines() == [
            "short-one from Monday 23 November 2026: 1 enrolled.",
            "  1 of them: can't be reached: no longer in the workspace.",
        ]

    def test_a_file_that_is_run_again_after_the_start_stays_right(self, waypost: Run, tmp_path: Path) -> None:
        file = csv(tmp_path, "user,programme,start", f"{ANA},short-one,2026-11-23", f"{BEN},short-one,2026-11-23")
        waypost("enrol", "--csv", file)

        later = waypost("enrol", "--csv", file, WAYPOST_CLOCK="2026-11-25T10:00:00Z")

        assert (later.exit_code, later.stdout) == (0, "2 on it already, unchanged.\n")

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            (f"{ANA},,short,,", "there is no programme “short”"),
            (f"{ANA},,,,", "the programme is missing"),
            (f"{ANA},,short-one,23.11.2026,", "the day “23.11.2026”"),
            (f"{ANA},,short-one,2026-11-19,", "the start 2026-11-19 is over"),
            (f"{ANA},,short-one,2026-11-02,", "short-one was over on 2026-11-08; it could start 2026-11-23"),
            (",ana@example.com,short-one,,", "ana@example.com leads to no one person we know"),
            (",,short-one,,", "neither a user id nor an e-mail address stands there"),
            (f"{BEN},,Short one,2027-01-04,", f"{BEN} in short-one stands on line 2 already"),
            (f"{ANA},,short-one,,{'a' * 81}", "the cohort's name has 81 characters; 80 is the most"),
            ("ana,,short-one,,", "“ana” is not a Slack user id"),
        ],
    )
    def test_a_bad_line_is_named_and_the_good_one_is_enrolled(self, waypost: Run, tmp_path: Path, line: str, said: str) -> None:
        file = csv(tmp_path, "user,email,programme,start,cohort", f"{BEN},,short-one,,", line)

        result = waypost("enrol", "--csv", file)

        assert result.exit_code == 1
        assert result.stderr.startswith(f"{file}:3: ")
        assert said in result.stderr
        assert "1 enrolled" in result.stdout

    def test_a_dry_run_enrols_nobody(self, waypost: Run, database: Database, tmp_path: Path) -> None:
        file = csv(tmp_path, "user,programme,cohort", f"{ANA},short-one,autumn", f"{BEN},short-one,autumn", "x,short-one,")

        result = waypost("enrol", "--dry-run", "--csv", file)

        assert result.exit_code == 1
        assert result.stdout.splitlines() == [
            "short-one from Monday 23 November 2026, cohort autumn: 2 would be enrolled.",
            "This was a dry run: nothing was changed.",
        ]
        assert result.stderr.splitlines()[-1].startswith("1 line would be left out")
        with database.begin() as session:
            assert session.exec(select(Person)).all() == []
            assert session.exec(select(Cohort)).all() == []

    def test_a_file_without_programmes_is_refused(self, waypost: Run, tmp_path: Path) -> None:
        result = waypost("enrol", "--csv", csv(tmp_path, "user", ANA))

        assert (result.exit_code, result.stdout) == (1, "")
        assert "the column programme is missing" in result.stderr


def test_without_a_workspace_nothing_can_be_imported(waypost: Run, tmp_path: Path) -> None:
    result = waypost("people", "import", csv(tmp_path, "user", ANA))

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("no workspace is known yet")


def test_among_several_workspaces_one_has_to_be_named(waypost: Run, database: Database, tmp_path: Path) -> None:
    add_workspace(database, "T0ONE")
    two = add_workspace(database, "T0TWO")
    file = csv(tmp_path, "user", ANA)

    unnamed, wrong = waypost("people", "import", file), waypost("people", "import", file, "--workspace", "slack:T0X")
    named = waypost("people", "import", file, "--workspace", two)

    assert "there are several workspaces (slack:T0ONE, slack:T0TWO)" in unnamed.stderr
    assert "there is no workspace slack:T0X" in wrong.stderr
    assert (unnamed.exit_code, wrong.exit_code, named.exit_code) == (2, 2, 0)
    with database.begin() as session:
        address = session.exec(select(Address)).one()
        assert workspaces.get(session, address.workspace_id).name == two
