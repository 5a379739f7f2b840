"""`waypost enrol`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import cli

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from handlers.enrolling import Outcome
    from handlers.importing import Checked, Row
    from handlers.importing_enrolments import EnrolLine, Group
    from models.session import Session
    from models.workspaces import Workspace


@cli("enrol")
def enrol(
    csv: Annotated[Path, typer.Option("--csv", metavar="FILE", help="With the columns user or email, programme, start, cohort.")],
    background: Annotated[
        bool, typer.Option("--in-background", help="Leave it to the running service; `waypost jobs` says how far it is.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    workspace: Annotated[str | None, typer.Option(metavar="NAME", help="Such as slack:T012AB3CD, if there are several.")] = None,
) -> None:
    """Enrol the people of a CSV file. Who is on the programme already stays as they are.

    start is a day such as 2026-11-23 (else tomorrow); programmes start on the first Monday from then. The first line names the columns.
    """
    from bot.importing import checked_file, finish, hand_over, ids_of, in_batches
    from bot.opening import opened, the_workspace
    from handlers.importing_enrolments import COLUMNS, check_enrolments, enrol_lines

    with opened() as place:
        where = the_workspace(place, workspace)
        today = place.now.astimezone(where.zone).date()

        def check(session: Session, there: Workspace, rows: Sequence[Row]) -> Checked[EnrolLine]:
            return check_enrolments(session, there, rows, ids_of(where), today)

        checked = checked_file(csv, COLUMNS, ("programme",), place, where, check)
        if dry_run:
            _say_what_would_be(checked.good)
        elif background:
            hand_over(place, where, "enrolments", checked.good)
        else:
            done: list[Mapping[Group, Outcome]] = []

            def work(session: Session, there: Workspace, lines: Sequence[EnrolLine]) -> None:
                done.append(enrol_lines(session, place.house, there, lines, place.now))

            in_batches(place, where, checked.good, "Enrolling", work)
            _say_what_was_done(checked.good, done, where.zone)
    finish(csv, checked.bad, dry_run=dry_run)


def _say_what_would_be(lines: Sequence[EnrolLine]) -> None:
    from collections import Counter

    from handlers.importing_enrolments import Group

    groups = Counter(Group(line.programme, line.start_on, line.cohort) for line in lines if not line.on_it)
    for group, number in groups.items():
        typer.echo(f"{_named(group)}: {number} would be enrolled.")
    _say_who_was_there(sum(line.on_it for line in lines))


def _say_what_was_done(lines: Sequence[EnrolLine], done: Sequence[Mapping[Group, Outcome]], zone: ZoneInfo) -> None:
    from collections import Counter

    already = sum(line.on_it for line in lines)
    for group in dict.fromkeys(group for batch in done for group in batch):
        outcomes = [batch[group] for batch in done if group in batch]
        already += sum(len(one.already) for one in outcomes)
        enrolled = [one for outcome in outcomes for one in outcome.enrolled]
        firsts = sorted(one.first_at for one in enrolled if one.first_at is not None)
        when = (
            f" First activities from {firsts[0].astimezone(zone):%A %-d %B %Y, %H:%M} {zone} on, each in their own time." if firsts else ""
        )
        typer.echo(f"{_named(group)}: {len(enrolled)} enrolled.{when}")
        for why, number in Counter(one.said for one in enrolled if one.first_at is None).items():
            typer.echo(f"  {number} of them: {why}.")
    _say_who_was_there(already)


def _say_who_was_there(number: int) -> None:
    if number:
        typer.echo(f"{number} on it already, unchanged.")


def _named(group: Group) -> str:
    return f"{group.programme} from {group.start_on:%A %-d %B %Y}" + (f", cohort {group.cohort}" if group.cohort else "")
