"""What `waypost away` does with rows, and what it lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import typer

from bot.ending import WRONG_INPUT, ended
from bot.importing import checked_file, counted, finish, hand_over, ids_of, in_batches
from bot.opening import Opened, Where
from handlers.importing import Checked, Row
from handlers.importing_leave import COLUMNS, LeaveLine, check_leaves, take_lines
from handlers.leave_rows import Outcome
from handlers.leave_words import in_days, spans
from models import feeds, leaves, people, workspaces
from models.feeds import CalendarFeed
from models.leaves import Leave
from models.people import Person
from models.session import Session
from models.workspaces import Workspace

SHOWN = 50
SAID = {Outcome.ADDED: "new", Outcome.CHANGED: "changed", Outcome.KNOWN: "known already", Outcome.OVER: "over"}


def outcomes(counts: Mapping[Outcome, int]) -> str:
    """3 new, 2 known already."""
    return ", ".join(f"{counts[outcome]} {said}" for outcome, said in SAID.items() if counts.get(outcome)) or "nothing to be noted"


def rows(place: Opened, where: Where, file: Path, *, dry_run: bool, background: bool) -> None:
    """From a CSV file."""
    today = place.now.astimezone(where.zone).date()

    def check(session: Session, there: Workspace, given: Sequence[Row]) -> Checked[LeaveLine]:
        return check_leaves(session, there, given, ids_of(where), today)

    checked = checked_file(file, COLUMNS, ("from",), place, where, check)
    total = counted(len(checked.good), "line", "lines")
    if dry_run:
        typer.echo(f"{total} would be noted.")
    elif background:
        hand_over(place, where, "leave", checked.good)
    else:
        done: Counter[Outcome] = Counter()

        def work(session: Session, there: Workspace, lines: Sequence[LeaveLine]) -> None:
            done.update(take_lines(session, place.house, there, lines, place.now))

        in_batches(place, where, checked.good, "Noting", work)
        typer.echo(f"{total}: {outcomes(done)}.")
    finish(file, checked.bad, dry_run=dry_run)


def forgotten(place: Opened, where: Where, number: int) -> None:
    """Read a feed no longer. The leaves that it told of stay."""
    with place.database.begin() as session:
        feed = feeds.get(session, number)
        if feed is None or feed.workspace_id != where.id:
            raise ended([f"--forget: there is no feed {number} (`waypost away` lists them)"], WRONG_INPUT)
        session.delete(feed)
    typer.echo(f"Feed {number} is read no longer. The leaves that it told of stay.")


def listed(place: Opened, where: Where) -> None:
    """Who is away now or later, and which feeds there are."""
    today = place.now.astimezone(where.zone).date()
    with place.database.reading() as session:
        organisation = workspaces.get(session, where.id).organisation_id
        found, total = leaves.coming(session, organisation, today, SHOWN), leaves.count_coming(session, organisation, today)
        for name, (first, back, said) in _in_order(found):
            typer.echo(f"{name}: {in_days(first, back)} ({said})")
        if total > len(found):
            typer.echo(f"… and {total - len(found)} more.")
        if not total:
            typer.echo("Nobody is away, now or later, as far as is known.")
        for feed in feeds.in_workspace(session, where.id):
            typer.echo(_line(session, feed))


def _in_order(found: Sequence[tuple[Leave, Person]]) -> Sequence[tuple[str, tuple[date, date, str]]]:
    """Each person's leaves with their name, the earliest first; who is away by several ways is so once."""
    theirs: dict[int | None, list[Leave]] = {}
    names: dict[int | None, str] = {}
    for leave, person in found:
        theirs.setdefault(person.id, []).append(leave)
        names[person.id] = person.name
    return sorted(((names[number], one) for number, rows in theirs.items() for one in spans(rows)), key=lambda named: named[1][:2])


def _line(session: Session, feed: CalendarFeed) -> str:
    """A feed, without what may be secret in its address."""
    whose = people.get(session, feed.person_id).name if feed.person_id is not None else "everybody in it"
    read_at = f"last read {feed.read_at:%Y-%m-%d %H:%M} UTC" if feed.read_at else "not read yet"
    problem = f"; failed {counted(feed.failures, 'time', 'times')} since: {feed.problem}" if feed.failures else ""
    return f"Feed {feed.id}: {urlsplit(feed.url).hostname}, of {whose}, {read_at}{problem}"
