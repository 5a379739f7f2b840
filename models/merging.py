"""Merging: two people turn out to be one. All that was the second's is the first's from then on, in whatever table it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, String, Table, cast, delete, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as rows_of

from models import calendars, deliveries, enrolments, holds, leaves
from models.base import metadata
from models.checkins import Checkin
from models.database import know_all_tables
from models.deliveries import Delivery, Kind, State
from models.enrolments import Enrolment
from models.links import LinkCode
from models.pauses import Pause
from models.people import Person, now_are
from models.responses import Response
from models.roles import Holding, Role

#: columns that hold several people's numbers, each with the column of whose row it is; a test knows if one is forgotten
LISTS = (
    ("delivery", "seen_by", "person_id"),
    ("response", "seen_by", "person_id"),
    ("checkin", "seen_by", "person_id"),
    ("checkin", "help_from", "person_id"),
)
WEEKLY = (Kind.CHECKIN, Kind.SUMMARY)  # of which a person gets one a week


def merge(session: Session, first: Person, second: Person, now: datetime) -> None:
    """Make *second* one with *first*, who keeps their own name and choices. Raises ValueError: they are not of one organisation."""
    if first.organisation_id != second.organisation_id or first.id is None or second.id is None or first.id == second.id:
        raise ValueError(f"people {first.id} and {second.id} can't become one")
    know_all_tables()
    session.flush()
    _programmes(session, first.id, second.id, now)
    _weeks(session, first.id, second.id)
    _pauses(session, first.id, second.id, now)
    _roles(session, first.id, second.id)
    _sources(session, first.id, second.id)
    calendars.merge(session, first.id, second.id)
    leaves.merge(session, first.id, second.id)
    holds.merge(session, first.id, second.id)
    session.connection().execute(delete(LinkCode).where(col(LinkCode.person_id).in_([first.id, second.id])))
    session.flush()
    _move(session, first.id, second.id)
    _keep(first, second, now)
    session.flush()
    session.expire_all()


def references() -> Sequence[Column[Any]]:
    """Every column that names a person, but the one that says who somebody turned out to be."""
    known: Iterable[Table] = metadata.tables.values()
    return [
        column
        for table in known
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys) and column.name != "merged_into_id"
    ]


def _programmes(session: Session, first: int, second: int, now: datetime) -> None:
    """Of two ways through one programme the one that began first goes on."""
    running: dict[str, list[Enrolment]] = defaultdict(list)
    for row in enrolments.active_of(session, [first, second]):
        running[row.programme_key].append(row)
    for both in running.values():
        for row in sorted(both, key=lambda one: (one.start_on, one.joined_at, one.id))[1:]:
            row.state, row.ended_at = enrolments.State.WITHDRAWN, now
            session.flush()
            deliveries.take_back(session, person_id=row.person_id, enrolment_id=row.id)


def _weeks(session: Session, first: int, second: int) -> None:
    """One check-in a week: the first's stands, and what the second wrote becomes a note of theirs that nobody else sees.

    What of this kind has surely not left us is forgotten: the plan makes it again, once.
    """
    mine = {row.week for row in session.exec(rows_of(Checkin).where(Checkin.person_id == first))}
    for row in session.exec(rows_of(Checkin).where(Checkin.person_id == second, col(Checkin.week).in_(mine))).all():
        words = "\n".join(said for said in (row.did, row.obstacle_words, row.next) if said)
        if words:
            session.add(Response(person_id=second, status="note", words=words, answered_at=row.answered_at))
        session.delete(row)
    session.flush()
    session.connection().execute(
        delete(Delivery).where(
            col(Delivery.person_id).in_([first, second]),
            col(Delivery.kind).in_(WEEKLY),
            col(Delivery.state).in_((State.SCHEDULED, State.QUEUED)),
            col(Delivery.unsure).is_(False),
        )
    )


def _pauses(session: Session, first: int, second: int, now: datetime) -> None:
    """A break that is not over stands alone, the longest if there are two: `resume` ends one, and there must not be another behind it."""
    found = session.exec(rows_of(Pause).where(col(Pause.person_id).in_([first, second]))).all()
    longest = max(found, key=lambda one: one.until_on or date.max, default=None)
    if longest is None or (longest.until_on or date.max) <= now.date():
        return
    for row in found:
        if row is longest:
            continue
        if row.from_at >= longest.from_at:  # the longest covers it
            session.delete(row)
        else:
            row.until_on = min(row.until_on or date.max, max(row.from_on, longest.from_on))
    session.flush()


def _roles(session: Session, first: int, second: int) -> None:
    """Nobody is anything towards themselves, has two of what there is one of, or is an admin or the same person's peer twice."""
    both = (first, second)
    held = session.exec(rows_of(Holding).where(or_(col(Holding.person_id).in_(both), col(Holding.towards_id).in_(both)))).all()
    taken: set[tuple[Role, int | None, int | None]] = set()
    for row in sorted(held, key=lambda one: one.towards_id != first):  # of two managers the first's stays
        holder, towards = (first if number in both else number for number in (row.person_id, row.towards_id))
        place = Role(row.role), towards, holder if row.role == Role.PEER else None
        if holder == towards or place in taken:
            session.delete(row)
        else:
            taken.add(place)
    session.flush()


def _sources(session: Session, first: int, second: int) -> None:
    """One message is the source of one response."""
    theirs = select(Response.source).where(col(Response.person_id) == first, col(Response.source).is_not(None))  # type: ignore[call-overload]
    session.connection().execute(
        update(Response).where(col(Response.person_id) == second, col(Response.source).in_(theirs)).values(source=None)
    )


def _move(session: Session, first: int, second: int) -> None:
    connection = session.connection()
    for column in references():
        connection.execute(update(column.table).where(column == second).values({column.name: first}))
    old, new = deliveries.to_person(second), deliveries.to_person(first)
    connection.execute(update(Delivery).where(col(Delivery.conversation) == old).values(conversation=new))
    for name, listed, owner in LISTS:
        table = metadata.tables[name]
        numbers = table.c[listed]
        touched = or_(cast(numbers, String).like(f"%{second}%"), table.c[owner] == first)
        for number, whose, people in connection.execute(select(table.c.id, table.c[owner], numbers).where(touched)).all():
            kept = list(dict.fromkeys(first if one == second else one for one in people))
            kept = [one for one in kept if one != first or whose != first]  # who looks at their own needs no leave
            if kept != people:
                connection.execute(update(table).where(table.c.id == number).values({listed: kept}))


def _keep(first: Person, second: Person, now: datetime) -> None:
    """What of the second's the first had not chosen; of the second only the number is left."""
    first.email = first.email or second.email
    first.own_zone = first.own_zone or second.own_zone
    first.profile_zone = first.profile_zone or second.profile_zone
    first.own_language = first.own_language or second.own_language
    first.profile_locale = first.profile_locale or second.profile_locale
    first.summary_conversation = first.summary_conversation or second.summary_conversation
    first.stopped_at = first.stopped_at or second.stopped_at
    attributes = {**(second.attributes or {}), **(first.attributes or {})}
    if attributes != (first.attributes or {}):
        now_are(first, attributes, now)
    first.awaited_in = None
    second.name, second.email, second.summary_conversation, second.stopped_at = first.name, None, None, None
    second.attributes, second.former_attributes = None, None
    second.next_due_at, second.awaited_in, second.merged_into_id = None, None, first.id
