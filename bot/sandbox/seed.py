"""Who and what is in the workspace, and in the tenant, when the sandbox starts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.slack.people import User
from bot.sandbox.slack.world import World
from bot.sandbox.teams.people import Person, object_id
from bot.sandbox.teams.world import World as Tenant

LOCALES = {"Europe/Lisbon": "pt-PT", "America/New_York": "en-US", "Asia/Singapore": "en-SG"}


@dataclass(frozen=True, slots=True)
class Room:
    """A channel; *members* are user ids, *bot* whether the bot is one too. *title* is its name in Teams; "": made from the other.

    In Teams, the bot is in every channel of its team but the private ones.
    """

    id: str
    name: str
    members: tuple[str, ...]
    is_private: bool = False
    bot: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Seed:
    """People and channels to begin with; *without_app* are the names of those who have not added the app in Teams."""

    users: tuple[User, ...] = ()
    rooms: tuple[Room, ...] = ()
    without_app: frozenset[str] = frozenset()

    def sow(self, world: World) -> None:
        """Put them into a workspace."""
        for user in self.users:
            world.put_user(user)
        for room in self.rooms:
            members = [*room.members, world.app.user.id] if room.bot else list(room.members)
            world.put_channel(room.name, private=room.is_private, members=members, channel_id=room.id)

    def sow_teams(self, tenant: Tenant) -> None:
        """Put the same people into a tenant, and the channels into a team."""
        people = {user.id: in_teams(user) for user in self.users if not user.is_bot}
        for one in people.values():
            tenant.put_person(one, installed=one.name not in self.without_app)
        for room in self.rooms:
            members = [people[user].aad for user in room.members if user in people]
            title = room.title or room.name.replace("-", " ").capitalize()
            tenant.put_channel(room.name, title, private=room.is_private, members=members, bot=room.bot or not room.is_private)


def in_teams(user: User) -> Person:
    """The same person in the other chat."""
    return Person(
        user.name,
        user.real_name,
        object_id(f"person/{user.name}"),
        user.tz,
        LOCALES.get(user.tz, "en-GB"),
        user.email,
        user.title,
        guest=user.is_restricted,
        removed=user.deleted,
    )


def person(user_id: str, name: str, real_name: str, tz: str, title: str, *, admin: bool = False) -> User:
    return User(user_id, name, real_name, tz, f"{name}@example.com", title, is_admin=admin)


MIA = person("U0MIA0001", "mia", "Mia Lindqvist", "Europe/Berlin", "Head of Customer Care")
ADA = person("U0ADA0001", "ada", "Ada Kowalska", "Europe/Berlin", "Learning and Development", admin=True)
LEARNERS = (
    person("U0ANA0001", "ana", "Ana Ferreira", "Europe/Lisbon", "Team Lead, Onboarding"),
    person("U0BEN0001", "ben", "Ben Carter", "America/New_York", "Team Lead, Support"),
    person("U0CHEN001", "chen", "Chen Wei Ling", "Asia/Singapore", "Team Lead, Support"),
    person("U0DINA001", "dina", "Dina Haddad", "Europe/Berlin", "Team Lead, Quality"),
    person("U0EMEKA01", "emeka", "Emeka Okafor", "Europe/Lisbon", "Team Lead, Renewals"),
    person("U0FARAH01", "farah", "Farah Siddiqui", "America/New_York", "Team Lead, Training"),
)


def demo() -> Seed:
    """A manager, an admin and six new team leads in four time zones."""
    learners = tuple(user.id for user in LEARNERS)
    everybody = (MIA.id, ADA.id, *learners)
    return Seed(
        users=(MIA, ADA, *LEARNERS),
        rooms=(
            Room("C0AUTUMN1", "autumn-cohort", everybody, bot=True),
            Room("C0GENERAL", "general", everybody),
            Room("C0MIALEAD", "mia-leads", (MIA.id, ADA.id), is_private=True, bot=True, title="Mia's leads"),
        ),
    )
