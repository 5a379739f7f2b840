"""The handlers on a real database, without a chat before them: for tables of many cells and for whatever words may come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.publishing import publish_folders, publish_shipped
from content.message import Message, plain
from handlers.house import House
from handlers.inbox import handle
from handlers.incoming import Incoming, Mention, Place, Profile, Reply, Said, Word
from models import organisations, people, roles
from models.database import Database
from models.people import Person
from models.session import Session
from models.workspaces import Workspace
from tests.databases import fresh_sqlite

FRIDAY = datetime(2026, 11, 20, 10, tzinfo=UTC)
TEAM = "T0DESK"
PROGRAMMES = Path(__file__).parent / "programmes"
NUMBERS = count(1)


@dataclass
class Desk:
    """People are named by their first names. *places* are channels by name; *now* may be moved."""

    session: Session
    house: House
    workspace: Workspace
    now: datetime = FRIDAY
    places: dict[str, Place] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)

    def person(self, name: str, *, zone: str = "Europe/Lisbon", guest: bool = False) -> Person:
        """Make somebody known, with what the platform says of them."""
        found = people.at(self.session, self.workspace, user_of(name))
        if found is not None:
            return found[0]
        email = f"{name}@example.com"
        self.profiles[name] = Profile(user_of(name), name.title(), zone, email, guest=guest)
        return people.add(self.session, self.workspace, user_of(name), name=name.title(), zone=zone, email=email, guest=guest, now=self.now)

    def manages(self, manager: str, *whom: str) -> None:
        for name in whom:
            boss, person = self.person(manager), self.person(name)
            roles.set_manager(self.session, self.workspace.organisation_id, person.id or 0, boss.id, self.now)

    def place(self, name: str, *members: str, private: bool = False, seen: bool = True) -> Place:
        """Make a channel; not *seen*: we may not look who is in it."""
        users = tuple(user_of(one) for one in members) if seen else None
        self.places[name] = Place({"team": TEAM, "channel": f"C0{name.upper()}"}, name, private, users)
        return self.places[name]

    def word(self, typed: str) -> Word:
        """A word as the channel hands it over: `@ana` and `#autumn` are people and places."""
        if typed.startswith("@"):
            return Mention(user_of(typed[1:]), typed[1:])
        return self.places[typed[1:]] if typed.startswith("#") and typed[1:] in self.places else typed

    def command(self, name: str, typed: str, *, here: str = "", profiles: Mapping[str, Profile] | None = None) -> Reply:
        """Issue a command, in the channel *here*."""
        words = tuple(self.word(one) for one in typed.split())
        return self.issue(name, words, place=self.places[here] if here else None, profiles=profiles)

    def issue(
        self, name: str, words: tuple[Word, ...], *, place: Place | None = None, profiles: Mapping[str, Profile] | None = None
    ) -> Reply:
        """Issue a command of those words, and undo it all if it is refused, as the door does."""
        incoming = Incoming(
            "slack", TEAM, user_of(name), Said.COMMAND, f"command/{next(NUMBERS)}", words=words, place=place, profiles=profiles or {}
        )
        inner = self.session.begin_nested()
        reply = handle(self.session, self.house, incoming, self.now)
        if reply.refused or reply.problems:
            inner.rollback()
        else:
            inner.commit()
        return reply

    def says(self, name: str, typed: str, *, here: str = "") -> str:
        """What is answered to a command, as bare text."""
        return words_of(self.command(name, typed, here=here))


def words_of(reply: Reply) -> str:
    return plain(reply.message or Message())


def user_of(name: str) -> str:
    return f"U0{name.upper()}"


@contextmanager
def desk(folder: Path, *, admin: str = "ada", database_url: str | None = None) -> Iterator[Desk]:
    """A desk in an organisation with the programmes for tests; *admin* is named in the settings. On SQLite, if nothing else is said."""
    database = Database(database_url or fresh_sqlite(folder))
    house = House(admins=frozenset({f"slack:{TEAM}/{user_of(admin)}"}), homes=frozenset({f"slack:{TEAM}"}))
    with database.begin() as session:
        organisation = organisations.the_first(session, FRIDAY)
        workspace = Workspace(
            organisation_id=organisation.id or 0, platform="slack", outside_id=TEAM, zone="Europe/Berlin", created_at=FRIDAY
        )
        session.add(workspace)
        publish_shipped(session, organisation.id or 0, FRIDAY)
        publish_folders(session, organisation.id or 0, [PROGRAMMES], FRIDAY)
        session.flush()
        found = Desk(session, house, workspace)
        found.person(admin)
        yield found
        session.rollback()
    database.close()
