"""What `waypost away` does with calendars, files and such on the web."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer

from bot.away import outcomes
from bot.ending import WRONG_INPUT, ended, unreadable
from bot.fetching import MOST_BYTES, Fetched, NotFetched, fetch
from bot.importing import counted, ids_of
from bot.opening import Opened, Where
from bot.taking_leave import Taken, gathered_from, take_calendar
from handlers.calendar_leave import A_FILE, Gathered
from handlers.ics.file import Absence, Unreadable, read
from handlers.importing import Unclear, nobody, ref_in
from models import feeds, people, workspaces
from models.feeds import CalendarFeed

SHOWN = 20  # e-mail addresses


def calendar_file(place: Opened, where: Where, file: Path, whose: str | None, *, every: bool, dry_run: bool) -> None:
    """From a calendar's file."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ended([f"{file}: it is larger than {MOST_BYTES // 1_000_000} MB"], WRONG_INPUT)
        source = file.read_bytes()
    except OSError as error:
        raise ended([unreadable(file, error)], WRONG_INPUT) from error
    person = _person(place, where, whose)
    absences = _absences(source, place, str(file), every=every or person is None)
    gathered = gathered_from(place.database, where.id, person, absences, A_FILE)
    if not dry_run:
        _say(take_calendar(place.database, place.house, gathered, A_FILE, place.now, whole=False))
    _rest(gathered, dry_run=dry_run)


def register(place: Opened, where: Where, url: str, whose: str | None, *, every: bool, dry_run: bool) -> None:
    """From a calendar on the web; from then on `waypost serve` reads it."""
    person = _person(place, where, whose)
    loopback = place.settings.waypost_env == "development"
    try:
        fetched = asyncio.run(fetch(url, loopback=loopback))
    except NotFetched as why:
        raise ended([f"--feed: {why}"], WRONG_INPUT) from why
    absences = _absences(fetched.body or b"", place, "--feed", every=every or person is None)
    if dry_run:
        _rest(gathered_from(place.database, where.id, person, absences, A_FILE), dry_run=True)
        return
    number, beginning = _noted(place, where, url, person, every=every or person is None)
    gathered = gathered_from(place.database, where.id, person, absences, beginning)
    taken = take_calendar(place.database, place.house, gathered, beginning, place.now, whole=True)
    _was_read(place, number, fetched)
    _say(taken)
    typer.echo(f"It is feed {number} from now on; `waypost serve` reads it every hour.")
    _rest(gathered, dry_run=False)


def _noted(place: Opened, where: Where, url: str, person: int | None, *, every: bool) -> tuple[int, str]:
    """The feed's number, and how the names of its leaves begin. Until it has been taken over it is one that was never read."""
    with place.database.begin() as session:
        feed = feeds.find(session, where.id, person, url)
        if feed is None:
            feed = CalendarFeed(workspace_id=where.id, person_id=person, url=url, created_at=place.now)
            session.add(feed)
        feed.every, feed.checked_at, feed.read_at, feed.etag, feed.modified = every, place.now, None, None, None
        session.flush()
        return feed.id or 0, feed.beginning


def _was_read(place: Opened, number: int, fetched: Fetched) -> None:
    with place.database.begin() as session:
        feed = feeds.get(session, number)
        if feed is not None:
            feed.etag, feed.modified, feed.read_at, feed.failures, feed.problem = fetched.etag, fetched.modified, place.now, 0, None


def _person(place: Opened, where: Where, whose: str | None) -> int | None:
    """Whom `--for` names. Ends the process if that is nobody."""
    if whose is None:
        return None
    with place.database.reading() as session:
        there = workspaces.get(session, where.id)
        try:
            named = ref_in(whose, ids_of(where))
        except Unclear as unclear:
            raise ended([f"--for: {unclear}"], WRONG_INPUT) from unclear
        at = people.at(session, there, named.user) if named.user else None
        found = [at[0]] if at else people.by_email(session, there, named.email) if named.email else []
        if len(found) != 1:
            raise ended([f"--for: {nobody(named)}"], WRONG_INPUT)
        return found[0].id


def _absences(source: bytes, place: Opened, name: str, *, every: bool) -> tuple[Absence, ...]:
    try:
        return read(source, place.now.date(), every=every)
    except Unreadable as why:
        raise ended([f"{name}: {why}"], WRONG_INPUT) from why


def _say(taken: Taken) -> None:
    absences = counted(len(taken.gathered.spans), "leave", "leaves")
    gone = f", {taken.dropped} forgotten" if taken.dropped else ""
    typer.echo(f"{absences} of {counted(taken.gathered.whom, 'person', 'people')}: {outcomes(taken.outcomes)}{gone}.")


def _rest(gathered: Gathered, *, dry_run: bool) -> None:
    """What could not be followed: others than our learners are in calendars too, so that is no failure."""
    for email in gathered.unknown[:SHOWN]:
        typer.echo(f"{email} leads to no one person we know", err=True)
    if len(gathered.unknown) > SHOWN:
        typer.echo(f"… and {len(gathered.unknown) - SHOWN} more", err=True)
    if gathered.nameless:
        said = counted(gathered.nameless, "event names", "events name")
        typer.echo(f"{said} nobody by e-mail address; with --for they are all one person's", err=True)
    if dry_run:
        total = counted(len(gathered.spans), "leave", "leaves")
        typer.echo(f"{total} of {counted(gathered.whom, 'person', 'people')} would be noted.")
        typer.echo("This was a dry run: nothing was changed.")
