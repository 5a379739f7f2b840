"""What a calendar does to somebody's steps: how many come at another time than without it, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from scheduler.diary import Diary, What
from scheduler.plan import plan


class Because(StrEnum):
    """Why a step does not come when its programme says."""

    HOLIDAYS = "holidays"
    LEAVE = "leave"
    QUIET = "quiet hours"
    FULL = "a full day"  #: the most that may come on a day had come


@dataclass(frozen=True, slots=True)
class Moved:
    """How many steps come later or earlier, and how many are left out."""

    moved: int
    left_out: int


def moved(begins: Diary) -> Mapping[Because, Moved]:
    """What each thing does to the dated steps of somebody who is about to begin; what follows an answer has no date yet."""
    found: dict[Because, Moved] = {}
    really = _steps(begins)
    for because, (concerns, without) in WITHOUT.items():
        if concerns(begins):
            else_ = _steps(without(begins))
            both = really.keys() & else_.keys()
            found[because] = Moved(sum(really[step] != else_[step] for step in both), len(else_.keys() - really.keys()))
    return found


def _steps(diary: Diary) -> Mapping[str, datetime]:
    dues = plan(diary, diary.routes[0].joined_at, explain=False).dues
    return {due.step: due.planned_at for due in dues if due.what is What.STEP and due.step is not None}


def _without_holidays(diary: Diary) -> Diary:
    return replace(diary, calendar=replace(diary.calendar, holidays={}))


def _without_quiet_hours(diary: Diary) -> Diary:
    return replace(diary, calendar=replace(diary.calendar, firm=False))


def _without_leave(diary: Diary) -> Diary:
    return replace(diary, pauses=())


#: Whether each concerns a diary at all, and the same diary without it.
WITHOUT: Mapping[Because, tuple[Callable[[Diary], bool], Callable[[Diary], Diary]]] = {
    Because.HOLIDAYS: (lambda diary: bool(diary.calendar.holidays), _without_holidays),
    Because.LEAVE: (lambda diary: bool(diary.pauses), _without_leave),
    Because.QUIET: (lambda diary: diary.calendar.firm, _without_quiet_hours),
}
