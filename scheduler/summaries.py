"""Use-case: Monday's summary of the week before, to a manager about their own people."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from content.cldr import listed, month_day, number
from content.message import Choice, Choices, Facts, Heading, Message, Note, Part, Quote, Text, escape
from content.translated import N_, _
from models import deliveries, enrolments, roles
from models.leaves import Leave
from models.people import Person
from models.responses import Response
from models.session import Session
from scheduler import calendar
from scheduler.checkins import ENVIRONMENT, MANAGER
from scheduler.counts import came_late, trend
from scheduler.library import Library
from scheduler.records import Record, record, the_week
from scheduler.words import told

ENCOURAGE, OFFER = "encourage", "offer"
MOST_EXCEPTIONS, MOST_QUOTES = 12, 20  # so that a message holds them
HELD_UP = {
    "unclear": N_("it is not clear what is expected, or there is no feedback"),
    "time": N_("no time"),
    "process": N_("a tool, access or process is in the way"),
    "discouraged": N_("it is discouraged or not rewarded here"),
}
SAID = {"did": N_("{name}, what I did"), "next": N_("{name}, next week")}  # by the item of a check-in
SAID_LATE = {"did": N_("{name}, what I did (week of {date})"), "next": N_("{name}, next week (week of {date})")}


def for_manager(session: Session, library: Library, manager: Person, zone: ZoneInfo, week_name: str) -> Message:
    """What a manager should know of their people's week: exceptions first, each with something to do about it."""
    week = the_week(week_name, zone)
    reports = [person for person in roles.reports_of(session, manager.id or 0) if person.id is not None]
    going = enrolments.going_in(session, [person.id or 0 for person in reports], week.since, week.next_monday)
    learners = [person for person in reports if person.id in going]
    heading = Heading(_("Your people, {days}", days=week.title))
    nothing = _("Your people, {days}: nothing to report", days=week.title)
    if not reports:
        return Message((heading, Text(_("Nothing to report: nobody has you as their manager here."))), summary=nothing)
    if not learners:
        return Message((heading, Text(_("Nothing to report: none of your people was on a programme."))), summary=nothing)
    kept = record(session, [person.id or 0 for person in learners], week)
    if kept.is_empty and not kept.silent:
        return Message((heading, Text(_("Nothing to report: nothing was due for your people that week."))), summary=nothing)
    words = _shared(session, library, manager, learners, kept)
    parts = (*_exceptions(manager, learners, kept), *_progress(learners, kept), *trend(kept), *words)
    note = Note(_("You see what was done, and only the words that somebody chose to share with you."))
    summary = _("Your people, {days}: {done} of {due} done", days=week.title, done=number(kept.done()), due=number(kept.due()))
    return Message((heading, *parts, note), summary=summary)


def _exceptions(manager: Person, learners: Sequence[Person], kept: Record) -> tuple[Part, ...]:
    """Who asks for help, then who is held up, then who is silent; each with what to do about it, as far as a message holds them."""
    found = sorted(
        ((reasons, person) for person in learners if (reasons := _reasons(manager, person, kept))), key=lambda one: min(one[0])[0]
    )
    parts: list[Part] = []
    for reasons, person in found[:MOST_EXCEPTIONS]:
        parts += [Text(" ".join(said for urgency, said in reasons)), _acts(person)]
    if found[MOST_EXCEPTIONS:]:
        names = listed([escape(person.name) for reasons, person in found[MOST_EXCEPTIONS:]])
        parts.append(Text(_("The same goes for {names}.", names=names)))
    return (Text(_("**Worth a moment of yours**")), *parts) if parts else ()


