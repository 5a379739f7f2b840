"""Why something comes when it comes, and why something did not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from content.message import Message, Part, Text, escape
from handlers.house import House
from models import deliveries
from models.deliveries import Kind, State
from models.people import Person
from models.session import Session
from scheduler.diaries import IN_WORDS, Known, read
from scheduler.diary import Due, Missed, What
from scheduler.plan import plan

COMING, GONE = 3, 5
TROUBLE = (State.FAILED, State.EXPIRED, State.HELD, State.UNKNOWN, State.CANCELLED)


def reasons(session: Session, house: House, person: Person, now: datetime) -> Message:
    """What comes next for the person and by which rules; what did not come, and why."""
    (known,) = read(session, house.library, [person])
    name = escape(person.name)
    if known.address is None:
        return Message((Text(f"Nothing comes to {name}: no chat reaches them."),))
    planned = plan(known.diary, now)
    parts: list[Part] = [Text(f"**{name}**, {known.zone} ({_zone_source(known)})")]
    if planned.paused:
        parts.append(Text("Nothing comes at present: they are paused or have stopped."))
    parts += [Text(_entry(known, due)) for due in planned.dues[:COMING]]
    if not planned.dues and not planned.paused:
        parts.append(Text("Nothing more is planned."))
    if planned.waits:
        titles = {route.enrolment: route.programme for route in known.diary.routes}
        rows = (
            f"- {escape(titles[number].step(step).title)}: waits for the answer to “{escape(titles[number].step(on).title)}”"
            for number, step, on in planned.waits
        )
        parts.append(Text("\n".join(["**Waits**", *rows])))
    gone = [*(_missed(known, missed) for missed in planned.missed[-GONE:]), *_trouble(session, known)]
    if gone:
        parts.append(Text("\n".join(["**Did not come**", *gone])))
    return Message(tuple(parts))


def _zone_source(known: Known) -> str:
    if known.person.own_zone:
        return "their own choice"
    return "from their chat profile" if known.person.profile_zone else "the workspace's, as their own is not known"


def _title(known: Known, what: What, enrolment: int | None, step: str | None, week: str | None) -> str:
    for route in known.diary.routes:
        if route.enrolment == enrolment and step:
            title = escape(route.programme.step(step).title)
            return f"Reminder of {title}" if what == What.REMINDER else title
    return f"Check-in for {week}" if what == What.CHECKIN else f"Summary of {week}"


def _entry(known: Known, due: Due) -> str:
    when = f"{due.at.astimezone(known.zone):%A %-d %B %Y, %H:%M}"
    return _listed(f"**{when}: {_title(known, due.what, due.enrolment, due.step, due.week)}**", due.why)


def _listed(head: str, why: Iterable[str]) -> str:
    return "\n".join([head, *(f"- {escape(reason)}" for reason in why)])


def _missed(known: Known, missed: Missed) -> str:
    return f"- {_title(known, missed.what, missed.enrolment, missed.step, missed.week)}: {escape('; '.join(missed.why))}"


def _trouble(session: Session, known: Known) -> list[str]:
    rows = [row for row in deliveries.planned_of(session, [known.person.id or 0]) if row.state in TROUBLE][-GONE:]
    what = {Kind.STEP: What.STEP, Kind.REMINDER: What.REMINDER, Kind.CHECKIN: What.CHECKIN, Kind.SUMMARY: What.SUMMARY}
    return [
        f"- {_title(known, what[Kind(row.kind)], row.enrolment_id, row.step, row.week)}: {escape(row.reason or IN_WORDS[State(row.state)])}"
        for row in rows
    ]
