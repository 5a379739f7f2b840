"""Background jobs: one file of this folder, one kind of job. What is done in slices is told to who asked for it when it is all done."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from importlib import import_module
from typing import TypeAlias

from content.cldr import number
from content.translated import _
from handlers.house import House
from models import jobs
from models.jobs import Job
from models.session import Session
from scheduler.jobs import Slice, Work

Act: TypeAlias = Callable[[Session, House, Job, datetime], Slice]


@dataclass(frozen=True, slots=True)
class Known:
    """*says* is what is going on meanwhile, in a few words, which `_` says in another language."""

    says: str
    act: Act


_KNOWN: dict[str, Known] = {}


def job(kind: str, says: str) -> Callable[[Act], Act]:
    """Register a function as what does the next slice of jobs of that *kind*."""

    def register(act: Act) -> Act:
        if kind in _KNOWN:
            raise ValueError(f"two background jobs are called {kind}")
        _KNOWN[kind] = Known(says, act)
        return act

    return register


@cache
def known() -> Mapping[str, Known]:
    """Every background job by its kind: all modules of this folder are imported for it."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return dict(sorted(_KNOWN.items()))


def works(house: House) -> Mapping[str, Work]:
    """What does them, in this house."""

    def act(one: Known, session: Session, job: Job, now: datetime) -> Slice:
        return one.act(session, house, job, now)

    return {kind: partial(act, one) for kind, one in known().items()}


def under_way(session: Session, organisation_id: int) -> Sequence[str]:
    """What goes on in the background at present, a sentence each."""
    going = [(known()[one.kind], one) for one in jobs.open_in(session, organisation_id) if one.kind in known()]
    return [_("{what}: {done} of {all}.", what=_(kind.says), done=number(one.done), all=number(one.total)) for kind, one in going]
