"""Whose calendar says what, and where each of it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from content.cldr import clock
from content.message import Facts, Message, Note, Text, escape, say
from content.translated import N_, _
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

ZONE = N_("Time zone")
WEEK = N_("Working days")
HOLIDAYS = N_("Public holidays")
QUIET = N_("Quiet hours")
CAP = N_("Daily limit")
BLACKOUTS = N_("Blackout days")
YOURS = {
    ZONE: N_("Your time zone: {value}."),
    WEEK: N_("Your working days: {value}."),
    HOLIDAYS: N_("Your public holidays: {value}."),
    QUIET: N_("Your quiet hours: {value}."),
    CAP: N_("Your daily limit: {value}."),
}
LISTED = 3
LONGEST = 100  # days ahead of which the next spans are told


def page(session: Session, house: House, target: Target, now: datetime) -> Message:
    """All that holds for the target."""
    if target.person is None:
        return _set_here(session, target)
    person = known(session, house, target.person)
    title = _("**Your calendar**") if target.own else _("**Calendar of {name}**", name=escape(target.person.name))
    note = _(
        "What you set yourself goes before a cohort's, and that before the workspace's. `auto` in the place of a setting takes it back."
    )
    rows = (*_facts(settings(person, now, own=target.own).items()), *_off(person, now))
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
    said = _told(target, label, found or _("nothing is set"))
    return say(f"{said} {follows}".strip())


def _told(target: Target, label: str, value: str) -> str:
    """`Your working days: Monday to Friday.`, `Working days of Ana: Monday to Friday.`"""
    if target.own:
        return _(YOURS[label], value=value)
    if target.person is not None:
        # Translators: {setting} is such as: Time zone; Working days; {name} is a person's
        return _("{setting} of {name}: {value}.", setting=_(label), name=escape(target.person.name), value=value)
    if target.cohort is not None:
        return _("{setting} of cohort {name}: {value}.", setting=_(label), name=escape(target.cohort.name), value=value)
    return _("{setting} of the workspace: {value}.", setting=_(label), value=value)


def _facts(rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((_(label), value) for label, value in rows)


def settings(person: Known, now: datetime, *, own: bool) -> dict[str, str]:
    """What holds for a person, each with where it comes from."""
    calendar, sources = person.diary.calendar, person.diary.calendar.sources
    code = sources.get("code", "")
    values = {
        ZONE: (_("{zone}, where it is {time}", zone=person.zone, time=clock(now.astimezone(person.zone))), "zone"),
        WEEK: (words.weekdays(calendar.works_on), "week"),
        HOLIDAYS: (code or _("none"), "holidays"),
        QUIET: (words.quiet(calendar.quiet_from, calendar.quiet_until, firm=calendar.firm), "quiet"),
        CAP: (words.cap(calendar.cap), "cap"),
    }
    return {label: f"{value} ({words.source(sources.get(key, DEFAULT), own=own)})" for label, (value, key) in values.items()}


def _off(person: Known, now: datetime) -> list[tuple[str, str]]:
    """The next days on which they do not work, by their kind."""
    calendar, today = person.diary.calendar, local_day(now, person.zone)
    away = [one for one in person.diary.pauses if one.away is Away.LEAVE and one.until_on is not None and one.until_on > today]
    kinds = {
        _("Next holidays"): _named(calendar.holidays, today),
        _(BLACKOUTS): _named(calendar.blackouts, today),
        _("Leave"): [words.span(one.from_on, one.until_on or one.from_on) for one in sorted(away, key=lambda one: one.from_on)],
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
    if target.cohort is not None:
        name = escape(target.cohort.name)
        title = _("**Calendar of cohort {name}**: what is set there holds for whoever has set nothing nearer to themselves.", name=name)
        nothing = _("Nothing is set for cohort {name}.", name=name)
    else:
        title = _("**Calendar of the workspace**: what is set there holds for whoever has set nothing nearer to themselves.")
        nothing = _("Nothing is set for the workspace.")
    return Message((Text(title), Facts(_facts(rows)))) if rows else say(nothing)


def _rows_set(session: Session, target: Target) -> list[tuple[str, str]]:
    """What a cohort or a workspace says itself."""
    zone = ""
    if target.cohort is not None:
        zone = _("{zone} (for its summary)", zone=target.cohort.zone)
    elif target.workspace is not None:
        zone = _("{zone} (for those whose own is not known)", zone=target.workspace.zone)
    row, blackouts = the_setting(session, target), calendars.blackouts_of(session, [target.owner])
    facts = [(ZONE, zone)] if zone else []
    if row.works_on:
        facts.append((WEEK, words.weekdays(row.works_on)))
    if row.holidays is not None:
        facts.append((HOLIDAYS, row.holidays or _("none")))
    if row.quiet_from is not None and row.quiet_until is not None:
        firm = row.quiet_from != row.quiet_until
        facts.append((QUIET, words.quiet(row.quiet_from, row.quiet_until, firm=True) if firm else _("none")))
    if row.cap is not None:
        facts.append((CAP, words.cap(row.cap)))
    return facts + [(BLACKOUTS, f"{words.span(one.from_on, one.until_on)} ({one.reason})") for one in blackouts]
