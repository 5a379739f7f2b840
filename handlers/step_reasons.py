"""Why one activity comes when it comes, or came when it came: the whole chain for one person and step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from content.message import Message, Part, Text, escape, say
from content.programme import Programme, Step
from handlers.house import House
from models import deliveries, enrolments
from models.deliveries import Delivery, State
from models.enrolments import Enrolment
from models.people import Person
from models.session import Session
from scheduler import made
from scheduler.diaries import Known, read
from scheduler.diary import What
from scheduler.plan import explain_step, plan
from scheduler.reasons import count

SOON = timedelta(minutes=1)  # from then on it is worth saying that something waited for its turn
THEIRS_ALONE = "whether it comes depends on their own answers, and these are not for others to see"
KEYS = 12  # of the steps that are named where none of them was meant


@dataclass(frozen=True, slots=True)
class Asked:
    """A step of an enrolment that somebody asks about."""

    enrolment: Enrolment
    programme: Programme
    step: Step


def steps_meant(session: Session, house: House, person: Person, typed: str) -> Sequence[Asked]:
    """The steps of that key, or whose title begins so: of the programmes the person is on, else of those they were on."""
    theirs = enrolments.of_person(session, person.id or 0)
    running = [row for row in theirs if row.state == enrolments.State.ACTIVE]
    return [*_meant(session, house, running, typed)] or [*_meant(session, house, theirs[::-1], typed)][:1]


def _meant(session: Session, house: House, theirs: Sequence[Enrolment], typed: str) -> Iterator[Asked]:
    said = " ".join(typed.split()).strip("“”\"'`").casefold()
    for row in theirs:
        programme = house.library.programme(session, row.version_id)
        named = [step for step in programme.every_step if step.key == said] or [
            step for step in programme.every_step if step.title.casefold().startswith(said)
        ]
        yield from (Asked(row, programme, step) for step in named)


def no_such_step(session: Session, house: House, person: Person, typed: str) -> Message:
    """What there is instead."""
    running = enrolments.active_of(session, [person.id or 0])
    keys = [step.key for row in running for step in house.library.programme(session, row.version_id).steps]
    more = " …" if len(keys) > KEYS else ""
    there = f"There is: {', '.join(f'`{key}`' for key in keys[:KEYS])}{more}" if keys else "No programme is running for them."
    return say(f"No activity of {escape(person.name)}'s is called “{escape(typed)}”, and nobody else is meant by it. {there}")


def step_reasons(session: Session, house: House, person: Person, asked: Sequence[Asked], now: datetime, *, own: bool) -> Message:
    """All that decided when these steps came, or will."""
    (known,) = read(session, house.library, [person])
    parts: list[Part] = []
    for one in asked:
        row = next((row for row in deliveries.steps_of(session, [one.enrolment.id or 0]) if row.step == one.step.key), None)
        told: Iterable[str] = _came(session, row, known.zone) if row is not None else _comes(known, one, now)
        if one.step.for_some and not own:
            told = (THEIRS_ALONE,)
        head = f"**{escape(one.step.title)}** (`{one.step.key}` of {escape(one.programme.title)}, {escape(person.name)})"
        parts.append(Text("\n".join([head, *(f"- {escape(line)}" for line in told)])))
    return Message(tuple(parts))


def _comes(known: Known, asked: Asked, now: datetime) -> Iterator[str]:
    """Of what was not made yet."""
    number, key = asked.enrolment.id or 0, asked.step.key
    if number not in known.enrolments:
        ended = f" on {_at(asked.enrolment.ended_at, known.zone)}" if asked.enrolment.ended_at else ""
        yield f"does not come: {'taken off the programme' if asked.enrolment.state == enrolments.State.WITHDRAWN else 'it was over'}{ended}"
        return
    due = next(
        (one for one in plan(known.diary, now, explain=False).dues if (one.what, one.enrolment, one.step) == (What.STEP, number, key)), None
    )
    yield f"comes {_at(max(due.at, now), known.zone)}" if due is not None else "has no date, or never will:"
    yield from explain_step(known.diary, now, number, key)
    if known.address is None:
        yield f"but no chat reaches them: {known.unreached or 'nobody knows why'}"


def _came(session: Session, row: Delivery, zone: ZoneInfo) -> Iterator[str]:
    """Of what was made, by the reasons of that moment."""
    yield f"was planned for {_at(row.planned_at, zone)}"
    yield from row.why or ()
    if row.due_at != row.planned_at:
        yield f"so it fell due {_at(row.due_at, zone)}"
    if row.attempts > 1:
        yield f"it was tried {row.attempts} times"
    if row.sent_at is not None:
        yield f"sent {_at(row.sent_at, zone)}{_after(row)}"
        if row.possible_duplicate:
            yield "it may have come twice: the chat did not say whether an earlier attempt had arrived"
        yield f"answered {_at(row.answered_at, zone)}" if row.answered_at is not None else "not answered yet"
    else:
        told = row.state == State.FAILED or made.is_passed(row)
        yield made.in_words(row) + (f" ({row.reason})" if row.reason and not told else "")
    for reminder in deliveries.reminders_of(session, row.id or 0):
        yield f"a reminder of {_at(reminder.due_at, zone)} {made.in_words(reminder)}"


def _after(row: Delivery) -> str:
    """How long it waited for its turn, if it did."""
    waited = (row.sent_at or row.due_at) - row.due_at
    if waited < SOON:
        return ""
    minutes = round(waited / timedelta(minutes=1))
    return f", {count(minutes, 'minute')} after it was due: it waited for its turn, as the chat takes only so many messages at a time"


def _at(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%A %-d %B %Y, %H:%M}"
