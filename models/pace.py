"""Pace: when a workspace, and a conversation in it, may get its next message. Kept in rows, so that all processes share it.

The rows hold one instant each, by the generic cell rate algorithm (ITU-T I.371): something may pass while
that instant is no more than the burst's tolerance ahead, and each passing moves it on by the interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select


class Pace(SQLModel, table=True):
    """*name* is `workspace/<n>` or `workspace/<n>/<conversation>`; *next_at* is of the wire's time."""

    name: str = Field(primary_key=True)
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Rate:
    """One message every *interval* in the long run, up to *burst* at once."""

    interval: timedelta
    burst: int

    @property
    def tolerance(self) -> timedelta:
        return self.interval * (self.burst - 1)

    def room(self, next_at: datetime | None, wire: datetime) -> int:
        """How many may pass at this instant."""
        if next_at is None or next_at <= wire:
            return self.burst
        if not self.interval:
            return 0 if next_at > wire else self.burst
        return max(0, (wire + self.tolerance - next_at) // self.interval + 1)

    def after(self, next_at: datetime | None, wire: datetime, passed: int) -> datetime:
        """The instant to keep once *passed* have passed."""
        return max(next_at or wire, wire) + self.interval * passed


def of(session: Session, names: Iterable[str]) -> Mapping[str, datetime]:
    """The instants of those names that have one."""
    wanted = list(names)
    return {pace.name: pace.next_at for pace in session.exec(select(Pace).where(col(Pace.name).in_(wanted)))} if wanted else {}


def keep(session: Session, instants: Mapping[str, datetime]) -> None:
    """Write the instants down; an instant never goes back, whoever writes last (a 429's Retry-After stands)."""
    if not instants:
        return
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = make(Pace.__table__)  # type: ignore[attr-defined]
    later = case((statement.excluded.next_at > col(Pace.next_at), statement.excluded.next_at), else_=col(Pace.next_at))
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"next_at": later})
    session.connection().execute(statement, [{"name": name, "next_at": at} for name, at in instants.items()])
