"""What the plan reads and what it says: a person's diary, and what falls due in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from content.conditions import Outcome
from content.programme import Programme
from scheduler.workdays import USUAL, Calendar


class What(StrEnum):
    """What falls due."""

    STEP = "step"  #: an activity of a programme
    REMINDER = "reminder"  #: a step that still waits for its answer
    CHECKIN = "checkin"  #: the weekly check-in, one for all routes
    SUMMARY = "summary"  #: a manager's week
    RETURN = "return"  #: on the first day back from leave: how do you want to go on?


@dataclass(frozen=True, slots=True)
class Past:
    """Something that was made, whether or not it has been sent."""

    due_at: datetime
    sent_at: datetime | None = None  #: None: not sent (yet)
    closed: bool = False  #: answered fully, expired, cancelled or failed: nothing more is wanted
    answered_at: datetime | None = None  #: None: not answered fully
    reminders: tuple[datetime, ...] = ()  #: when reminders of it were made
    in_words: str = ""  #: what became of it, such as "sent" or "failed: …"
    answers: tuple[tuple[datetime, Outcome], ...] = ()  #: what they answered and when, oldest first, where their way depends on it
    held: bool = False  #: nobody can say whether it arrived; an admin decides, and nothing waits for that


class Policy(StrEnum):
    """What becomes of the steps that fell into a time away. Steps after it keep their own dates, but for SHIFT."""

    SHIFT = "shift"  #: everything moves by the working days that were lost
    SKIP = "skip"  #: they are left out
    BUNDLE = "bundle"  #: they come on the first working day back, as far as the daily cap allows
    COMPRESS = "compress"  #: caught up in order, at most so many steps of the route a day
    DROP = "drop"  #: as COMPRESS, without the optional ones


class Away(StrEnum):
    """Why nothing comes for a while."""

    PAUSE = "pause"  #: the person wants nothing
    LEAVE = "leave"  #: they are away from work
    HOLD = "hold"  #: an admin has halted the programme or the workspace


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing comes from *from_at* until the day *until_on*, the first on which things come again (None: still open).

    *policy* None: the programme's own. *at_most*: steps of a route a day while it is caught up (None: the programme's own).
    *number* is that of the leave or hold. *asked*: the person was asked how they want to come back.
    """

    from_at: datetime
    from_on: date
    until_on: date | None = None
    policy: Policy | None = Policy.SHIFT
    at_most: int | None = None
    away: Away = Away.PAUSE
    number: int | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """A person's way through a programme. Withdrawn and ended enrolments have none."""

    enrolment: int
    programme: Programme
    start_on: date  #: always a Monday
    joined_at: datetime  #: nothing that fell due before comes
    past: Mapping[str, Past] = field(default_factory=dict)  #: by step key
    anchors: Mapping[str, date] = field(default_factory=dict)  #: the days of the programme's own anchors, as far as they are known
    joined_zone: ZoneInfo | None = None  #: where they were when they joined, or came back; None: where they are
    resumed_at: datetime | None = None  #: they had left, and are back since then; what after all shifts fell due before that does not come
    holds: tuple[Pause, ...] = ()  #: of this programme, or of the workspace; beside the person's own pauses


@dataclass(frozen=True, slots=True)
class Diary:
    """All that decides what one person gets and when.

    *sent_on* should reach back beyond the last working day: a full yesterday tells what waits for its own time today
    from what the service was not there to send.
    """

    zone: ZoneInfo
    routes: tuple[Route, ...] = ()
    checkin_day: int = 4  #: 0 is Monday
    checkin_time: time = time(15)
    checkins: Mapping[str, Past] = field(default_factory=dict)  #: by ISO week
    pauses: tuple[Pause, ...] = ()
    sent_on: Mapping[date, int] = field(default_factory=dict)  #: how many messages were made, by the local day of their `at`
    calendar: Calendar = USUAL
    manages_since: datetime | None = None  #: since when they have people on routes; None: they have none
    summaries: frozenset[str] = frozenset()  #: the ISO weeks they already have a summary of
    obstacles: tuple[tuple[datetime, str], ...] = ()  #: what they named in check-ins and when, oldest first, where top-ups are drawn by it
    attributes: Mapping[str, str] = field(default_factory=dict)  #: what they are, such as their role or site
    former_attributes: tuple[tuple[datetime, Mapping[str, str]], ...] = ()  #: until when they were what, oldest first

    def attributes_at(self, instant: datetime) -> Mapping[str, str]:
        """What they were then, as far as was known then."""
        return next((were for until, were in self.former_attributes if instant < until), self.attributes)


class Due(NamedTuple):  # not a dataclass: plans are full of them, and a frozen one takes three times as long to make
    """Something that comes. *planned_at* is when it would have come without a cap, and without having been late."""

    what: What
    key: str
    at: datetime
    planned_at: datetime
    expires_at: datetime
    enrolment: int | None = None
    step: str | None = None
    week: str | None = None
    number: int = 1  #: which reminder it is; of a return, the leave's number; else 1
    why: tuple[str, ...] = ()
    only_if: str = ""  #: on what it still depends whether it comes at all, as bare text


@dataclass(frozen=True, slots=True)
class Missed:
    """A step or a check-in that did not come and never will. *planned_at* None: it never had a date."""

    what: What
    enrolment: int | None
    step: str | None
    week: str | None
    planned_at: datetime | None
    why: tuple[str, ...] = ()
    chosen: bool = False  #: what they answered has led another way


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes, in the order in which it comes; what never will; and what waits for an answer."""

    dues: tuple[Due, ...]
    missed: tuple[Missed, ...]
    waits: tuple[tuple[int, str, str], ...]  #: enrolment, step, the step whose answer it waits for
    paused: Pause | None = None  #: what keeps everything from them at present
