"""Why something comes when it comes, and why something did not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from content.message import Message, Part, Text, escape
from handlers.house import House
from models import deliveries, enrolments
from models.deliveries import Delivery, Kind, State
from models.people import Person
from models.session import Session
from scheduler.calendar import local_day
from scheduler.diaries import IN_WORDS, Known, read
from scheduler.diary import Due, Missed, What
from scheduler.plan import plan

COMING, GONE = 3, 5
TROUBLE = (State.FAILED, State.EXPIRED, State.HELD, State.UNKNOWN, State.CANCELLED)
WHAT = {Kind.STEP: What.STEP, Kind.REMINDER: What.REMINDER, Kind.CHECKIN: What.CHECKIN, Kind.SUMMARY: What.SUMMARY}


def reasons(session: Session, house: House, person: Person, now: datetime, *, own: bool = False) -> Message:
    """What comes next for the person and by which rules; what did not come, and why. *own*: they ask themselves."""
    (known,) = read(session, house.library, [person])
    name = escape(person.name)
    if known.address is None:
        why = f" ({escape(known.unreached)})" if known.unreached else ""
        return Message((Text(f"Nothing comes to {name}: no chat reaches them{why}."),))
    telling = _Telling(session, house, known)
    planned = plan(known.diary, now)
    parts: list[Part] = [Text(f"**{name}**, {known.zone} ({_zone_source(person, own=own)})")]
    if not known.diary.routes:
        parts.append(Text("On no programme at the moment."))
    if planned.paused:
        parts.append(Text(_paused(known, own=own)))
    parts += [Text(telling.entry(due)) for due in planned.dues[:COMING]]
    if not planned.dues and not planned.paused and known.diary.routes:
        parts.append(Text("Nothing more is planned."))
    if planned.waits:
        rows = (telling.waiting(*waiting) for waiting in planned.waits)
        parts.append(Text("\n".join(["**Waits**", *rows])))
    gone = [*(telling.missed(missed) for missed in planned.missed[-GONE:]), *telling.trouble()]
    if gone:
        parts.append(Text("\n".join(["**Did not come**", *gone])))
    return Message(tuple(parts))


def _zone_source(person: Person, *, own: bool) -> str:
    whose = "your" if own else "their"
    if person.own_zone:
        return f"{whose} own choice"
    return f"from {whose} chat profile" if person.profile_zone else f"the workspace's, as {whose} own is not known"


def _paused(known: Known, *, own: bool) -> str:
    who = "you" if own else "they"
    if known.person.stopped_at is not None:
        stopped_on = local_day(known.person.stopped_at, known.zone)
        return f"Nothing comes: {who} stopped messages on {stopped_on:%A %-d %B}, until {who} say `resume`."
    until_on = max((pause.until_on or date.max for pause in known.diary.pauses), default=date.max)
    if until_on == date.max:
        return f"Nothing comes: {who} are on a break until {who} say `resume`."
    return f"Nothing comes before {until_on:%A %-d %B}: {who} are on a break."


@dataclass(frozen=True, slots=True)
class _Telling:
    """Puts entries into words."""

    session: Session
    house: House
    known: Known

    def title(self, what: What, enrolment: int | None, step: str | None, week: str | None) -> str:
        if enrolment is not None and step is not None:
            version = enrolments.get(self.session, enrolment).version_id
            title = escape(self.house.library.programme(self.session, version).step(step).title)
            return f"Reminder of {title}" if what == What.REMINDER else title
        return f"Check-in for {week}" if what == What.CHECKIN else f"Summary of {week}"

    def entry(self, due: Due) -> str:
        when = f"{due.at.astimezone(self.known.zone):%A %-d %B %Y, %H:%M}"
        return _listed(f"**{when}: {self.title(due.what, due.enrolment, due.step, due.week)}**", due.why)

    def waiting(self, enrolment: int, step: str, on: str) -> str:
        title, awaited = (self.title(What.STEP, enrolment, key, None) for key in (step, on))
        return f"- {title}: waits for the answer to “{awaited}”"

    def missed(self, missed: Missed) -> str:
        return f"- {self.title(missed.what, missed.enrolment, missed.step, missed.week)}: {escape('; '.join(missed.why))}"

    def trouble(self) -> Sequence[str]:
        """What was made for them and did not arrive."""
        rows = [row for row in deliveries.planned_of(self.session, [self.known.person.id or 0]) if row.state in TROUBLE][-GONE:]
        return [self._gone(row) for row in rows]

    def _gone(self, row: Delivery) -> str:
        title = self.title(WHAT[Kind(row.kind)], row.enrolment_id, row.step, row.week)
        return f"- {title}: {escape(row.reason or IN_WORDS.get(State(row.state), State(row.state).value))}"


def _listed(head: str, why: Iterable[str]) -> str:
    return "\n".join([head, *(f"- {escape(reason)}" for reason in why)])
