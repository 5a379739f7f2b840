"""The absences of a calendar are taken over, in batches that stand once they are done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.calendar_leave import Gathered, drop_missing, gather, take_spans
from handlers.house import House
from handlers.ics.file import Absence
from handlers.leave_rows import Outcome
from models import people, workspaces
from models.database import Database

BATCH = 50  # leaves in a transaction: whoever answers people waits for it


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a calendar. *dropped* is how many leaves it no longer has."""

    gathered: Gathered
    outcomes: Mapping[Outcome, int]
    dropped: int = 0


def gathered_from(database: Database, workspace_id: int, person_id: int | None, absences: Sequence[Absence], beginning: str) -> Gathered:
    """Whose absences these are, as `gather` has it."""
    with database.reading() as session:
        person = people.get(session, person_id) if person_id is not None else None
        return gather(session, workspaces.get(session, workspace_id), absences, beginning, person)


def take_calendar(database: Database, house: House, gathered: Gathered, beginning: str, now: datetime, *, whole: bool) -> Taken:
    """Note these leaves. *whole*: what the calendar had before, and has no longer, is forgotten, as far as it has not begun."""
    outcomes: Counter[Outcome] = Counter()
    for start in range(0, len(gathered.spans), BATCH):
        with database.begin() as session:
            outcomes.update(take_spans(session, house, gathered.spans[start : start + BATCH], now))
    if not whole:
        return Taken(gathered, outcomes)
    with database.begin() as session:
        return Taken(gathered, outcomes, drop_missing(session, house, beginning, gathered.spans, now))
