"""What of a person's words others can see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content.message import escape
from handlers.house import House
from models import checkins, deliveries, enrolments, people, responses
from models.checkins import Checkin
from models.responses import Response
from models.session import Session


@dataclass(frozen=True, slots=True)
class Shared:
    """One item. *name* takes it back (`private a12`); *title* and *seen_by* are Markdown, *words* the person's own."""

    name: str
    title: str
    seen_by: str
    words: str
    response: Response | None = None
    checkin: Checkin | None = None


def shared(session: Session, house: House, person_id: int) -> Sequence[Shared]:
    """What others can see, the latest first."""
    answers, weeks = responses.shared_by(session, person_id), checkins.shared_by(session, person_id)
    seen = people.many(session, {number for seen_by in _readers(answers, weeks) for number in seen_by})
    names = {number: escape(person.name) for number, person in seen.items()}
    items = [
        Shared(f"a{row.id}", _title(session, house, row), _by(names, row.seen_by), row.words or row.label, response=row) for row in answers
    ]
    items += [Shared(f"c{row.id}", f"Check-in of {row.week}", _by(names, row.seen_by), row.did or row.next, checkin=row) for row in weeks]
    return items


def _readers(answers: Sequence[Response], weeks: Sequence[Checkin]) -> Sequence[Sequence[int]]:
    return [*(row.seen_by for row in answers), *(row.seen_by for row in weeks)]


def _by(names: dict[int, str], seen_by: Sequence[int]) -> str:
    return "seen by " + ", ".join(names.get(number, "somebody") for number in seen_by)


def _title(session: Session, house: House, row: Response) -> str:
    delivery = deliveries.get(session, row.delivery_id) if row.delivery_id is not None else None
    if delivery is None or delivery.enrolment_id is None or delivery.step is None:
        return "Note"
    programme = house.library.programme(session, enrolments.get(session, delivery.enrolment_id).version_id)
    return escape(programme.step(delivery.step).title)
