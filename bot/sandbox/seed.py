"""Who and what is in the workspace when the sandbox starts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.slack.people import User
from bot.sandbox.slack.world import World


@dataclass(frozen=True, slots=True)
class Room:
    """A channel; *members* are user ids, *bot* whether the bot is one too."""

    id: str
    name: str
    members: tuple[str, ...]
    is_private: bool = False
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Seed:
    """People and channels to begin with."""

    users: tuple[User, ...] = ()
    rooms: tuple[Room, ...] = ()

    def sow(self, world: World) -> None:
        """Put them into a workspace."""
        for user in self.users:
            world.put_user(user)
        for room in self.rooms:
            members = [*room.members, world.app.user.id] if room.bot else list(room.members)
            world.put_channel(room.name, private=room.is_private, members=members, channel_id=room.id)


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
            Room("C0MIALEAD", "mia-leads", (MIA.id, ADA.id), is_private=True, bot=True),
        ),
    )
