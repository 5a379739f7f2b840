"""What admins have put on hold for somebody, as far as it is on."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.diary import Away, Diary, Pause


def everything(diary: Diary) -> bool:
    """Whether nothing at all comes to them: the whole workspace is on hold, or each of their programmes."""
    return _is_on(diary.pauses) or (bool(diary.routes) and all(_is_on(route.holds) for route in diary.routes))


def programmes(diary: Diary) -> tuple[str, ...]:
    """The titles of their programmes that are on hold, be it with all else."""
    whole = _is_on(diary.pauses)
    return tuple(route.programme.title for route in diary.routes if whole or _is_on(route.holds))


def _is_on(pauses: Iterable[Pause]) -> bool:
    return any(pause.away == Away.HOLD and pause.until_on is None for pause in pauses)
