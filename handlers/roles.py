"""Who may do what. The one place that decides it."""

from __future__ import annotations

from enum import StrEnum

from handlers.house import House
from models import roles
from models.people import Address, Person
from models.session import Session
from models.workspaces import Workspace


class May(StrEnum):
    """Who may issue a command."""

    EVERYBODY = "everybody"  #: acts on themselves
    MANAGERS = "managers"  #: managers about their own people, admins about everybody
    ADMINS = "admins"


class Standing(StrEnum):
    """What a person is in their organisation."""

    PERSON = "person"
    MANAGER = "manager"
    ADMIN = "admin"


class NotYours(Exception):
    """Somebody asks for what is not theirs to see or to do; *said* tells them, as Markdown."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


#: who may do what: for each kind of command, the standings that may
ALLOWED: dict[May, frozenset[Standing]] = {
    May.EVERYBODY: frozenset(Standing),
    May.MANAGERS: frozenset({Standing.MANAGER, Standing.ADMIN}),
    May.ADMINS: frozenset({Standing.ADMIN}),
}


def standing(session: Session, house: House, person: Person, address: Address, workspace: Workspace, *, guest: bool = False) -> Standing:
    """What the person is. Guests are never more than a person."""
    if guest or person.id is None:
        return Standing.PERSON
    if is_named_admin(house, person, address, workspace) or roles.is_admin(session, person.id):
        return Standing.ADMIN
    return Standing.MANAGER if roles.reports_of(session, person.id) else Standing.PERSON


def is_named_admin(house: House, person: Person, address: Address, workspace: Workspace) -> bool:
    """Whether the settings name them an admin."""
    full = f"{workspace.name}/{address.user}"
    bare = {address.user, (person.email or "").casefold()} - {""} if workspace.name in house.homes else set()
    return full in house.admins or bool(bare & house.admins)


def may_see(session: Session, viewer: Person, rank: Standing, person: Person) -> bool:
    """Whether *viewer* may see how *person* gets on: themselves, their manager, an admin."""
    if viewer.id == person.id or rank == Standing.ADMIN:
        return True
    manager = roles.manager_of(session, person.id or 0)
    return manager is not None and manager.id == viewer.id
