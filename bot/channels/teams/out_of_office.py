"""Who has automatic replies on in Outlook is away. What they reply with comes along, is not looked at, and kept nowhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.channels.teams.sdk.graph import AT_ONCE, Graph
from bot.presences import Presences
from bot.settings import Settings
from handlers.incoming import Presence

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
BETWEEN_SECONDS = 0.5  # a mailbox allows far more, but nobody waits for this
FORBIDDEN = 403
LACKS = "teams: the app may not read who has automatic replies on; grant it MailboxSettings.Read in Entra, or set TEAMS_OUT_OF_OFFICE=false"


def is_wanted(settings: Settings) -> bool:
    """Whether the settings have us ask."""
    return settings.teams_out_of_office and settings.waypost_leave_from_status and settings.teams_app_id is not None


def graph_of(settings: Settings) -> Graph:
    """Whom we ask. Close it when you are done."""
    return Graph(
        settings.teams_app_id or "",
        settings.teams_app_password.get_secret_value() if settings.teams_app_password else "",
        settings.teams_tenant_id or "",
        url=settings.teams_graph_url,
        login_url=settings.teams_login_url,
        timeout_seconds=settings.waypost_timeout_seconds,
    )


async def look(graph: Graph, presences: Presences) -> None:
    """Ask about everybody who is on a programme. Raises TryLater or Unreachable."""
    users, statuses = await presences.on_programmes(), set[int]()
    for start in range(0, len(users), AT_ONCE):
        some = users[start : start + AT_ONCE]
        told = await asyncio.to_thread(graph.ask, [path_of(user) for user in some])
        statuses.update(one.status for one in told)
        found = {user: presence_of(one.body) for user, one in zip(some, told, strict=True) if one.status == 200}
        await presences.follow({user: presence for user, presence in found.items() if presence is not None})
        await asyncio.sleep(BETWEEN_SECONDS if start + AT_ONCE < len(users) else 0)
    if statuses == {FORBIDDEN}:  # else they are some that a policy of Exchange's closes to us
        log.warning(LACKS)


def path_of(user: str) -> str:
    """Where Graph has the automatic replies of that user."""
    return f"/users/{quote(user, safe='')}/mailboxSettings/automaticRepliesSetting"


def presence_of(setting: Mapping[str, Any]) -> Presence | None:
    """What that setting of a mailbox says. None: nothing that can be read."""
    match setting.get("status"):
        case "disabled":
            return Presence(away=False)
        case "alwaysEnabled":
            return Presence(away=True)
        case "scheduled":
            begins, ends = _instant(setting.get("scheduledStartDateTime")), _instant(setting.get("scheduledEndDateTime"))
            return Presence(True, begins, ends) if begins and ends and begins < ends else None
    return None


def _instant(given: Any) -> datetime | None:
    """Graph's local time and zone, which we ask for in UTC; its seconds have seven decimals."""
    try:
        wall = datetime.fromisoformat(str(given["dateTime"]).partition(".")[0].removesuffix("Z"))
        zone = ZoneInfo(str(given["timeZone"]))
        return wall.replace(tzinfo=zone).astimezone(UTC)
    except (TypeError, KeyError, ValueError, OverflowError, ZoneInfoNotFoundError, OSError):
        return None
