"""Why one activity comes when it comes, or came when it came: the whole chain for one person and step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from content.message import Message, Part, Text, escape, say
from content.programme import Programme, Step
from content.translated import N_, _, _n
from handlers.house import House
from handlers.moments import full_moment
from models import deliveries, enrolments
from models.deliveries import Delivery, State
from models.enrolments import Enrolment
from models.people import Person
from models.session import Session
from scheduler import made
from scheduler.diaries import Known, read
from scheduler.diary import What
from scheduler.plan import explain_step, plan

SOON = timedelta(minutes=1)  # from then on it is worth saying that something waited for its turn
THEIRS_ALONE = N_("whether it comes depends on their own answers, and these are not for others to see")
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
    said = " ".join(typed.split()).strip("„“”\"'`").casefold()
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
    known = ", ".join(f"`{key}`" for key in keys[:KEYS]) + (" …" if len(keys) > KEYS else "")
    there = _("There is: {keys}", keys=known) if keys else _("No programme is running for them.")
    none = _("No activity of {name}'s is called “{typed}”, and nobody else is meant by it.", name=escape(person.name), typed=escape(typed))
    return say(f"{none} {there}")


def step_reasons(session: Session, house: House, person: Person, asked: Sequence[Asked], now: datetime, *, own: bool) -> Message:
    """All that decided when these steps came, or will."""
    (known,) = read(session, house.library, [person])
    parts: list[Part] = []
    for one in asked:
        row = next((row for row in deliveries.steps_of(session, [one.enrolment.id or 0]) if row.step == one.step.key), None)
        told: Iterable[str] = _came(session, row, known.zone) if row is not None else _comes(known, one, now)
        if one.step.for_some and not own:
            told = (_(THEIRS_ALONE),)
        head = _(
            "**{title}** (`{key}` of {programme}, {name})",
            title=escape(one.step.title),
            key=one.step.key,
            programme=escape(one.programme.title),
            name=escape(person.name),
        )
        parts.append(Text("\n".join([head, *(f"- {escape(line)}" for line in told)])))
    return Message(tuple(parts))


def _comes(known: Known, asked: Asked, now: datetime) -> Iterator[str]:
    """Of what was not made yet."""
    number, key = asked.enrolment.id or 0, asked.step.key
    if number not in known.enrolments:
        yield _ended(asked.enrolment, known.zone)
        return
    due = next(
        (one for one in plan(known.diary, now, explain=False).dues if (one.what, one.enrolment, one.step) == (What.STEP, number, key)), None
    )
    yield _("comes {when}", when=_at(max(due.at, now), known.zone)) if due is not None else _("has no date, or never will:")
    yield from explain_step(known.diary, now, number, key)
    if known.address is None:
        yield _("but no chat reaches them: {why}", why=_(known.unreached) if known.unreached else _("nobody knows why"))


def _ended(enrolment: Enrolment, zone: ZoneInfo) -> str:
    left = enrolment.state == enrolments.State.WITHDRAWN
    if enrolment.ended_at is None:
        return _("does not come: taken off the programme") if left else _("does not come: it was over")
    when = _at(enrolment.ended_at, zone)
    return (
        _("does not come: taken off the programme on {when}", when=when) if left else _("does not come: it was over on {when}", when=when)
    )


def _came(session: Session, row: Delivery, zone: ZoneInfo) -> Iterator[str]:
    """Of what was made, by the reasons of that moment."""
    yield _("was planned for {when}", when=_at(row.planned_at, zone))
    yield from row.why or ()
    if row.due_at != row.planned_at:
        yield _("so it fell due {when}", when=_at(row.due_at, zone))
    if row.attempts > 1:
        yield _n("it was tried {number} time", "it was tried {number} times", row.attempts)
    if row.sent_at is not None:
        yield _sent(row, _at(row.sent_at, zone))
        if row.possible_duplicate:
            yield _("it may have come twice: the chat did not say whether an earlier attempt had arrived")
        yield _("answered {when}", when=_at(row.answered_at, zone)) if row.answered_at is not None else _("not answered yet")
    else:
        told = row.state == State.FAILED or made.is_passed(row)
        yield made.in_words(row) + (f" ({_(row.reason)})" if row.reason and not told else "")
    for reminder in deliveries.reminders_of(session, row.id or 0):
        yield _("a reminder of {when}: {what}", when=_at(reminder.due_at, zone), what=made.in_words(reminder))


def _sent(row: Delivery, when: str) -> str:
    """When it was sent, and how long it waited for its turn, if it did."""
    waited = (row.sent_at or row.due_at) - row.due_at
    if waited < SOON:
        return _("sent {when}", when=when)
    return _n(
        "sent {when}, {number} minute after it was due: it waited for its turn, as the chat takes only so many messages at a time",
        "sent {when}, {number} minutes after it was due: it waited for its turn, as the chat takes only so many messages at a time",
        round(waited / timedelta(minutes=1)),
        when=when,
    )


def _at(instant: datetime, zone: ZoneInfo) -> str:
    return full_moment(instant.astimezone(zone))
