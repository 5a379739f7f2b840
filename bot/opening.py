"""What a command that writes to the database opens: settings, database, the time; whatever is wrong ends it in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import InvalidClock, MovedClock, RealClock
from bot.ending import WRONG_SETTING, ended
from bot.settings import BadSettings, Settings, read
from bot.user_ids import AWAITS
from handlers.house import House
from models import workspaces
from models.database import Database
from models.opening import DatabaseTrouble
from models.opening import opened as opened_database
from scheduler.library import Library


@dataclass(frozen=True, slots=True)
class Opened:
    """*now* is the programme's time at which the command was given."""

    settings: Settings
    database: Database
    house: House
    now: datetime


@contextmanager
def opened() -> Iterator[Opened]:
    """Open what the settings name. Ends the process with a line for each thing that is wrong."""
    settings, now = the_settings()
    try:
        with opened_database(settings.database_url) as database:
            yield Opened(settings, database, House(Library(), settings.waypost_admins, awaits=AWAITS), now)
    except DatabaseTrouble as error:
        raise ended([f"DATABASE_URL: {error}"], WRONG_SETTING) from error


def the_settings() -> tuple[Settings, datetime]:
    """The settings, and the programme's time. Ends the process with a line for each thing that is wrong."""
    try:
        settings = read()
        return settings, _now(settings)
    except BadSettings as error:
        raise ended(error.problems, WRONG_SETTING) from error
    except InvalidClock as error:
        raise ended([str(error)], WRONG_SETTING) from error


def _now(settings: Settings) -> datetime:
    return (RealClock() if settings.waypost_clock is None else MovedClock(settings.waypost_clock)).now()


@dataclass(frozen=True, slots=True)
class Where:
    """A workspace, as far as it concerns a command; rows outlive no session."""

    id: int
    platform: str
    zone: ZoneInfo


def the_workspace(place: Opened, name: str | None) -> Where:
    """The workspace of that name (`slack:T…`), or the only one. Ends the process if it can't be told."""
    with place.database.reading() as session:
        known = {one.name: Where(one.id or 0, one.platform, ZoneInfo(one.zone)) for one in workspaces.everyone(session)}
    if not known:
        raise ended(["no workspace is known yet: `waypost serve` makes the one of its credentials known when it starts"], WRONG_SETTING)
    if name is None and len(known) > 1:
        raise ended([f"there are several workspaces ({', '.join(known)}): say which with --workspace"], WRONG_SETTING)
    if name is not None and name not in known:
        raise ended([f"--workspace: there is no workspace {name} (there is: {', '.join(known)})"], WRONG_SETTING)
    return known[name] if name is not None else next(iter(known.values()))
