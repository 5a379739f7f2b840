"""Use-case: people are made known from a file, with their zones and those around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.around import recorded
from handlers.asking import look_anew
from handlers.house import House
from handlers.importing import Known, Ref, known, the_person
from handlers.person_lines import PersonLine
from models import audit, people, roles
from models.people import Person
from models.roles import Role
from models.session import Session
from models.workspaces import Workspace
from scheduler.diaries import replan


@dataclass(frozen=True, slots=True)
class Imported:
    """The numbers of the people who are new, and of those who were changed."""

    added: frozenset[int] = frozenset()
    changed: frozenset[int] = frozenset()

    def __or__(self, other: Imported) -> Imported:
        added = self.added | other.added
        return Imported(added, (self.changed | other.changed) - added)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an import would do, in numbers of people."""

    added: int
    changed: int


def foresee(session: Session, workspace: Workspace, lines: Sequence[PersonLine]) -> Foreseen:
    """Say what the import would do."""
    there = known(session, workspace, [one for line in lines for one in line.named])
    new = {there.name(line.who) for line in lines if there.get(line.who) is None}
    named = {line.who.email for line in lines if line.who.email and there.get(line.who) is None}
    others = [one for line in lines for one in line.named[1:]]
    new |= {there.name(one) for one in others if there.get(one) is None and one.email not in named}
    changed = 0
    for line in lines:
        person = there.get(line.who)
        if person is None:
            continue
        changed += bool(_news(person, line)) or any(_differs(session, there, person, role, refs) for role, refs in line.around.items())
    return Foreseen(len(new), changed)


def _differs(session: Session, there: Known, person: Person, role: Role, refs: Sequence[Ref]) -> bool:
    """Whether others are that towards the person by now."""
    before = {one.id for one in roles.around(session, person.id or 0, role)}
    return before != {found.id if (found := there.get(one)) is not None else None for one in refs}


@dataclass(slots=True)
class _Import:
    """One batch: what is handed through, and what was done."""

    session: Session
    house: House
    workspace: Workspace
    now: datetime
    others: Mapping[str, PersonLine]  #: all lines by user id, by e-mail address
    added: dict[int, Person] = field(default_factory=dict)
    changed: dict[int, Person] = field(default_factory=dict)
    moved: dict[int, Person] = field(default_factory=dict)  #: what comes for them has to be planned anew
    given: dict[Role, list[Person]] = field(default_factory=dict)  #: towards whom others hold the role by now

    def the(self, ref: Ref) -> tuple[Person, bool]:
        return the_person(self.session, self.workspace, ref, self.now, awaits=self.workspace.platform in self.house.awaits)

    def put(self, line: PersonLine) -> Person:
        """The person of a line, known by now, with what the line says of them alone."""
        person, new = self.the(line.who)
        news = _news(person, line)
        for name, value in news.items():
            if name == "attributes" and not new:
                people.now_are(person, value, self.now)
            else:
                setattr(person, name, value)
        self.session.flush()
        if new:
            self.added[person.id or 0] = person
        elif news:
            self.changed[person.id or 0] = person
        if news.keys() & {"own_zone", "attributes"}:
            self.moved[person.id or 0] = person
        return person

    def give(self, person: Person, role: Role, refs: Sequence[Ref]) -> None:
        """Make these people what *role* says towards the person."""
        holders = {one.id or 0: one for one in map(self._other, refs)}
        before = {one.id or 0: one for one in roles.around(self.session, person.id or 0, role)}
        if before.keys() == holders.keys():
            return
        organisation = self.workspace.organisation_id
        roles.appoint(self.session, organisation, person.id or 0, role, list(holders), self.now)
        audit.record(self.session, organisation, None, role, self.now, person=person.id, **recorded(role, list(holders)))
        self.changed[person.id or 0] = person
        self.given.setdefault(role, []).append(person)
        if role == Role.MANAGER:
            self.moved |= before | holders

    def _other(self, ref: Ref) -> Person:
        theirs = self.others.get(str(ref))
        if theirs is not None:
            return self.put(theirs)
        person, new = self.the(ref)
        if new:
            self.added[person.id or 0] = person
        return person


def _news(person: Person, line: PersonLine) -> Mapping[str, Any]:
    """What the line says of the person and is new; the chat's own name and e-mail address go before the file's."""
    news: dict[str, Any] = {"own_zone": line.zone} if line.zone and person.own_zone != line.zone else {}
    if line.name and person.name in (line.who.user, person.email):
        news["name"] = line.name
    if line.who.email and person.email is None:
        news["email"] = line.who.email
    known = person.attributes or {}
    if known != (attributes := {**known, **line.attributes}):
        news["attributes"] = attributes
    return news


def import_people(
    session: Session, house: House, workspace: Workspace, lines: Sequence[PersonLine], now: datetime, *, others: Mapping[str, PersonLine]
) -> Imported:
    """Make the people of these lines known; *others* are all lines of the file, where those around them may be. Twice does nothing more."""
    work = _Import(session, house, workspace, now, others)
    for line in lines:
        person = work.put(line)
        for role, refs in line.around.items():
            work.give(person, role, refs)
    for role, learners in work.given.items():
        look_anew(session, house, learners, role, now, key=f"import/{now.isoformat()}")
    replan(session, house.library, work.moved.values(), now)
    done = Imported(frozenset(work.added), frozenset(work.changed) - frozenset(work.added))
    if work.added or work.changed:
        audit.record(session, workspace.organisation_id, None, "import", now, added=sorted(done.added), changed=sorted(done.changed))
    return done
