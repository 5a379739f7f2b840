"""Use-case: an admin halts a programme, or a whole workspace, and lets it go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from content.message import Message, to_json
from content.programme import Programme
from handlers.house import House
from handlers.notices import WORTH, Reach, reach
from handlers.sender import Sender
from handlers.starting import Enrolled, hello, hello_again, is_of_who_is_back
from handlers.subjects import Subject
from models import audit, enrolments, held, holds, people
from models.deliveries import Kind
from models.holds import Hold
from models.people import Person
from models.session import Session
from scheduler.diary import Policy
from scheduler.readers import speaking_to

BATCH = 500


@dataclass(frozen=True, slots=True)
class Way:
    """How things go on after a hold: *typed* in a command, *title* on a button."""

    typed: str
    title: str
    policy: Policy
    at_most: int | None = None


def halt(session: Session, sender: Sender, subject: Subject, now: datetime, *, because: str = "") -> Hold:
    """From now on nothing of it goes out, not even what was made already."""
    hold = Hold(
        organisation_id=subject.workspace.organisation_id,
        workspace_id=subject.workspace_id,
        programme_key=subject.key,
        from_at=now,
        reason=because or None,
        begun_by=sender.id,
    )
    session.add(hold)
    holds.wait_for_makers(session, hold)  # so that what they made is taken back with the rest
    held.put_away(session, hold)
    audit.record(session, hold.organisation_id, sender.id, "hold", now, programme=hold.programme_key, workspace=hold.workspace_id)
    return hold


def release(session: Session, house: House, sender: Sender, subject: Subject, way: Way, now: datetime) -> None:
    """Things go on in that way, and what waited for it comes."""
    organisation = subject.workspace.organisation_id
    for hold in holds.running(session, organisation):
        if subject.is_of(hold):
            holds.end(session, hold, now, way.policy, way.at_most)
            holds.wake(session, hold, now)
    what = {"programme": subject.key, "workspace": subject.workspace_id, "way": way.typed}
    audit.record(session, organisation, sender.id, "release", now, **what)
    _let_go(session, house, organisation, now)


def _let_go(session: Session, house: House, organisation_id: int, now: datetime) -> None:
    """What waited for the end of a hold comes, as far as no other one keeps it in."""
    after = 0
    while rows := held.parked(session, organisation_id, after, BATCH):
        after = rows[-1].id or 0
        known = people.many(session, {row.person_id or 0 for row in rows})
        reached = reach(session, known.values(), now)
        ways = enrolments.many(session, {row.enrolment_id for row in rows if row.enrolment_id is not None})
        still = holds.held_enrolments(session, ways)
        for row in rows:
            there = reached.get(row.person_id or 0)
            if row.enrolment_id in still or (there is not None and there.held):
                continue
            if there is not None and there.at is None:  # they want nothing from us by now
                session.delete(row)
                continue
            row.due_at = there.at if there is not None and there.at is not None else now
            row.expires_at = row.due_at + WORTH
            if row.kind == Kind.WELCOME and row.enrolment_id is not None:
                programme = house.library.programme(session, ways[row.enrolment_id].version_id)
                row.message = to_json(_greeting(row.key, programme, known[row.person_id or 0], there))
        session.flush()


def _greeting(key: str, programme: Programme, person: Person, there: Reach | None) -> Message:
    """The welcome once more, without the first date that it told, which is over."""
    one = Enrolled(person, None)
    with speaking_to(person):
        return hello_again(programme.spoken, one, there) if is_of_who_is_back(key) else hello(programme.spoken, one, there)
