"""The rows of a file of people, checked: who is meant, and what is wrong, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from zoneinfo import available_timezones

from handlers.importing import Bad, Checked, Known, Ref, Row, Unclear, UserIds, checked_cells, known, nobody, ref, ref_in
from models.session import Session
from models.workspaces import Workspace

COLUMNS = ("user", "email", "name", "zone", "manager")


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A row about one person; "" and None: the file says nothing of it."""

    line: int
    who: Ref
    name: str = ""
    zone: str = ""
    manager: Ref | None = None


def check_people(session: Session, workspace: Workspace, rows: Iterable[Row], ids: UserIds) -> Checked[PersonLine]:
    """Tell the lines that can be followed from those that can't; nothing is changed."""
    zones = available_timezones()
    bad: dict[int, str] = {}
    lines: list[PersonLine] = []
    for row in rows:
        try:
            lines.append(_read(row, ids, zones))
        except Unclear as unclear:
            bad[row.line] = str(unclear)
    there = known(session, workspace, [one for line in lines for one in (line.who, line.manager) if one])
    first: dict[str, int] = {}
    for line in lines:
        if said := _conflict(there, line, first, awaits=ids.awaits):
            bad[line.line] = said
    while wrong := _without_manager(there, [line for line in lines if line.line not in bad], awaits=ids.awaits):
        bad.update(wrong)
    good = tuple(line for line in lines if line.line not in bad)
    return Checked(good, tuple(Bad(number, said) for number, said in sorted(bad.items())))


def _read(row: Row, ids: UserIds, zones: set[str]) -> PersonLine:
    checked_cells(row)
    zone, manager = row.values.get("zone", ""), row.values.get("manager", "")
    if zone and zone not in zones:
        near = next((name for name in zones if name.casefold() == zone.casefold()), None) or next(
            iter(get_close_matches(zone, zones, 1)), None
        )
        raise Unclear(f"“{zone}” is not a zone such as Europe/Lisbon" + (f"; did you mean {near}?" if near else ""))
    try:
        boss = ref_in(manager, ids) if manager else None
    except Unclear as unclear:
        raise Unclear(f"the manager: {unclear}") from unclear
    return PersonLine(row.line, ref(row, ids), row.values.get("name", ""), zone, boss)


def _conflict(there: Known, line: PersonLine, first: dict[str, int], *, awaits: bool) -> str:
    """What this line and an earlier one, or what we know already, can't both say; "": nothing."""
    person, holder = there.get(line.who), there.holder(line.who)
    if person is None and not line.who.user and not (awaits and there.is_nobodys(line.who)):
        return nobody(line.who)
    if holder is not None and holder is not person:
        return f"{line.who.email} is the e-mail address of somebody else already"
    for name in sorted({there.name(line.who), line.who.email} - {""}):
        if first.setdefault(name, line.line) != line.line:
            return f"{line.who.email if name == line.who.email else line.who} stands on line {first[name]} already"
    return ""


def _without_manager(there: Known, lines: Sequence[PersonLine], *, awaits: bool) -> Mapping[int, str]:
    """The lines whose manager is nobody, or the person themselves."""
    coming = {line.who.email for line in lines if line.who.email}
    wrong: dict[int, str] = {}
    for line in lines:
        boss = line.manager
        if boss is None:
            continue
        if boss.email and there.get(boss) is None and boss.email not in coming and not (awaits and there.is_nobodys(boss)):
            wrong[line.line] = f"the manager: {nobody(boss)}"
        elif there.name(boss) == there.name(line.who) or (boss.email and boss.email == line.who.email):
            wrong[line.line] = f"{boss} can't be their own manager"
    return wrong


def by_name(lines: Iterable[PersonLine]) -> Mapping[str, PersonLine]:
    """The lines by user id and by e-mail address."""
    return {name: line for line in lines for name in (line.who.user, line.who.email) if name}
