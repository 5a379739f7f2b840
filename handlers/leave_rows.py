"""The rows of leaves: which one somebody means who tells of days away, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from models.leaves import Leave, Source
from models.people import Person
from models.session import Session

BY_HAND = (Source.SAID, Source.FILE)  # these have no names at their source: whoever says the same first day means the same leave
LONGEST = timedelta(days=3 * 366)  # what is longer is a slip of somebody's fingers


class Outcome(StrEnum):
    """What became of it."""

    ADDED = "added"
    CHANGED = "changed"
    KNOWN = "known"  #: nothing is otherwise by it: we knew, or they have said since that it is over
    OVER = "over"  #: nothing was changed: those days are over


@dataclass(frozen=True, slots=True)
class Wanted:
    """*person* is away from the day *from_on*, and back on *until_on*. *outside_id* is its name at its source, if it has one there.

    *told* are the two days as the source has them; None: it leaves one open, and ours is a guess.
    """

    person: Person
    from_on: date
    until_on: date
    source: Source
    outside_id: str | None = None
    told: tuple[date | None, date | None] | None = None

    @property
    def said(self) -> tuple[date | None, date | None]:
        return self.told or (self.from_on, self.until_on)


def put(session: Session, wanted: Wanted, known: list[Leave], today: date, now: datetime) -> Outcome:
    """Make or change the row. What is over of a leave stays as it was.

    Days that others told of already get a row too: it stands when theirs is taken back.
    """
    until_on = min(wanted.until_on, wanted.from_on + LONGEST)
    named = next((one for one in known if wanted.outside_id and (one.source, one.outside_id) == (wanted.source, wanted.outside_id)), None)
    if named is not None:
        if _says_the_same(named, wanted) and (named.ended_at is not None or named.until_on == until_on):
            return Outcome.KNOWN
        if named.days and named.until_on <= today:
            close(named, today)
            session.flush()
        else:
            return _change(named, wanted, max(until_on, today), today)
    if until_on <= max(today, wanted.from_on):
        return Outcome.OVER
    from_on = max(wanted.from_on, today)
    if wanted.source == Source.FILE and any(one.ended_at is not None and _says_the_same(one, wanted) for one in known):
        return Outcome.KNOWN
    same = _same(wanted, known, from_on, today)
    if same is not None:
        return _change(same, wanted, until_on, today)
    inside = any(one.from_on <= from_on and until_on <= one.until_on for one in known)
    leave = _row(wanted, from_on, until_on, now)
    session.add(leave)
    session.flush()
    known.append(leave)
    return Outcome.KNOWN if inside else Outcome.ADDED


def _row(wanted: Wanted, from_on: date, until_on: date, now: datetime) -> Leave:
    return Leave(
        person_id=wanted.person.id or 0,
        from_on=from_on,
        until_on=until_on,
        source=wanted.source,
        outside_id=wanted.outside_id,
        told_from_on=wanted.said[0],
        told_until_on=wanted.said[1],
        created_at=now,
    )


def in_one(known: Iterable[Leave]) -> list[list[Leave]]:
    """Those that share days are one leave to people, whoever says so; the earliest first."""
    found: list[list[Leave]] = []
    over_on = date.min
    for leave in sorted(known, key=lambda leave: leave.from_on):
        if leave.from_on < over_on:
            found[-1].append(leave)
        else:
            found.append([leave])
        over_on = max(over_on, leave.until_on)
    return found


def around(known: Iterable[Leave], day: date) -> Sequence[Leave]:
    """All rows of the leave that has that day in it. (): none has."""
    return next((rows for rows in in_one(known) if any(leave.covers(day) for leave in rows)), ())


def _says_the_same(leave: Leave, wanted: Wanted) -> bool:
    return leave.source == wanted.source and (leave.told_from_on, leave.told_until_on) == wanted.said


def _same(wanted: Wanted, known: Iterable[Leave], from_on: date, today: date) -> Leave | None:
    """The leave that somebody means who names days by hand: the one that begins then (or runs today, if these begin today)."""
    if wanted.outside_id is not None or wanted.source not in BY_HAND:
        return None
    theirs = [one for one in known if one.outside_id is None and one.source == wanted.source and one.days and one.until_on > today]
    return next((one for one in theirs if max(one.from_on, today) == from_on), None)


def _change(leave: Leave, wanted: Wanted, until_on: date, today: date) -> Outcome:
    from_on = leave.from_on if leave.days and leave.from_on <= today else max(wanted.from_on, today)
    before, leave.ended_at = (leave.from_on, leave.until_on), None
    leave.from_on, leave.until_on = from_on, max(until_on, from_on)
    leave.told_from_on, leave.told_until_on = wanted.said
    if before == (leave.from_on, leave.until_on):
        return Outcome.KNOWN
    leave.policy, leave.at_most, leave.asked_at, leave.chosen_at = None, None, None, None  # another return, another choice
    return Outcome.CHANGED


def finish(leave: Leave, today: date, now: datetime) -> None:
    """From today on it counts no more; the row stays, so that its source does not bring it back."""
    leave.until_on = max(leave.from_on, min(leave.until_on, today))
    leave.ended_at = now


def close(leave: Leave, today: date) -> None:
    """It is over, and keeps its days under a name of its own."""
    leave.until_on = max(leave.from_on, min(leave.until_on, today))
    leave.outside_id = f"{leave.outside_id}/{leave.id}"
