"""The package of the Teams app: its manifest and two icons, zipped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from handlers.commands import BARE, Command, commands
from handlers.roles import May

ENDPOINT = "/api/messages"
SCHEMA = "1.25"  # of the versions that we may use, the first with `supportsChannelFeatures`, and the last
NOWHERE = "https://example.org"
ICONS = ("color.png", "outline.png")
GREEN = "#1d6b57"
NAME, DEVELOPER = 30, 32  # characters
LISTED = 10  # commands in a list; newer schemas take more, older clients don't
TITLE, DESCRIPTION = 32, 128  # characters of a listed command
FIRST = (*BARE, "checkin", "away", "private", "programmes", "join")  # what learners look for; there may be more than can be listed
FIRST_IN_A_TEAM = ("help", "progress", "summary", "channel", "enrol", "withdraw", "manager", "hold", "release", "outbox")
THE_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Shown:
    """What people read about the app before they add it. *website* is also the only host that its cards may lead to as its own."""

    name: str = "Waypost"
    developer: str = "Waypost"
    website: str = NOWHERE
    privacy: str = NOWHERE
    terms: str = NOWHERE


def package(app_id: str, shown: Shown, *, edition: str | None = None) -> bytes:
    """The zip that is uploaded to Teams; the same bytes for the same words. *edition*: its version; None: Waypost's own."""
    source = files("bot.channels.teams").joinpath("icons")
    manifest = json.dumps(value(app_id, shown, edition=edition), indent=2, ensure_ascii=False) + "\n"
    inside = {"manifest.json": manifest.encode(), **{icon: source.joinpath(icon).read_bytes() for icon in ICONS}}
    zipped = BytesIO()
    with ZipFile(zipped, "w", ZIP_STORED) as archive:  # stored: how deflate packs is up to the machine's zlib
        for name, content in inside.items():
            entry = ZipInfo(name, THE_FIRST_DAY_OF_ZIP)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # else the machine's own
            archive.writestr(entry, content)
    return zipped.getvalue()


def value(app_id: str, shown: Shown, *, edition: str | None = None) -> dict[str, Any]:
    """The manifest of the app whose bot has that *app_id*, as JSON values."""
    host = urlsplit(shown.website).hostname
    return {
        "$schema": f"https://developer.microsoft.com/en-us/json-schemas/teams/v{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": edition or version("waypost"),
        "id": str(uuid5(UUID(app_id), "waypost")),
        "developer": {
            "name": shown.developer,
            "websiteUrl": shown.website,
            "privacyUrl": shown.privacy,
            "termsOfUseUrl": shown.terms,
        },
        "name": {"short": shown.name, "full": f"{shown.name}: small things to try at work"},
        "description": {
            "short": "Small things to try at work, when they fit, right here in chat.",
            "full": (
                "Waypost brings you a programme of small things to try, practise and reflect on, each in this chat and at a time that "
                "suits it. You answer right here. Fridays bring a check-in of a few minutes; every question says who will see your "
                "answer before you give it. Write `help` to see what you can do, and `stop` to get nothing more."
            ),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": GREEN,
        "supportsChannelFeatures": "tier1",  # Teams asks for it from 1.25 on; a manager's private channel needs it
        "bots": [_bot(app_id)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host] if host and shown.website != NOWHERE else [],
    }


def _bot(app_id: str) -> dict[str, Any]:
    return {
        "botId": app_id,
        "scopes": ["personal", "team"],
        "isNotificationOnly": False,
        "supportsFiles": True,
        "supportsCalling": False,
        "supportsVideo": False,
        "commandLists": [
            {"scopes": ["personal"], "commands": _listed(_for_learners())},
            {"scopes": ["team"], "commands": _listed(_for_others())},
        ],
    }


def _for_learners() -> list[Command]:
    return _first(FIRST, [one for one in commands().values() if one.may == May.EVERYBODY])


def _for_others() -> list[Command]:
    return _first(FIRST_IN_A_TEAM, [commands()["help"], *(one for one in commands().values() if one.may != May.EVERYBODY)])


def _first(verbs: Sequence[str], known: Iterable[Command]) -> list[Command]:
    """These commands, the named ones first."""
    return sorted(known, key=lambda one: (verbs.index(one.verb) if one.verb in verbs else len(verbs), one.verb))


def _listed(found: Iterable[Command]) -> list[dict[str, str]]:
    """What Teams offers beside the box where people type. What does not fit is found by `help`."""
    return [{"title": one.verb, "description": _described(one)} for one in [one for one in found if len(one.verb) <= TITLE][:LISTED]]


def _described(one: Command) -> str:
    says = f"{one.says[:1].upper()}{one.says[1:]}"
    like = f"{says}, for example: {one.usage[0]}"
    return like if one.usage[0] != one.verb and len(like) <= DESCRIPTION else says[:DESCRIPTION]
