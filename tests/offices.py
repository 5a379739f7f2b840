"""An organisation with two workspaces on a real database, and letter boxes in the place of chats: for stories of one person in both.

What a chat does with a message is none of their business; each box takes every message, or refuses it for good.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from threading import Event
from typing import Any

from bot.background import Background
from bot.clock import wire
from bot.publishing import publish_folders
from content.message import Message, plain
from handlers import signals
from handlers.background import works
from handlers.house import House
from handlers.inbox import handle
from handlers.incoming import Incoming, Mention, Profile, Reply, Said, Word
from models import organisations, people, workspaces
from models.database import Database
from models.pace import Rate
from models.people import Person
from models.session import Session
from models.workspaces import Workspace
from scheduler.channel import Address, CannotTell, Sent, Unreachable
from scheduler.engine import Handlers, Task
from scheduler.heart import FALLS_DUE, Heart
from scheduler.jobs import Jobs
from scheduler.outbox import Outbox
from scheduler.pace import Limits
from tests.desk import PROGRAMMES

SLACK, TEAMS = "slack", "teams"
NAMES = {SLACK: "T0OFFICE", TEAMS: "9b1c6f0e-0000-4000-8000-000000000001"}
TITLES = {SLACK: "Office", TEAMS: "Office Ltd"}
FAST = Limits(Rate(timedelta(0), 1_000), Rate(timedelta(0), 1_000))


@dataclass
class Box:
    """A chat platform that keeps what it is sent, as (user, bare text). *refusals* are by user: why their messages are refused for good."""

    kept: list[tuple[str, str]] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)
    refusals: dict[str, Unreachable] = field(default_factory=dict)

    async def send(self, to: Address, message: Message, *, key: str, thread: str | None = None) -> Sent:
        user = str(to.get("user", to.get("channel")))
        if user in self.refusals:
            raise self.refusals[user]
        self.kept.append((user, plain(message)))
        self.keys[key] += 1
        return Sent({"user": user, "number": len(self.kept)}, f"{user}/{len(self.kept)}")

    async def update(self, sent: Sent, message: Message, *, key: str) -> None:
        user = str(sent.ref["user"])
        if user in self.refusals:
            raise self.refusals[user]

    async def find(self, to: Address, *, key: str, since: datetime, thread: str | None = None) -> Sent | None:
        raise CannotTell


class Handed:
    """An engine that keeps what it is handed until somebody asks."""

    most = 200

    def __init__(self) -> None:
        self.waiting: list[tuple[Task, int]] = []

    def submit(self, session: Session, task: Task, ids: Sequence[int]) -> None:
        self.waiting += ((task, number) for number in ids)

    async def run(self, handlers: Handlers) -> None:
        while self.waiting:
            task, number = self.waiting.pop(0)
            rest = await handlers[task](number)
            if rest is not None:
                await rest()


@dataclass
class Office:
    """People are named by their first names; in Slack their user id is `U` and the name, in Teams `aad-` and the name."""

    database: Database
    house: House
    heart: Heart
    jobs: Jobs
    engine: Handed
    boxes: Mapping[str, Box]
    clock: list[datetime]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def now(self) -> datetime:
        return self.clock[0]

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose rows can still be looked at when it is over."""
        with self.database.reading() as session:
            yield session
            session.expunge_all()

    def act(self, name: str, said: Said, *, on: str = SLACK, **given: Any) -> Reply:
        """Somebody does something; it stands, unless it was refused."""
        user = user_of(name, on)
        given.setdefault("profiles", {user: profile_of(name, on)})
        incoming = Incoming(on, NAMES[on], user, said, f"act/{next(self.numbers)}", **given)
        with self.database.begin() as session:
            reply = handle(session, self.house, incoming, self.now)
            if reply.refused or reply.problems:
                session.rollback()
        return reply

    def command(self, name: str, typed: str, *, on: str = SLACK) -> str:
        """Issue a command, and read what is answered. `@ana` is a mention."""
        words: tuple[Word, ...] = tuple(Mention(user_of(one[1:], on), one[1:]) if one.startswith("@") else one for one in typed.split())
        mentioned = {one.user: profile_of(one.name, on) for one in words if isinstance(one, Mention)}
        profiles = {user_of(name, on): profile_of(name, on), **mentioned}
        return words_of(self.act(name, Said.COMMAND, on=on, words=words, profiles=profiles))

    def arrives(self, name: str, *, on: str = TEAMS, **profile: Any) -> None:
        """Somebody adds the app, and is known with their profile."""
        user = user_of(name, on)
        chat = {"service_url": "https://smba.example/", "conversation": f"a:{name}"}
        self.act(name, Said.ARRIVED, on=on, chat=chat, profiles={user: profile_of(name, on, **profile)})

    def leaves(self, name: str, *, on: str = TEAMS) -> None:
        self.act(name, Said.LEFT, on=on)

    def settle(self) -> None:
        """Have all that is due now sent."""
        for _ in range(100):
            self.heart.beat(self.now)
            if not self.engine.waiting:
                return
            asyncio.run(self.engine.run({Task.DELIVER: self.heart.outbox.deliver, Task.JOB: Background(self.jobs, Event()).work}))
        raise AssertionError("it never settles")

    def to(self, at: str) -> None:
        """Move on to that instant by way of every instant at which something is due."""
        until = datetime.fromisoformat(at)
        self.settle()
        while (following := self.heart.next_at(self.now)) is not None and following <= until:
            self.clock[0] = following
            self.settle()
        self.clock[0] = until
        self.settle()

    def letters(self, name: str, *, on: str = SLACK) -> list[str]:
        """What came to somebody there, as bare text; each is read once."""
        box, user = self.boxes[on], user_of(name, on)
        mine = [text for whose, text in box.kept if whose == user]
        box.kept[:] = [one for one in box.kept if one[0] != user]
        return mine

    def person(self, session: Session, name: str, *, on: str = SLACK) -> Person:
        workspace = workspaces.find(session, on, NAMES[on])
        assert workspace is not None
        found = people.at(session, workspace, user_of(name, on))
        assert found is not None, f"nobody knows {name} on {on}"
        return found[0]


