"""The rows of a file of people, checked: who is meant, and what is wrong, before anything is changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from zoneinfo import available_timezones

from handlers.importing import Bad, Checked, Known, Ref, Row, Unclear, UserIds, checked_cells, known, nobody, ref, ref_in
from models.roles import MOST_PEERS, Role
from models.session import Session
from models.workspaces import Workspace

COLUMNS = ("user", "email", "name", "zone", "manager", "coach", "peer", "assessor", "role")
ATTRIBUTE = "is:"  # so begins any further column that says what somebody is: `is:site`
ROLE = "role"  # the attribute that has a column without that beginning
BETWEEN = re.compile(r"[\s;,]+")  # several peers in one cell


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A row about one person; "" and None: the file says nothing of it."""

    line: int
    who: Ref
    name: str = ""
    zone: str = ""
    manager: Ref | None = None
    coach: Ref | None = None
    peers: tuple[Ref, ...] = ()
    assessor: Ref | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def around(self) -> Mapping[Role, tuple[Ref, ...]]:
        """Who is what towards them, as far as the file says."""
        alone = {Role.MANAGER: self.manager, Role.COACH: self.coach, Role.ASSESSOR: self.assessor}
        return {role: (one,) for role, one in alone.items() if one is not None} | ({Role.PEER: self.peers} if self.peers else {})

    @property
    def named(self) -> Sequence[Ref]:
        """Everybody whom the line names."""
        return [self.who, *(one for refs in self.around.values() for one in refs)]


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
    there = known(session, workspace, [one for line in lines for one in line.named])
    first: dict[str, int] = {}
    for line in lines:
        if said := _conflict(there, line, first, awaits=ids.awaits):
            bad[line.line] = said
    while wrong := _without_others(there, [line for line in lines if line.line not in bad], awaits=ids.awaits):
        bad.update(wrong)
    good = tuple(line for line in lines if line.line not in bad)
    return Checked(good, tuple(Bad(number, said) for number, said in sorted(bad.items())))


def _read(row: Row, ids: UserIds, zones: set[str]) -> PersonLine:
    checked_cells(row)
    zone = row.values.get("zone", "")
    if zone and zone not in zones:
        near = next((name for name in zones if name.casefold() == zone.casefold()), None) or next(
            iter(get_close_matches(zone, zones, 1)), None
        )
        raise Unclear(f"“{zone}” is not a zone such as Europe/Lisbon" + (f"; did you mean {near}?" if near else ""))
    manager, coach, assessor = (next(iter(_others(row, column, ids)), None) for column in ("manager", "coach", "assessor"))
    peers = _others(row, Role.PEER, ids)
    if len(peers) > MOST_PEERS:
        raise Unclear(f"there are {len(peers)} peers, and {MOST_PEERS} is the most")
    return PersonLine(row.line, ref(row, ids), row.values.get("name", ""), zone, manager, coach, peers, assessor, _attributes(row))


def _attributes(row: Row) -> Mapping[str, str]:
    """What they are, by its name; an empty cell says nothing. Raises Unclear."""
    if row.values.get(ROLE) and row.values.get(ATTRIBUTE + ROLE):
        raise Unclear(f"{ROLE} and {ATTRIBUTE}{ROLE} are the same; keep one of the two")
    named = {column: column.removeprefix(ATTRIBUTE) for column in row.values if column == ROLE or column.startswith(ATTRIBUTE)}
    return {name: row.values[column] for column, name in named.items() if row.values[column]}


def _others(row: Row, column: str, ids: UserIds) -> tuple[Ref, ...]:
    """Whom that column names. Raises Unclear."""
    cell = row.values.get(column, "")
    try:
        cells = BETWEEN.split(cell) if column == Role.PEER else [cell]
        return tuple(dict.fromkeys(ref_in(one, ids) for one in cells if one))
    except Unclear as unclear:
        raise Unclear(f"the {column}: {unclear}") from unclear


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


def _without_others(there: Known, lines: Sequence[PersonLine], *, awaits: bool) -> Mapping[int, str]:
    """The lines whose manager (or coach, peer, assessor) is nobody, or the person themselves."""
    coming = {line.who.email for line in lines if line.who.email}
    wrong: dict[int, str] = {}
    for line in lines:
        for role, one in [(role, one) for role, refs in line.around.items() for one in refs]:
            if one.email and there.get(one) is None and one.email not in coming and not (awaits and there.is_nobodys(one)):
                wrong.setdefault(line.line, f"the {role}: {nobody(one)}")
            elif there.name(one) == there.name(line.who) or (one.email and one.email == line.who.email):
                wrong.setdefault(line.line, f"{one} can't be their own {role}")
    return wrong


def by_name(lines: Iterable[PersonLine]) -> Mapping[str, PersonLine]:
    """The lines by user id and by e-mail address."""
    return {name: line for line in lines for name in (line.who.user, line.who.email) if name}
