"""Wordings: in which version's words something was asked, where its enrolment has gone over to another version since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import exists, insert, literal, select
from sqlmodel import Field, Session, SQLModel, col
from sqlmodel import select as rows_of

from models import base
from models.deliveries import Delivery


class Wording(SQLModel, table=True):
    """What is not here was asked in the words of the version that its enrolment is on."""

    delivery_id: int = Field(primary_key=True, foreign_key="delivery.id", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False})
    version_id: int = Field(foreign_key="programme_version.id")


def of(session: Session, delivery_id: int) -> int | None:
    """The version in whose words it was asked. None: that of its enrolment."""
    found = session.get(Wording, delivery_id)
    return found.version_id if found is not None else None


def many(session: Session, deliveries: Iterable[int]) -> Mapping[int, int]:
    """The versions in whose words these were asked, by delivery, but those of their enrolments."""
    wanted = list(deliveries)
    found = session.exec(rows_of(Wording).where(base.among(Wording.delivery_id, wanted))) if wanted else ()
    return {one.delivery_id: one.version_id for one in found}


def keep(session: Session, enrolments: Iterable[int], steps: Collection[str], version_id: int) -> None:
    """What was made of these steps for these enrolments keeps the words of that version; what has others' already keeps those."""
    if not steps:
        return
    known = exists().where(col(Wording.delivery_id) == col(Delivery.id))
    made = select(col(Delivery.id), literal(version_id)).where(
        base.among(Delivery.enrolment_id, enrolments), col(Delivery.step).in_(list(steps)), ~known
    )
    session.flush()
    columns = ["delivery_id", "version_id"]
    session.connection().execute(insert(Wording.__table__).from_select(columns, made))  # type: ignore[attr-defined]