def user_of(name: str, on: str) -> str:
    return f"U{name.upper()}" if on == SLACK else f"aad-{name}"


def profile_of(name: str, on: str, **given: Any) -> Profile:
    said = {"name": f"{name.title()} {'Silva' if on == SLACK else 'SILVA'}", "zone": "Europe/Lisbon", "email": f"{name}@example.com"}
    return Profile(user_of(name, on), **{**said, **given})


def words_of(reply: Reply) -> str:
    return plain(reply.message or Message())


@contextmanager
def office(database_url: str, at: str = "2026-11-20T10:00:00+00:00") -> Iterator[Office]:
    """An office with the programmes for tests, whose admin is Ada; on Teams people have to add the app first."""
    clock = [datetime.fromisoformat(at)]
    database = Database(database_url)
    house = House(admins=frozenset({f"{on}:{NAMES[on]}/{user_of('ada', on)}" for on in NAMES}), awaits=frozenset({TEAMS}))
    boxes = {SLACK: Box(), TEAMS: Box()}
    outbox = Outbox(database, boxes, lambda: clock[0], wire, {SLACK: FAST, TEAMS: FAST})
    engine = Handed()
    with database.begin() as session:
        organisation = organisations.the_first(session, clock[0])
        for on, outside_id in NAMES.items():
            made = Workspace(
                organisation_id=organisation.id or 0, platform=on, outside_id=outside_id, title=TITLES[on], created_at=clock[0]
            )
            made.zone = "Europe/Berlin"
            session.add(made)
        publish_folders(session, organisation.id or 0, [PROGRAMMES], clock[0])
    jobs = Jobs(database, works(house), lambda: clock[0], wire)
    yield Office(
        database,
        house,
        Heart(database, house.library, outbox, engine, jobs=jobs, falls_due=(*FALLS_DUE, signals.falls_due(house))),
        jobs,
        engine,
        boxes,
        clock,
    )
    database.close()
