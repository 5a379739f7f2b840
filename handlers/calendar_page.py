"""Whose calendar says what, and where each of it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from content.message import Facts, Message, Note, Text, say
from handlers import calendar_words as words
from handlers.calendars import Target, change, known, may_be_an_answer, the_setting, what_follows
from handlers.house import House
from handlers.incoming import Incoming
from handlers.sender import Sender
from models import calendars
from models.session import Session
from scheduler.calendar import DAY, local_day
from scheduler.diaries import Known
from scheduler.diary import Away
from scheduler.workdays import DEFAULT

ZONE, WEEK, HOLIDAYS, QUIET, CAP = "Time zone", "Working days", "Public holidays", "Quiet hours", "Daily limit"
LISTED = 3
LONGEST = 100  # days ahead of which the next spans are told


def page(session: Session, house: House, target: Target, now: datetime) -> Message:
    """All that holds for the target."""
    if target.person is None:
        return _set_here(session, target)
    person = known(session, house, target.person)
    title = f"**{target.titled('calendar')}**"
    note = "What you set yourself goes before a cohort's, and that before the workspace's. `auto` in the place of a setting takes it back."
    rows = (*settings(person, now, own=target.own).items(), *_off(person, now))
    return Message((Text(title), Facts(rows), *([Note(note)] if target.own else [])))


def set_or_show(
    session: Session,
    house: House,
    sender: Sender,
    incoming: Incoming,
    target: Target,
    now: datetime,
    label: str,
    said: Mapping[str, Any] | None,
) -> Message:
    """Keep what is *said* (columns of a CalendarSetting; None: it is only asked), and tell what holds then."""
    if said is None:
        may_be_an_answer(session, sender, incoming)
        return setting(session, house, target, now, label)
    change(session, house, sender, target, now, **said)
    return setting(session, house, target, now, label, what_follows(session, house, target, now))


def setting(session: Session, house: House, target: Target, now: datetime, label: str, follows: str = "") -> Message:
    """One line of it, and what *follows* from that."""
    if target.person is not None:
        found = settings(known(session, house, target.person), now, own=target.own).get(label)
    else:
        found = dict(_rows_set(session, target)).get(label)
    said = f"{target.titled(label.casefold())}: {found or 'nothing is set'}."
    return say(f"{said} {follows}".strip())


def settings(person: Known, now: datetime, *, own: bool) -> dict[str, str]:
    """What holds for a person, each with where it comes from."""
    calendar, sources = person.diary.calendar, person.diary.calendar.sources
    code = sources.get("code", "")
    values = {
        ZONE: (f"{person.zone}, where it is {now.astimezone(person.zone):%H:%M}", "zone"),
        WEEK: (words.weekdays(calendar.works_on), "week"),
        HOLIDAYS: (code or "none", "holidays"),
        QUIET: (words.quiet(calendar.quiet_from, calendar.quiet_until, firm=calendar.firm), "quiet"),
        CAP: (words.cap(calendar.cap), "cap"),
    }
    return {label: f"{value} ({words.source(sources.get(key, DEFAULT), own=own)})" for label, (value, key) in values.items()}


def _off(person: Known, now: datetime) -> list[tuple[str, str]]:
    """The next days on which they do not work, by their kind."""
    calendar, today = person.diary.calendar, local_day(now, person.zone)
    away = [one for one in person.diary.pauses if one.away is Away.LEAVE and one.until_on is not None and one.until_on > today]
    kinds = {
        "Next holidays": _named(calendar.holidays, today),
        "Blackout days": _named(calendar.blackouts, today),
        "Leave": [words.span(one.from_on, one.until_on or one.from_on) for one in sorted(away, key=lambda one: one.from_on)],
    }
    return [(kind, "; ".join(spans[:LISTED])) for kind, spans in kinds.items() if spans]


def _named(days: Mapping[date, str], today: date) -> list[str]:
    """The next of these days by their names, those in a row together."""
    spans: list[tuple[date, date, str]] = []
    for day in sorted(day for day in days if day >= today)[:LONGEST]:
        if spans and spans[-1][1:] == (day, days[day]):
            spans[-1] = (spans[-1][0], day + DAY, days[day])
        else:
            spans.append((day, day + DAY, days[day]))
    return [f"{words.span(from_on, until_on)} ({name})" for from_on, until_on, name in spans]


def _set_here(session: Session, target: Target) -> Message:
    rows = _rows_set(session, target)
    title = Text(f"**{target.titled('calendar')}**: what is set there holds for whoever has set nothing nearer to themselves.")
    return Message((title, Facts(tuple(rows)))) if rows else say(f"Nothing is set for {target.called}.")


def _rows_set(session: Session, target: Target) -> list[tuple[str, str]]:
    """What a cohort or a workspace says itself."""
    zone = ""
    if target.cohort is not None:
        zone = f"{target.cohort.zone} (for its summary)"
    elif target.workspace is not None:
        zone = f"{target.workspace.zone} (for those whose own is not known)"
    row, blackouts = the_setting(session, target), calendars.blackouts_of(session, [target.owner])
    facts = [(ZONE, zone)] if zone else []
    if row.works_on:
        facts.append((WEEK, words.weekdays(row.works_on)))
    if row.holidays is not None:
        facts.append((HOLIDAYS, row.holidays or "none"))
    if row.quiet_from is not None and row.quiet_until is not None:
        firm = row.quiet_from != row.quiet_until
        facts.append((QUIET, words.quiet(row.quiet_from, row.quiet_until, firm=True) if firm else "none"))
    if row.cap is not None:
        facts.append((CAP, words.cap(row.cap)))
    return facts + [("Blackout days", f"{words.span(one.from_on, one.until_on)} ({one.reason})") for one in blackouts]
