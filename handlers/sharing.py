"""What of a person's words others can see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from content.labels import shown
from content.message import escape
from content.translated import _, _n
from handlers.house import House
from models import checkins, deliveries, people, responses
from models.checkins import Checkin
from models.responses import Response
from models.session import Session
from scheduler.due import week_title

NAMED = 3  # of those who see an item; a cohort may be large
WORDS = 300  # characters shown of an item; the whole of it stands where they wrote it
NAME = re.compile(r"([ac])([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shared:
    """One item. *name* takes it back (`private a12`); *title* and *seen_by* are Markdown, *words* the person's own."""

    name: str
    title: str
    seen_by: str
    words: str
    response: Response | None = None
    checkin: Checkin | None = None


def shared(session: Session, house: House, person_id: int, most: int) -> Sequence[Shared]:
    """What others can see, the latest first and no more than *most*."""
    rows: list[Response | Checkin] = [*responses.shared_by(session, person_id), *checkins.shared_by(session, person_id)]
    return _items(session, house, sorted(rows, key=lambda row: row.answered_at, reverse=True)[:most])


def the_shared(session: Session, house: House, person_id: int, name: str) -> Shared | None:
    """The item of that name. None: it is not theirs, or nobody else sees it."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    number = int(found[2])
    row = responses.many(session, [number]).get(number) if found[1] == "a" else checkins.many(session, [number]).get(number)
    if row is None or row.person_id != person_id or not row.seen_by:
        return None
    return _items(session, house, [row])[0]


def _items(session: Session, house: House, rows: Sequence[Response | Checkin]) -> Sequence[Shared]:
    seen = people.many(session, {number for row in rows for number in row.seen_by})
    names = {number: escape(person.name) for number, person in seen.items()}
    return [_item(session, house, row, _by(names, row.seen_by)) for row in rows]


def _item(session: Session, house: House, row: Response | Checkin, seen_by: str) -> Shared:
    if isinstance(row, Checkin):
        return Shared(f"c{row.id}", week_title(row.week), seen_by, _short(row.did or row.next), checkin=row)
    title, label = _title_and_label(session, house, row)
    return Shared(f"a{row.id}", title, seen_by, _short(row.words or label), response=row)


def _short(words: str) -> str:
    return words if len(words) <= WORDS else words[:WORDS].rstrip() + " …"


def _by(names: dict[int, str], seen_by: Sequence[int]) -> str:
    shown = sorted(names.get(number) or _("somebody") for number in seen_by)[:NAMED]
    more, listed = len(seen_by) - len(shown), ", ".join(shown)
    if not more:
        return _("seen by {names}", names=listed)
    return _n("seen by {names} and {number} other", "seen by {names} and {number} others", more, names=listed)


def _title_and_label(session: Session, house: House, row: Response) -> tuple[str, str]:
    delivery = deliveries.get(session, row.delivery_id) if row.delivery_id is not None else None
    if delivery is None or delivery.enrolment_id is None or delivery.step is None:
        return _("Note"), row.label
    programme = house.library.asked(session, delivery)
    return escape(programme.step(delivery.step).title), shown(programme, delivery.step, row.label)
