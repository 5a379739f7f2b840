"""A file of people who are to live through a programme. The one for `waypost people import` will do; leave and holidays may stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import available_timezones

from bot.csv_file import BadFile, read
from bot.ending import WRONG_INPUT, ended
from bot.user_ids import USER_IDS
from content.problems import instead
from handlers.grammar import Misunderstood, a_day
from handlers.importing import Bad, Row, Unclear, checked_cells
from handlers.person_lines import ATTRIBUTE, COLUMNS, ROLE
from scheduler import public_holidays
from scheduler.simulation.people import Circumstances, Leave, Someone

OURS = ("name", "zone", "holidays", "from", "to", "workspace")
THEIRS = tuple(column for column in COLUMNS if column not in OURS)  # of `people import`; only what they are is looked at
A_DAY = timedelta(days=1)


def people_in(file: Path, start_on: date, workspace: str, holidays: str) -> Sequence[Someone]:
    """The people of the file; who has no workspace or holidays of their own has these. Ends the process: some lines are wrong."""
    try:
        rows, bad = read(file, (*OURS, *THEIRS), needs=("zone",), prefix=ATTRIBUTE)
    except BadFile as error:
        raise ended([str(error)], WRONG_INPUT) from error
    zones, found = available_timezones(), []
    for number, row in enumerate(rows):
        try:
            checked_cells(row)
            circumstances = Circumstances(_zone(row, zones), _holidays(row) or holidays, _leaves(row, start_on), _attributes(row))
            found.append(Someone(number, circumstances, _workspace(row) or workspace))
        except (Unclear, Misunderstood) as unclear:
            bad.append(Bad(row.line, str(unclear)))
    if bad:
        raise ended([f"{file}:{one.line}: {one.said}" for one in sorted(bad, key=lambda one: one.line)], WRONG_INPUT)
    if not found:
        raise ended([f"{file}: there is nobody in it"], WRONG_INPUT)
    return found


def _zone(row: Row, zones: set[str]) -> str:
    zone = row.values.get("zone", "")
    if zone in zones:
        return zone
    near = next(iter(get_close_matches(zone, zones, 1)), None)
    raise Unclear(f"“{zone}” is not a zone such as Europe/Lisbon" + (f"; did you mean {near}?" if near else ""))


def _holidays(row: Row) -> str:
    typed = row.values.get("holidays", "")
    try:
        return public_holidays.the_code(typed) if typed else ""
    except public_holidays.UnknownCode as error:
        raise Unclear(str(error)) from error


def _leaves(row: Row, start_on: date) -> tuple[Leave, ...]:
    begins, ends = row.values.get("from", ""), row.values.get("to", "")
    if not begins and ends:
        raise Unclear("the first day away is missing (column from)")
    if not begins:
        return ()
    from_on = a_day(begins, start_on)
    until_on = (a_day(ends, start_on) if ends else from_on) + A_DAY
    if until_on <= from_on:
        raise Unclear(f"the last day away, {ends}, is before the first, {begins}")
    return ((from_on, until_on),)


def _attributes(row: Row) -> tuple[tuple[str, str], ...]:
    """What they are, in the columns of an import."""
    cells = {name.removeprefix(ATTRIBUTE): cell for name, cell in row.values.items() if name == ROLE or name.startswith(ATTRIBUTE)}
    return tuple(sorted((name, cell) for name, cell in cells.items() if cell))


def _workspace(row: Row) -> str:
    named = row.values.get("workspace", "")
    if named and named.partition(":")[0] not in USER_IDS:
        raise Unclear(f"“{named}” is no workspace such as slack:T012AB3CD; {instead(named, USER_IDS)}")
    return named
