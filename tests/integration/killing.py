"""Waypost as processes that are killed and frozen, and messages that wait for them: for stories about what survives."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlmodel import col, func, select

from bot.clock import RealClock, monotonic
from bot.sandbox.seed import Seed, demo, person
from content.message import say, to_json
from models import deliveries, organisations, people
from models.database import Database
from models.deliveries import Delivery, Kind, State
from models.workspaces import OnUnknown, Workspace
from tests.chats import Chat, chat_of, started
from tests.clocks import StandingClock
from tests.phones import Fault

ROOT = Path(__file__).parents[2]
NOW = "2026-11-23T09:00:00+00:00"
PATIENCE_SECONDS = 90.0
OURS = ("WAYPOST_", "SLACK_", "TEAMS_", "DATABASE_", "PORT")
SERVE = ("serve", "--port", "0")


def named(number: int) -> str:
    return f"crowd{number:03}"


def said(number: int) -> str:
    return f"Number {number}."


async def at_once() -> None:
    """Wait for nothing."""


@dataclass
class Scene:
    """A database with so many messages due for so many *people*, a stand-in to take them, and processes that send them."""

    database: Database
    chat: Chat
    people: int
    on_unknown: OnUnknown
    folder: Path
    lease_seconds: float
    timeout_seconds: float

    @property
    def platform(self) -> str:
        return self.chat.platform

    async def breaks(self, *faults: Fault) -> None:
        await self.chat.phone(named(0), at_once).breaks(*faults)

    async def fill(self, number: int) -> None:
        """Put so many messages into the outbox, due now, in turn to each of the people."""
        await asyncio.to_thread(self._fill, number)

    def _fill(self, number: int) -> None:
        now = StandingClock(NOW).now()
        with self.database.begin() as session:
            organisation = organisations.the_first(session, now)
            workspace = Workspace(
                organisation_id=organisation.id or 0, platform=self.platform, outside_id=self.chat.workspace, created_at=now
            )
            session.add(workspace)
            session.flush()
            known = [
                people.add(session, workspace, self.chat.person(named(n)), name=f"Crowd {n}", zone=None, email=None, now=now).id or 0
                for n in range(self.people)
            ]
            for n in range(self.people):
                found = people.at(session, workspace, self.chat.person(named(n)))
                assert found is not None
                found[1].conversation = self.chat.contact(named(n))
            rows = [
                Delivery(
                    workspace_id=workspace.id or 0,
                    person_id=known[n % self.people],
                    kind=Kind.NOTICE,
                    key=f"kill/{n}",
                    conversation=deliveries.to_person(known[n % self.people]),
                    message=to_json(say(said(n))),
                    due_at=now,
                    planned_at=now,
                )
                for n in range(number)
            ]
            assert deliveries.queue(session, rows) == number

    def settings(self, **more: str) -> dict[str, str]:
        return {
            **{name.upper(): value for name, value in self.chat.settings().items()},
            "DATABASE_URL": self._url(),
            "WAYPOST_ENV": "development",
            "WAYPOST_CLOCK": NOW,
            "WAYPOST_LEASE_SECONDS": str(self.lease_seconds),
            "WAYPOST_TIMEOUT_SECONDS": str(self.timeout_seconds),
            "WAYPOST_ON_UNKNOWN": self.on_unknown.value,
            **more,
        }

    def _url(self) -> str:
        """For PostgreSQL with a server that soon ends the transactions of frozen processes, as leases are short here too."""
        url = make_url(self.database.url)
        if not self.database.is_sqlite:
            url = url.update_query_dict({"options": f"-c idle_in_transaction_session_timeout={int(1_000 * self.lease_seconds)}"})
        return url.render_as_string(hide_password=False)

    @asynccontextmanager
    async def process(self, *command: str, **settings: str) -> AsyncIterator[Process]:
        """`waypost …`, as an operator starts it. At the end it is killed, if it is still there."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        with (self.folder / "log").open("ab") as log:
            running = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                *(command or SERVE),
                cwd=self.folder,
                env=inherited | {"PYTHONPATH": str(ROOT)} | self.settings(**settings),
                stdout=log,
                stderr=log,
            )
        try:
            yield Process(running)
        finally:
            if running.returncode is None:
                running.kill()
            await running.wait()

    def log(self) -> str:
        """What the processes have written down."""
        return (self.folder / "log").read_text()

    def standing(self) -> Mapping[str, int]:
        return self.chat.standing()

    async def states(self) -> Mapping[str, int]:
        return await asyncio.to_thread(self._states)

    def _states(self) -> Mapping[str, int]:
        with self.database.reading() as session:
            return dict(session.exec(select(Delivery.state, func.count()).group_by(Delivery.state)).all())

    async def words(self, *which: object) -> set[str]:
        """What the messages say for which that holds."""
        return await asyncio.to_thread(self._words, which)

    def _words(self, which: Iterable[object]) -> set[str]:
        with self.database.reading() as session:
            keys = session.exec(select(Delivery.key).where(*which))  # type: ignore[arg-type]
            return {said(int(key.removeprefix("kill/"))) for key in keys}

    async def left(self) -> int:
        """How many are neither sent nor held."""
        return sum(number for state, number in (await self.states()).items() if state not in (State.SENT, State.HELD))

    async def done(self, *running: Process, seconds: float = PATIENCE_SECONDS) -> bool:
        """Wait until nothing is left to do, so long at most. Fails if a process ends by itself."""
        began = monotonic()
        while monotonic() - began < seconds:
            for one in running:
                assert one.is_there, f"the process ended by itself\n{self.log()[-3_000:]}"
            if await self.left() == 0:
                return True
            await asyncio.sleep(0.05)
        return False

    async def check(self) -> None:
        """What was promised: each once; where nobody can be asked, those in doubt are held, or doubled at most and marked."""
        standing, everything = self.standing(), await self.words()
        held, marked = await self.words(Delivery.state == State.HELD), await self.words(col(Delivery.possible_duplicate))
        assert set(standing) <= everything
        assert {words for words in everything - held if not standing.get(words)} == set(), "lost"
        assert {words for words, times in standing.items() if times > 1} <= marked, "doubled"
        assert self.log().count("may stand there twice") >= len(marked)
        if self.chat.asks or self.on_unknown is OnUnknown.RESEND:
            assert not held


