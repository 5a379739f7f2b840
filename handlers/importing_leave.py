"""Use-case: who is away, from a file of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.translated import _, _n
from handlers.away import take_all
from handlers.grammar import Misunderstood, a_day
from handlers.house import House
from handlers.importing import Bad, Checked, Known, Ref, Row, Unclear, UserIds, checked_cells, known, nobody, ref, the_person
from handlers.leave_rows import LONGEST, Outcome, Wanted
from models.leaves import Source
from models.session import Session
from models.workspaces import Workspace

COLUMNS = ("user", "email", "from", "to")
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LeaveLine:
    """A row about one person: their first day away, and the day on which they are back."""

    line: int
    who: Ref
    from_on: date
    until_on: date


def check_leaves(session: Session, workspace: Workspace, rows: Iterable[Row], ids: UserIds, today: date) -> Checked[LeaveLine]:
    """Tell the lines that can be followed from those that can't; nothing is changed."""
    bad: list[Bad] = []
    sound: list[tuple[Row, Ref]] = []
    for row in rows:
        try:
            checked_cells(row)
            sound.append((row, ref(row, ids)))
        except Unclear as unclear:
            bad.append(Bad(row.line, str(unclear)))
    there = known(session, workspace, [who for row, who in sound])
    good: list[LeaveLine] = []
    for row, who in sound:
        try:
            good.append(_read(row, who, there, today))
        except (Unclear, Misunderstood) as unclear:
            bad.append(Bad(row.line, str(unclear)))
    return Checked(tuple(good), tuple(sorted(bad, key=lambda one: one.line)))


def _read(row: Row, who: Ref, there: Known, today: date) -> LeaveLine:
    if there.get(who) is None:
        raise Unclear(nobody(who) if not who.user else _("{name} is nobody we know", name=who))
    begins, ends = row.values.get("from", ""), row.values.get("to", "")
    if not begins:
        raise Unclear(_("the first day away is missing (column from)"))
    from_on = a_day(begins, today)
    until_on = (a_day(ends, today) if ends else from_on) + A_DAY
    if until_on <= from_on:
        raise Unclear(_("the last day away, {last}, is before the first, {first}", last=ends, first=begins))
    if until_on - from_on > LONGEST:
        years = LONGEST.days // 366
        raise Unclear(
            _n(
                "from {first} to {last} is longer than {number} year",
                "from {first} to {last} is longer than {number} years",
                years,
                first=begins,
                last=ends,
            )
        )
    return LeaveLine(row.line, who, from_on, until_on)


def take_lines(session: Session, house: House, workspace: Workspace, lines: Sequence[LeaveLine], now: datetime) -> Sequence[Outcome]:
    """Note who is away by these lines; twice does nothing more."""
    whom = [the_person(session, workspace, line.who, now)[0] for line in lines]
    wanted = [Wanted(person, line.from_on, line.until_on, Source.FILE) for person, line in zip(whom, lines, strict=True)]
    return take_all(session, house, wanted, now)
