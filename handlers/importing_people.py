"""Use-case: people are made known from a file, with their zones and managers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from handlers.house import House
from handlers.importing import Ref, known, the_person
from handlers.person_lines import PersonLine
from models import audit, roles
from models.people import Person
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
    there = known(session, workspace, [one for line in lines for one in (line.who, line.manager) if one])
    new = {there.name(line.who) for line in lines if there.get(line.who) is None}
    named = {line.who.email for line in lines if line.who.email and there.get(line.who) is None}
    new |= {
        there.name(line.manager) for line in lines if line.manager and there.get(line.manager) is None and line.manager.email not in named
    }
    changed = 0
    for line in lines:
        person = there.get(line.who)
        if person is None:
            continue
        boss = roles.manager_of(session, person.id or 0) if line.manager else None
        other = line.manager is not None and (boss is None or there.get(line.manager) is not boss)
        changed += bool(_news(person, line)) or other
    return Foreseen(len(new), changed)


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

    def the(self, ref: Ref) -> tuple[Person, bool]:
        return the_person(self.session, self.workspace, ref, self.now, awaits=self.workspace.platform in self.house.awaits)

    def put(self, line: PersonLine) -> Person:
        """The person of a line, known by now, with what the line says of them but their manager."""
        person, new = self.the(line.who)
        news = _news(person, line)
        for name, value in news.items():
            setattr(person, name, value)
        self.session.flush()
        if new:
            self.added[person.id or 0] = person
        elif news:
            self.changed[person.id or 0] = person
        if "own_zone" in news:
            self.moved[person.id or 0] = person
        return person

    def give_manager(self, person: Person, boss: Ref) -> None:
        theirs = self.others.get(str(boss))
        if theirs is not None:
            manager = self.put(theirs)
        else:
            manager, new = self.the(boss)
            if new:
                self.added[manager.id or 0] = manager
        before = roles.manager_of(self.session, person.id or 0)
        if before is not None and before.id == manager.id:
            return
        organisation = self.workspace.organisation_id
        roles.set_manager(self.session, organisation, person.id or 0, manager.id, self.now)
        audit.record(self.session, organisation, None, "manager", self.now, person=person.id, manager=manager.id)
        self.changed[person.id or 0] = person
        self.moved |= {one.id or 0: one for one in (before, manager) if one is not None}


def _news(person: Person, line: PersonLine) -> Mapping[str, str]:
    """What the line says of the person and is new; the chat's own name and e-mail address go before the file's."""
    news = {"own_zone": line.zone} if line.zone and person.own_zone != line.zone else {}
    if line.name and person.name in (line.who.user, person.email):
        news["name"] = line.name
    if line.who.email and person.email is None:
        news["email"] = line.who.email
    return news


def import_people(
    session: Session, house: House, workspace: Workspace, lines: Sequence[PersonLine], now: datetime, *, others: Mapping[str, PersonLine]
) -> Imported:
    """Make the people of these lines known; *others* are all lines of the file, in which managers may stand. Twice does nothing more."""
    work = _Import(session, house, workspace, now, others)
    for line in lines:
        person = work.put(line)
        if line.manager is not None:
            work.give_manager(person, line.manager)
    replan(session, house.library, work.moved.values(), now)
    done = Imported(frozenset(work.added), frozenset(work.changed) - frozenset(work.added))
    if work.added or work.changed:
        audit.record(session, workspace.organisation_id, None, "import", now, added=sorted(done.added), changed=sorted(done.changed))
    return done
