"""What this database is: of the sandbox or of a real workspace. It never changes."""

from __future__ import annotations

from sqlmodel import Field, Session, SQLModel


class About(SQLModel, table=True):
    """A name and what it is set to."""

    name: str = Field(primary_key=True)
    value: str


class OtherKind(ValueError):
    """A database of one kind was opened as the other."""


def claim(session: Session, kind: str) -> None:
    """Remember that this is a database of that *kind* (`sandbox`, `real`). Raises OtherKind if it is of another."""
    found = session.get(About, "kind")
    if found is None:
        session.add(About(name="kind", value=kind))
    elif found.value != kind:
        raise OtherKind(f"this database belongs to a {found.value} workspace and can't serve a {kind} one")
