"""What this database is, by name: of the sandbox or of a real workspace (which never changes), and whose code it is good for."""

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
    found = noted(session, "kind")
    if found is None:
        note(session, "kind", kind)
    elif found != kind:
        raise OtherKind(f"this database belongs to a {found} workspace and can't serve a {kind} one")


def noted(session: Session, name: str) -> str | None:
    """What is noted under that name. None: nothing."""
    found = session.get(About, name)
    return found.value if found is not None else None


def note(session: Session, name: str, value: str) -> None:
    """Note it under that name, in the place of what was there."""
    session.merge(About(name=name, value=value))