def _reasons(manager: Person, person: Person, kept: Record) -> list[tuple[int, str]]:
    """Why somebody is worth a moment, each a sentence, the most urgent with the lowest number. An obstacle counts only if it was shared."""
    weeks = [row for row in (*kept.late, *kept.checked_in) if row.person_id == person.id]
    name, found = escape(person.name), []
    if any(manager.id in row.help_from for row in weeks):
        found.append((1, _("**{name}** asks you for help.", name=name)))
    obstacles = [row.obstacle for row in weeks if row.visibility == MANAGER and manager.id in row.seen_by and row.obstacle in ENVIRONMENT]
    if obstacles:
        found.append((2, _("**{name}** is held up: {obstacle}.", name=name, obstacle=_(HELD_UP[obstacles[-1]]))))
    if person.id in kept.silent:
        found.append((3, _("**{name}** has not answered anything for two weeks.", name=name)))
    return found


def _acts(person: Person) -> Choices:
    return Choices((Choice(f"{ENCOURAGE}/{person.id}", _("Send encouragement")), Choice(f"{OFFER}/{person.id}", _("Offer time"))))


def _progress(learners: Sequence[Person], kept: Record) -> tuple[Part, ...]:
    checked = {row.person_id for row in kept.checked_in}
    rows = []
    for person in learners:
        one = person.id or 0
        done, due = number(kept.done(one)), number(kept.due(one))
        steps = _("{done} of {due} done", done=done, due=due) if kept.due(one) else _("nothing was due")
        friday = _("checked in") if one in checked else _("no check-in") if one in kept.asked else ""
        rows.append((person.name, ", ".join(part for part in (steps, friday, _away(one, kept)) if part)))
    return Facts(tuple(rows)), Text(_total(kept))


def _away(person_id: int, kept: Record) -> str:
    absence = kept.away.get(person_id)
    if absence is None:
        return ""
    if absence.until_on is None:
        return _("away") if isinstance(absence, Leave) else _("on a break")
    until = month_day(absence.until_on)
    return _("away until {date}", date=until) if isinstance(absence, Leave) else _("on a break until {date}", date=until)


def _total(kept: Record) -> str:
    opened = max(len(kept.asked), len(kept.checked_in))
    done, due, late = number(kept.done()), number(kept.due()), came_late(kept)
    total = _("Together: {done} of {due} steps done.", done=done, due=due)
    if opened:
        total = _(
            "Together: {done} of {due} steps done, {checked_in} of {opened} check-ins in.",
            done=done,
            due=due,
            checked_in=number(len(kept.checked_in)),
            opened=number(opened),
        )
    if not late:
        return total
    # Translators: {counted} is like “1 step”, “2 check-ins” or “1 step and 2 check-ins”.
    belated = _("From earlier weeks, {counted} came late.", counted=listed(late))
    return f"{total} {belated}"


def _shared(session: Session, library: Library, manager: Person, learners: Sequence[Person], kept: Record) -> tuple[Part, ...]:
    names = {person.id: person.name for person in learners}
    quotes: list[Part] = [
        Quote(by=_by(session, library, names[row.person_id], row), response=row.id)
        for row in kept.answers
        if manager.id in row.seen_by and told(row)
    ]
    for week in (*kept.late, *kept.checked_in):
        if manager.id in week.seen_by:
            by, since = SAID_LATE if week in kept.late else SAID, month_day(calendar.week_start(week.week))
            quotes += [
                Quote(by=_(said, name=names[week.person_id], date=since), checkin=week.id, item=item)
                for item, said in by.items()
                if getattr(week, item)
            ]
    more = (Text(_("… and {number} more.", number=number(len(quotes) - MOST_QUOTES))),) if len(quotes) > MOST_QUOTES else ()
    return (Text(_("**In their own words**, shared with you")), *quotes[:MOST_QUOTES], *more) if quotes else ()


def _by(session: Session, library: Library, name: str, answer: Response) -> str:
    """Who has said it, and about which step."""
    asked = deliveries.get(session, answer.delivery_id) if answer.delivery_id is not None else None
    if asked is None or asked.enrolment_id is None or asked.step is None:
        return name
    return _("{name} on “{title}”", name=name, title=library.asked(session, asked).step(asked.step).title)
