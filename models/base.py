"""What every table shares: names of constraints, states as checked text.

Aware instants are SQLModel's own doing: a `datetime` column is UTC on every database and refuses a naive value.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, Integer, String, bindparam
from sqlmodel import Field, SQLModel, col

# Alembic alters a constraint on SQLite only if it has a name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = SQLModel.metadata
MANY = 500  # numbers, from which on they stand in the statement itself


def one_of(column: str, states: type[StrEnum]) -> CheckConstraint:
    """States are text with a CHECK: a PostgreSQL ENUM can't lose a value again."""
    allowed = ", ".join(f"'{state.value}'" for state in states)
    return CheckConstraint(f"{column} IN ({allowed})", name=f"{column}_known")


def text(**given: Any) -> Any:
    """A column of text that holds a StrEnum's value."""
    return Field(sa_type=String, **given)


def json(**given: Any) -> Any:
    """A column of JSON values. Put a new value in it: what changes inside one is not seen."""
    return Field(sa_type=JSON, **given)


def no_items() -> list[Any]:
    """An empty list to begin with. Pydantic asks for a default's signature whenever a row is made, and `list` is slow to tell its own."""
    return []


def no_values() -> dict[str, Any]:
    """An empty mapping to begin with, for the same reason."""
    return {}


def among(column: int | None, numbers: Iterable[int]) -> ColumnElement[bool]:
    """Whether it is one of these numbers. Ten thousand parameters would cost more than the answer, and a database takes only so many."""
    wanted = list(numbers)
    if len(wanted) < MANY:
        return col(column).in_(wanted)
    return col(column).in_(bindparam("numbers", wanted, Integer, unique=True, expanding=True, literal_execute=True))
