"""Whose settings hold for whom: the nearest that says something wins, blackout days add up, and equal calendars are one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from content.languages import speaking
from models import organisations, people
from models.calendars import Blackout, CalendarSetting, Owner, Scope, merge, settings_of
from models.cohorts import Cohort
from models.database import Database
from models.people import Person, ZoneFrom
from models.workspaces import Workspace
from scheduler import calendars, public_holidays
from scheduler.calendars import Whose
from scheduler.workdays import Calendar
from tests.databases import fresh_sqlite

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
SUNDAY_TO_THURSDAY, MONDAY_TO_FRIDAY = [6, 0, 1, 2, 3], frozenset(range(5))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(fresh_sqlite(tmp_path))
    with database.begin() as it:
        yield it
        it.rollback()
    database.close()


@pytest.fixture
def whose(session: Session) -> Whose:
    organisation = organisations.the_first(session, NOW)
    workspace = Workspace(organisation_id=organisation.id or 0, platform="slack", outside_id="T1", created_at=NOW)
    session.add(workspace)
    session.flush()
    person = people.add(session, workspace, "U1", name="Ana", zone="Europe/Lisbon", email=None, now=NOW)
    return Whose(person, [cohort(session, workspace, "Autumn")], workspace, ZoneFrom.PROFILE)


def cohort(session: Session, workspace: Workspace, name: str) -> Cohort:
    made = Cohort(
        organisation_id=workspace.organisation_id, workspace_id=workspace.id or 0, name=name, zone="Europe/Lisbon", created_at=NOW
    )
    session.add(made)
    session.flush()
    return made


def said(session: Session, whose: Whose, scope: Scope, **values: Any) -> None:
    numbers = {
        Scope.PERSON: whose.person.id,
        Scope.COHORT: whose.cohorts[0].id,
        Scope.WORKSPACE: whose.workspace and whose.workspace.id,
    }
    session.add(CalendarSetting(scope=scope, scope_id=numbers[scope] or 0, **values))
    session.flush()


def resolved(session: Session, whose: Whose) -> Calendar:
    return calendars.of(session, [whose])[whose.person.id or 0]


@pytest.mark.parametrize(
    ("says", "cap", "source"),
    [
        ({}, 3, "default"),
        ({Scope.WORKSPACE: 5}, 5, "the workspace"),
        ({Scope.WORKSPACE: 5, Scope.COHORT: 2}, 2, "the cohort Autumn"),
        ({Scope.WORKSPACE: 5, Scope.PERSON: 1}, 1, "own choice"),
        ({Scope.WORKSPACE: 5, Scope.COHORT: 2, Scope.PERSON: 1}, 1, "own choice"),
        ({Scope.WORKSPACE: 5, Scope.COHORT: None, Scope.PERSON: None}, 5, "the workspace"),
    ],
)
def test_the_nearest_that_says_something_wins(session: Session, whose: Whose, says: dict[Scope, int | None], cap: int, source: str) -> None:
    for scope, number in says.items():
        said(session, whose, scope, cap=number)

    found = resolved(session, whose)

    assert (found.cap, found.sources["cap"]) == (cap, source)


def test_each_setting_is_resolved_by_itself(session: Session, whose: Whose) -> None:
    said(session, whose, Scope.WORKSPACE, holidays="DE-BY", cap=5)
    said(session, whose, Scope.COHORT, works_on=SUNDAY_TO_THURSDAY, quiet_from=time(18), quiet_until=time(8))
    said(session, whose, Scope.PERSON, quiet_from=time(0), quiet_until=time(0))

    found = resolved(session, whose)

    assert found.works_on == frozenset(SUNDAY_TO_THURSDAY)
    assert found.holidays[date(2026, 12, 25)] == "Christmas Day"
    assert (found.firm, found.quiet_from, found.quiet_until) == (False, time(20), time(7))  # off: nothing is firm any more
    assert found.cap == 5
    assert found.sources == {
        "week": "the cohort Autumn",
        "holidays": "the workspace",
        "code": "DE-BY",
        "blackouts": "default",
        "quiet": "own choice",
        "cap": "the workspace",
        "zone": "chat profile",
    }


def test_no_holidays_is_a_choice_too(session: Session, whose: Whose) -> None:
    said(session, whose, Scope.WORKSPACE, holidays="DE-BY")
    said(session, whose, Scope.PERSON, holidays="")

    assert resolved(session, whose).holidays == {}


def test_quiet_hours_are_firm(session: Session, whose: Whose) -> None:
    said(session, whose, Scope.WORKSPACE, quiet_from=time(18), quiet_until=time(8))

    found = resolved(session, whose)

    assert (found.firm, found.quiet_from, found.quiet_until) == (True, time(18), time(8))


def test_blackouts_add_up_and_the_cohorts_reason_goes_before_the_workspaces(session: Session, whose: Whose) -> None:
    assert whose.workspace is not None
    for scope, number, first, last, reason in (
        (Scope.WORKSPACE, whose.workspace.id, 24, 29, "inventory"),
        (Scope.COHORT, whose.cohorts[0].id, 28, 30, "trade fair"),
    ):
        session.add(
            Blackout(scope=scope, scope_id=number or 0, from_on=date(2026, 12, first), until_on=date(2026, 12, last), reason=reason)
        )
    session.flush()

    found = resolved(session, whose)

    assert sorted((day.day, reason) for day, reason in found.blackouts.items()) == [
        (24, "inventory"),
        (25, "inventory"),
        (26, "inventory"),
        (27, "inventory"),
        (28, "trade fair"),
        (29, "trade fair"),
    ]
    assert found.sources["blackouts"] == "the cohort Autumn and the workspace"


def test_of_two_cohorts_the_first_sets_and_both_black_out(session: Session, whose: Whose) -> None:
    assert whose.workspace is not None
    both = Whose(whose.person, [*whose.cohorts, cohort(session, whose.workspace, "Summer")], whose.workspace, ZoneFrom.PROFILE)
    for number, one in enumerate(both.cohorts):
        session.add(CalendarSetting(scope=Scope.COHORT, scope_id=one.id or 0, cap=number + 1))
        day = date(2026, 12, 28 + number)
        session.add(Blackout(scope=Scope.COHORT, scope_id=one.id or 0, from_on=day, until_on=date(2026, 12, 29 + number), reason=one.name))
    session.flush()

    found = resolved(session, both)

    assert (found.cap, found.blackouts) == (1, {date(2026, 12, 28): "Autumn", date(2026, 12, 29): "Summer"})
    assert resolved(session, whose).blackouts == {date(2026, 12, 28): "Autumn"}


def test_what_others_say_is_not_taken_for_ours(session: Session, whose: Whose) -> None:
    other = Whose(Person(id=99, organisation_id=whose.person.organisation_id, name="Ben", created_at=NOW), [], None, ZoneFrom.NOWHERE)
    said(session, whose, Scope.PERSON, cap=1)
    said(session, whose, Scope.COHORT, works_on=SUNDAY_TO_THURSDAY)

    found = calendars.of(session, [whose, other])[99]

    assert (found.cap, found.works_on, found.sources["zone"]) == (3, MONDAY_TO_FRIDAY, "default")


def test_two_hundred_people_without_settings_cost_two_questions_and_one_calendar(session: Session, whose: Whose) -> None:
    crowd = [
        Whose(Person(id=number, organisation_id=1, name="x", created_at=NOW), whose.cohorts, whose.workspace, ZoneFrom.PROFILE)
        for number in range(100, 300)
    ]
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda connection, cursor, statement, *rest: asked.append(statement))

    found = calendars.of(session, crowd)

    assert len(asked) == 2
    assert len({id(one) for one in found.values()}) == 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [("de-by", "DE-BY"), ("DE Bayern", "DE-BY"), ("Portugal", "PT"), ("uk", "GB"), ("GB-ENG", "GB-ENG"), ("USA", "US"), ("il", "IL")],
)
def test_a_country_is_known_by_its_code_and_by_its_name(typed: str, code: str) -> None:
    assert public_holidays.the_code(typed) == code


@pytest.mark.parametrize(("typed", "near"), [("DE-BX", "DE-BY"), ("Portugl", "PT"), ("GB-XX", "GB"), ("zz", None), ("", None)])
def test_an_unknown_code_is_refused_with_the_nearest(typed: str, near: str | None) -> None:
    with pytest.raises(public_holidays.UnknownCode) as unknown:
        public_holidays.the_code(typed)

    assert (near in unknown.value.near) if near else (unknown.value.near == ())


def test_a_code_that_is_not_known_any_more_has_no_holidays() -> None:
    assert public_holidays.of("XX-YY") == {}


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("DE-BY", "de", "Erster Weihnachtstag"),
        ("ES", "es", "Natividad del Señor"),
        ("PT", "de", "Christmas Day"),
        ("DE", "fr", "Christmas Day"),
    ],
)
def test_a_holiday_is_named_in_the_language_spoken_if_it_has_a_name_there(
    session: Session, whose: Whose, code: str, language: str, name: str
) -> None:
    said(session, whose, Scope.WORKSPACE, holidays=code)

    with speaking(language):
        assert resolved(session, whose).holidays[date(2026, 12, 25)] == name
    assert resolved(session, whose).holidays[date(2026, 12, 25)] == "Christmas Day"


def test_of_two_people_who_become_one_the_firsts_choices_stand_and_the_seconds_fill_them_up(session: Session) -> None:
    session.add(CalendarSetting(scope=Scope.PERSON, scope_id=1, cap=1))
    session.add(CalendarSetting(scope=Scope.PERSON, scope_id=2, cap=5, holidays="PT", quiet_from=time(18), quiet_until=time(8)))
    session.flush()

    merge(session, 1, 2)
    session.flush()

    both = settings_of(session, [Owner(Scope.PERSON, 1), Owner(Scope.PERSON, 2)])
    assert [(row.scope_id, row.cap, row.holidays, row.quiet_until) for row in both.values()] == [(1, 1, "PT", time(8))]
