"""A database filled with a crowd, by the driver's executemany: people, where they are reached, their enrolments, their messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from content.message import to_json
from models import deliveries, organisations
from models.database import Database, know_all_tables
from models.deliveries import Delivery, Kind, State, new_token
from models.enrolments import Enrolment
from models.people import Address, Person
from models.versions import ProgrammeVersion
from models.workspaces import Workspace
from scheduler import activities
from scheduler.library import publish
from scheduler.visibility import Audience
from tests.benchmarks import chat
from tests.benchmarks.executemany import put
from tests.benchmarks.thirty_steps import NAME, programme, source

ZONES = (
    "Europe/Lisbon",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Singapore",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Africa/Lagos",
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is in the database: people 1 to *count*, and their enrolments of the same numbers. *choice* is what the first button says."""

    count: int
    workspace: int
    message: dict[str, Any]
    choice: str


def fill(
    database: Database,
    count: int,
    now: datetime,
    *,
    next_due_at: Callable[[int], datetime | None] = lambda number: None,
    enrolled: bool = True,
    zones: Sequence[str] = ZONES,
    since: timedelta = timedelta(0),
) -> Crowd:
    """So many people, each reached in their own direct chat; *next_due_at* says when each has their turn.

    They joined *since* before now: what was due by then never comes.
    """
    know_all_tables()
    thirty = programme()
    step = thirty.steps[0]
    message = activities.prompt(thirty, step, Audience((), ""))
    with database.begin() as session:
        organisation = organisations.the_first(session, now)
        workspace = Workspace(organisation_id=organisation.id or 0, platform="slack", outside_id=chat.MADE.team_id, created_at=now)
        session.add(workspace)
        version, _ = publish(session, organisation.id or 0, NAME, source(), now)
        session.flush()
        made = Making(organisation.id or 0, workspace.id or 0, version, now, now - since)
    numbers = range(1, count + 1)
    put(database, made.person(), ({"profile_zone": zones[n % len(zones)], "next_due_at": next_due_at(n), "id": n} for n in numbers))
    put(
        database,
        made.address(),
        ({"user": chat.user(n), "conversation": {"channel": chat.direct(n)}, "person_id": n, "id": n} for n in numbers),
    )
    if enrolled:
        put(database, made.enrolment(), ({"person_id": n, "id": n} for n in numbers))
    return Crowd(count, made.workspace, to_json(message), next(iter(message.choices())).key)


@dataclass(frozen=True, slots=True)
class Making:
    """What the rows of a crowd have in common."""

    organisation: int
    workspace: int
    version: ProgrammeVersion
    now: datetime
    joined_at: datetime

    def person(self) -> Person:
        return Person(organisation_id=self.organisation, name="Robin Crowd", created_at=self.now)

    def address(self) -> Address:
        return Address(workspace_id=self.workspace, person_id=0, user="", profile_at=self.now)

    def enrolment(self) -> Enrolment:
        return Enrolment(
            person_id=0,
            version_id=self.version.id or 0,
            programme_key=self.version.key,
            start_on=monday_of(self.now),
            joined_at=self.joined_at,
        )


def noon(now: datetime) -> str:
    """A zone in which it is about noon, so that nothing waits for the morning."""
    return f"Etc/GMT{now.hour - 12:+}"  # these zones bear the sign of what is to be added to their time


def monday_of(now: datetime) -> date:
    """The Monday of this week."""
    return now.date() - timedelta(days=now.weekday())


def letters(
    database: Database,
    crowd: Crowd,
    numbers: Iterable[int],
    due_at: datetime,
    *,
    name: str,
    each: Callable[[int], dict[str, Any]] = lambda number: {},
    **given: Any,
) -> None:
    """A message for each of these people; *name* tells them from those of other rounds, *each* says what else is their own."""
    common = Delivery(
        workspace_id=crowd.workspace,
        kind=Kind.STEP,
        key="",
        token="",
        conversation="",
        step=name,
        message=crowd.message,
        due_at=due_at,
        planned_at=due_at,
        **{"state": State.SCHEDULED, **given},
    )
    put(database, common, ({**_letter(number, name), **each(number)} for number in numbers))


def _letter(number: int, name: str) -> dict[str, Any]:
    return {
        "person_id": number,
        "enrolment_id": number,
        "key": f"step/{number}/{name}",
        "token": new_token(),
        "conversation": deliveries.to_person(number),
    }
