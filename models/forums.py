"""Forums: the channel in which a cohort talks about what it learns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select

from models.base import json


class Forum(SQLModel, table=True):
    """A cohort's, in the workspace *workspace_id*. *name* is "" where the platform does not tell it; *heard*: it tells us who replies."""

    cohort_id: int = Field(primary_key=True, foreign_key="cohort.id", sa_column_kwargs={"autoincrement": False})
    workspace_id: int = Field(foreign_key="workspace.id")
    conversation: dict[str, Any] = json()
    name: str = ""
    heard: bool = False


def of_cohorts(session: Session, cohorts: Iterable[int]) -> Mapping[int, Forum]:
    """The forums of those of the cohorts that have one, by cohort."""
    wanted = set(cohorts)
    found = session.exec(select(Forum).where(col(Forum.cohort_id).in_(wanted))) if wanted else ()
    return {forum.cohort_id: forum for forum in found}


def put(session: Session, forum: Forum) -> None:
    """Make it the cohort's forum, in the place of the one before."""
    session.merge(forum)
    session.flush()


def remove(session: Session, cohort_id: int) -> None:
    """The cohort has no forum any more."""
    found = session.get(Forum, cohort_id)
    if found is not None:
        session.delete(found)
        session.flush()
