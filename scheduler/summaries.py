"""Use-case: Monday's summary of the week before, to a manager about their own people."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from content.message import Choice, Choices, Facts, Heading, Message, Note, Part, Quote, Text, escape
from models import deliveries, enrolments, roles
from models.leaves import Leave
from models.people import Person
from models.responses import Response, told
from models.session import Session
from scheduler import calendar
from scheduler.checkins import ENVIRONMENT, MANAGER
from scheduler.counts import counted, trend
from scheduler.library import Library
from scheduler.records import Record, record, the_week

ENCOURAGE, OFFER = "encourage", "offer"
MOST_EXCEPTIONS, MOST_QUOTES = 12, 20  # so that a message holds them
HELD_UP = {
    "unclear": "it is not clear what is expected, or there is no feedback",
    "time": "no time",
    "process": "a tool, access or process is in the way",
    "discouraged": "it is discouraged or not rewarded here",
}


def for_manager(session: Session, library: Library, manager: Person, zone: ZoneInfo, week_name: str) -> Message:
    """What a manager should know of their people's week: exceptions first, each with something to do about it."""
    week = the_week(week_name, zone)
    reports = [person for person in roles.reports_of(session, manager.id or 0) if person.id is not None]
    going = enrolments.going_in(session, [person.id or 0 for person in reports], week.since, week.next_monday)
    learners = [person for person in reports if person.id in going]
    heading = Heading(f"Your people, {week.title}")
    if not learners:
        why = "none of your people was on a programme." if reports else "nobody has you as their manager here."
        return Message((heading, Text(f"Nothing to report: {why}")), summary=f"Your people, {week.title}: nothing to report")
    kept = record(session, [person.id or 0 for person in learners], week)
    if kept.is_empty and not kept.silent:
        nothing = Text("Nothing to report: nothing was due for your people that week.")
        return Message((heading, nothing), summary=f"Your people, {week.title}: nothing to report")
    words = _shared(session, library, manager, learners, kept)
    parts = (*_exceptions(manager, learners, kept), *_progress(learners, kept), *trend(kept), *words)
    note = Note("You see what was done, and only the words that somebody chose to share with you.")
    return Message((heading, *parts, note), summary=f"Your people, {week.title}: {kept.done()} of {kept.due()} done")


def _exceptions(manager: Person, learners: Sequence[Person], kept: Record) -> tuple[Part, ...]:
    """Who asks for help, then who is held up, then who is silent; each with what to do about it, as far as a message holds them."""
    found = sorted(
        ((reasons, person) for person in learners if (reasons := _reasons(manager, person, kept))), key=lambda one: min(one[0])[0]
    )
    parts: list[Part] = []
    for reasons, person in found[:MOST_EXCEPTIONS]:
        said = " and ".join(said for _, said in reasons)
        parts += [Text(f"**{escape(person.name)}** {said}."), _acts(person)]
    if found[MOST_EXCEPTIONS:]:
        names = ", ".join(escape(person.name) for _, person in found[MOST_EXCEPTIONS:])
        parts.append(Text(f"The same goes for {names}."))
    return (Text("**Worth a moment of yours**"), *parts) if parts else ()


def _reasons(manager: Person, person: Person, kept: Record) -> list[tuple[int, str]]:
    """Why somebody is worth a moment, the most urgent with the lowest number. An obstacle counts only if it was shared."""
    weeks = [row for row in (*kept.late, *kept.checked_in) if row.person_id == person.id]
    found = []
    if any(manager.id in row.help_from for row in weeks):
        found.append((1, "asks you for help"))
    obstacles = [row.obstacle for row in weeks if row.visibility == MANAGER and manager.id in row.seen_by and row.obstacle in ENVIRONMENT]
    if obstacles:
        found.append((2, f"is held up: {HELD_UP[obstacles[-1]]}"))
    if person.id in kept.silent:
        found.append((3, "has not answered anything for two weeks"))
    return found


def _acts(person: Person) -> Choices:
    return Choices((Choice(f"{ENCOURAGE}/{person.id}", "Send encouragement"), Choice(f"{OFFER}/{person.id}", "Offer time")))


def _progress(learners: Sequence[Person], kept: Record) -> tuple[Part, ...]:
    checked = {row.person_id for row in kept.checked_in}
    rows = []
    for person in learners:
        number = person.id or 0
        steps = f"{kept.done(number)} of {kept.due(number)} done" if kept.due(number) else "nothing was due"
        friday = "checked in" if number in checked else "no check-in" if number in kept.asked else ""
        rows.append((person.name, ", ".join(part for part in (steps, friday, _away(number, kept)) if part)))
    return Facts(tuple(rows)), Text(_total(kept))


def _away(number: int, kept: Record) -> str:
    absence = kept.away.get(number)
    if absence is None:
        return ""
    said = "away" if isinstance(absence, Leave) else "on a break"
    return f"{said} until {absence.until_on:%-d %B}" if absence.until_on else said


def _total(kept: Record) -> str:
    opened = max(len(kept.asked), len(kept.checked_in))
    fridays = f", {len(kept.checked_in)} of {opened} check-ins in" if opened else ""
    late = [counted(kept.late_steps, "step"), counted(len(kept.late), "check-in")]
    more = " and ".join(said for said in late if said)
    return f"Together: {kept.done()} of {kept.due()} steps done{fridays}." + (f" From earlier weeks, {more} came late." if more else "")


def _shared(session: Session, library: Library, manager: Person, learners: Sequence[Person], kept: Record) -> tuple[Part, ...]:
    names = {person.id: person.name for person in learners}
    quotes: list[Part] = [
        Quote(by=f"{names[row.person_id]}{_about(session, library, row)}", response=row.id)
        for row in kept.answers
        if manager.id in row.seen_by and told(row)
    ]
    for week in (*kept.late, *kept.checked_in):
        if manager.id in week.seen_by:
            when = f" (week of {calendar.week_start(week.week):%-d %B})" if week in kept.late else ""
            quotes += [
                Quote(by=f"{names[week.person_id]}, {said}{when}", checkin=week.id, item=item)
                for item, said in (("did", "what I did"), ("next", "next week"))
                if getattr(week, item)
            ]
    more = (Text(f"… and {len(quotes) - MOST_QUOTES} more."),) if len(quotes) > MOST_QUOTES else ()
    return (Text("**In their own words**, shared with you"), *quotes[:MOST_QUOTES], *more) if quotes else ()


def _about(session: Session, library: Library, answer: Response) -> str:
    """Which step it answers."""
    asked = deliveries.get(session, answer.delivery_id) if answer.delivery_id is not None else None
    if asked is None or asked.enrolment_id is None or asked.step is None:
        return ""
    return f" on “{library.asked(session, asked).step(asked.step).title}”"
