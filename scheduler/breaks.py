"""Why nothing comes to people for a while: their pauses and leaves, and what admins have put on hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models import holds, leaves, pauses
from models.holds import Hold
from models.leaves import Leave
from models.people import Person
from models.session import Session
from models.workspaces import Workspace
from scheduler.calendar import DAY, MIDNIGHT, at, local_day
from scheduler.diary import Away, Pause, Policy


def of(session: Session, zones: Mapping[int, ZoneInfo]) -> Mapping[int, tuple[Pause, ...]]:
    """Each person's pauses and leaves in their zone; who has none is left out."""
    found: dict[int, tuple[Pause, ...]] = {
        number: tuple(Pause(one.from_at, one.from_on, one.until_on) for one in theirs)
        for number, theirs in pauses.of(session, zones).items()
    }
    for number, away in leaves.of(session, zones).items():
        found[number] = (*found.get(number, ()), *(_leave(one, zones[number]) for one in away))
    return found


def _leave(row: Leave, zone: ZoneInfo) -> Pause:
    return Pause(
        at(row.from_on, MIDNIGHT, zone),
        row.from_on,
        row.until_on,
        policy=Policy(row.policy) if row.policy else None,
        at_most=row.at_most,
        away=Away.LEAVE,
        number=row.id,
        asked=row.asked_at is not None,
    )


class Holds:
    """What is, or was, on hold in these people's organisations."""

    def __init__(self, session: Session, whom: Iterable[Person]) -> None:
        everyone = {person.id or 0: person.organisation_id for person in whom}
        self._rows: dict[int, list[Hold]] = {}
        for row in holds.of(session, set(everyone.values())):
            self._rows.setdefault(row.organisation_id, []).append(row)
        self._held = holds.were_held(session, everyone) if self._rows else {}

    def of_everything(self, person: Person, workspace: Workspace | None, zone: ZoneInfo) -> tuple[Pause, ...]:
        """The holds under which nothing at all comes to the person: they are as a pause to them."""
        rows, held = self._rows.get(person.organisation_id, ()), self._held.get(person.id or 0, frozenset())
        return tuple(_hold(row, zone) for row in rows if (_is_on_in(row, workspace) if row.until_at is None else row.id in held))

    def of_programme(self, person: Person, zone: ZoneInfo, key: str) -> tuple[Pause, ...]:
        """The holds of that programme alone."""
        return tuple(_hold(row, zone) for row in self._rows.get(person.organisation_id, ()) if row.programme_key == key)


def _is_on_in(hold: Hold, workspace: Workspace | None) -> bool:
    return workspace is not None and hold.workspace_id == workspace.id


def _hold(row: Hold, zone: ZoneInfo) -> Pause:
    return Pause(
        row.from_at,
        local_day(row.from_at, zone),
        first_day(row.until_at, zone) if row.until_at is not None else None,
        policy=Policy(row.policy) if row.policy else Policy.SHIFT,
        at_most=row.at_most,
        away=Away.HOLD,
        number=row.id,
    )


def first_day(instant: datetime, zone: ZoneInfo) -> date:
    """The first day of which no hour lies before the instant."""
    day = local_day(instant, zone)
    return day if at(day, MIDNIGHT, zone) >= instant else day + DAY


def none_is_open(breaks: Sequence[Pause]) -> bool:
    """Whether somebody could say when each of them is over."""
    return all(one.until_on is not None for one in breaks)
