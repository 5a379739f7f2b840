"""Exchanges: what becomes of the rows of enrolments that go over to another version of their programme."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from models import base
from models.deliveries import Delivery, Kind, State
from models.enrolments import Enrolment
from models.enrolments import State as Runs
from models.people import Person
from models.versions import ProgrammeVersion
from models.wordings import Wording

KEYED = (Kind.STEP, Kind.REMINDER)  #: whose natural key has their step's in it


def on_others(session: Session, version: ProgrammeVersion, cohort_id: int | None) -> Sequence[tuple[int, int]]:
    """Who is on another version of that programme (in that cohort), each with the number of that: person and version number."""
    theirs = () if cohort_id is None else (Enrolment.cohort_id == cohort_id,)
    return session.exec(
        select(col(Enrolment.person_id), col(ProgrammeVersion.number))
        .join(ProgrammeVersion, col(ProgrammeVersion.id) == col(Enrolment.version_id))
        .where(
            *theirs,
            ProgrammeVersion.organisation_id == version.organisation_id,
            Enrolment.programme_key == version.key,
            Enrolment.state == Runs.ACTIVE,
            Enrolment.version_id != version.id,
        )
        .order_by(col(Enrolment.person_id))
    ).all()


def count_on(session: Session, version: ProgrammeVersion, cohort_id: int | None) -> int:
    """How many are on that version (in that cohort) already."""
    theirs = () if cohort_id is None else (Enrolment.cohort_id == cohort_id,)
    wanted = select(func.count()).select_from(Enrolment).where(*theirs, Enrolment.state == Runs.ACTIVE, Enrolment.version_id == version.id)
    return session.exec(wanted).one()


def keep_from_others(session: Session, people: Iterable[int]) -> None:
    """Let nobody else make anything for these people until this transaction ends."""
    session.exec(select(Person.id).where(base.among(Person.id, people)).order_by(col(Person.id)).with_for_update(key_share=True)).all()


def forget_waiting(session: Session, enrolments: Iterable[int]) -> None:
    """Forget the steps and reminders that surely have not left us; the plan makes them again, in the words of the version it has then."""
    session.connection().execute(
        delete(Delivery).where(
            base.among(Delivery.enrolment_id, enrolments),
            col(Delivery.kind).in_(KEYED),
            col(Delivery.state).in_((State.SCHEDULED, State.QUEUED)),
            col(Delivery.unsure).is_(False),
        )
    )


def rename(session: Session, enrolments: Iterable[int], keys: Mapping[str, str]) -> None:
    """Have what was made of steps go by their new keys, given by the old ones; not for who had the new one before.

    What was asked in the words of a yet older version was something else, and stays what it is.
    """
    if not keys:
        return
    rows = session.exec(
        select(Delivery)
        .where(base.among(Delivery.enrolment_id, enrolments), col(Delivery.step).in_([*keys, *keys.values()]))
        .order_by(col(Delivery.id))
    ).all()
    worded = set(session.exec(select(Wording.delivery_id).where(base.among(Wording.delivery_id, [row.id or 0 for row in rows]))))
    had = {(row.enrolment_id, row.step) for row in rows if row.kind == Kind.STEP}
    had |= {(row.enrolment_id, keys[row.step or ""]) for row in rows if row.step in keys and row.kind == Kind.STEP and row.id in worded}
    for row in rows:
        old = row.step or ""
        if old in keys and (row.enrolment_id, keys[old]) not in had:
            row.step = keys[old]
            if row.kind in KEYED:
                row.key = row.key.replace(f"/{row.enrolment_id}/{old}/", f"/{row.enrolment_id}/{keys[old]}/", 1)
    session.flush()


def posts_go_along(session: Session, cohorts: Collection[int], steps: Collection[str], old: int, new: int) -> None:
    """What was posted of these steps in cohorts' forums is that of the new version too, which asks the same: it is not posted again."""
    for cohort in cohorts:
        for step in steps:
            there = select(Delivery.id).where(Delivery.key == f"forum/{cohort}/{step}/{new}")
            if session.exec(there).first() is None:
                session.connection().execute(
                    update(Delivery).where(col(Delivery.key) == f"forum/{cohort}/{step}/{old}").values(key=f"forum/{cohort}/{step}/{new}")
                )