@dataclass(frozen=True, slots=True)
class Process:
    running: asyncio.subprocess.Process

    @property
    def is_there(self) -> bool:
        return self.running.returncode is None

    def kill(self) -> None:
        self.running.send_signal(signal.SIGKILL)

    def freeze(self) -> None:
        self.running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.running.send_signal(signal.SIGCONT)

    async def ended(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait until it has ended: its exit code, or the negative number of the signal that ended it."""
        async with asyncio.timeout(seconds):
            return await self.running.wait()

    async def frozen(self, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until it has frozen itself."""
        began = monotonic()
        while self._state() != "T":
            assert monotonic() - began < seconds
            await asyncio.sleep(0.01)

    def _state(self) -> str:
        """As Linux has it: S sleeps, T is stopped …; "": it is gone."""
        try:
            return Path(f"/proc/{self.running.pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return ""


@asynccontextmanager
async def scene(
    database_url: str,
    platform: str,
    folder: Path,
    *,
    people: int,
    on_unknown: OnUnknown = OnUnknown.HOLD,
    lease_seconds: float,
    timeout_seconds: float,
) -> AsyncIterator[Scene]:
    """A stand-in with a crowd in it, and a database for it."""
    crowd = (person(f"U0CROWD{n:03}", named(n), f"Crowd {n}", "Europe/Berlin", "") for n in range(people))
    async with AsyncExitStack() as closing:
        _, chats = await closing.enter_async_context(started((platform,), RealClock(), seed=Seed((*demo().users, *crowd))))
        database = Database(database_url)
        closing.callback(database.close)
        yield Scene(database, chats[platform], people, on_unknown, folder, lease_seconds, timeout_seconds)


def choices(platform: str) -> tuple[OnUnknown, ...]:
    """What a workspace may choose for messages that nobody knows of; it matters where the chat can't be asked."""
    return (OnUnknown.HOLD,) if chat_of(platform).asks else (OnUnknown.HOLD, OnUnknown.RESEND)
