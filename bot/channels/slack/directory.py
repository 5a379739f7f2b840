"""Slack's directory: who somebody is, who is in a channel."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.errors import error_of
from bot.channels.slack.status import presence_of
from handlers.incoming import Place, Presence, Profile

log = logging.getLogger(__name__)

FEW = 10  # up to so many are asked for one by one
PAGE = 1000
BETWEEN_PAGES_SECONDS = 3.0  # Slack allows some 20 such questions a minute
LONGEST_WAIT_SECONDS = 120.0
NOBODY = frozenset({"user_not_found", "user_not_visible"})  # else they would be asked for again and again
LOCALE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
BROKEN = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)


async def profiles(client: AsyncWebClient, team: str, users: Iterable[str], seconds: float) -> Mapping[str, Profile]:
    """What Slack says of these users within so many seconds; whom it did not name in time is there as not known."""
    wanted = sorted(set(users))
    found: dict[str, Profile] = {user: Profile(user, user, known=False) for user in wanted}
    try:
        async with asyncio.timeout(seconds):
            if len(wanted) <= FEW:
                await asyncio.gather(*(_one(client, team, user, found) for user in wanted))
            else:
                await _listed(client, team, found)
    except BROKEN as problem:
        log.info("profiles of %s users were not to be had now: %s", len(wanted), type(problem).__name__)
    return found


async def _one(client: AsyncWebClient, team: str, user: str, found: dict[str, Profile]) -> None:
    try:
        found[user] = profile_of((await client.users_info(user=user, include_locale=True))["user"], team)
    except SlackApiError as refusal:
        if error_of(refusal) not in NOBODY:
            raise
        found[user] = Profile(user, user, stranger=True)


async def _listed(client: AsyncWebClient, team: str, found: dict[str, Profile]) -> None:
    cursor: str | None = None
    while True:
        page = await client.users_list(limit=PAGE, cursor=cursor, include_locale=True)
        for user in page["members"]:
            if user["id"] in found:
                found[user["id"]] = profile_of(user, team)
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if all(profile.known for profile in found.values()):
            return
        if cursor is None:  # that was everybody
            found.update({user: Profile(user, user, stranger=True) for user, profile in found.items() if not profile.known})
            return


async def presences(client: AsyncWebClient, team: str) -> AsyncIterator[Mapping[str, Presence]]:
    """What the statuses of all people of the workspace say, a page at a time, as slowly as Slack wants to be asked. Raises BROKEN."""
    cursor: str | None = None
    while True:
        page = await _page(client, cursor)
        profiles = [profile_of(user, team) for user in page["members"]]
        yield {one.user: one.presence for one in profiles if one.presence is not None and not one.stranger}
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            return
        await asyncio.sleep(BETWEEN_PAGES_SECONDS)


async def _page(client: AsyncWebClient, cursor: str | None) -> Any:
    try:
        return await client.users_list(limit=PAGE, cursor=cursor)
    except SlackApiError as refusal:
        if refusal.response.status_code != 429:
            raise
        await asyncio.sleep(min(float(refusal.response.headers.get("Retry-After") or BETWEEN_PAGES_SECONDS), LONGEST_WAIT_SECONDS))
        return await client.users_list(limit=PAGE, cursor=cursor)


def profile_of(user: Mapping[str, Any], team: str) -> Profile:
    """Slack's user as ours. Bots, people of other workspaces and deactivated ones are strangers; so are those Slack calls so."""
    profile = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user.get("name") or user["id"]
    elsewhere = user.get("team_id") not in (None, "", team) and not user.get("enterprise_user")
    return Profile(
        user=user["id"],
        name=str(name).replace("\0", "")[:200],
        zone=_zone(user.get("tz")),
        email=str(profile.get("email") or "").replace("\0", "") or None,
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        stranger=bool(user.get("is_bot") or user.get("deleted") or user.get("is_stranger") or elsewhere or user["id"] == "USLACKBOT"),
        locale=locale_of(user),
        presence=presence_of(profile),
    )


def locale_of(user: Mapping[str, Any]) -> str | None:
    """The language of their Slack, as `pt-BR`; it is told where it was asked for, and when something about them changes."""
    found = str(user.get("locale") or "")
    return found if LOCALE.fullmatch(found) else None


def _zone(name: object) -> str | None:
    """The zone of that name. None: there is none."""
    try:
        return ZoneInfo(str(name or "")).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


async def place(client: AsyncWebClient, team: str, channel: str, name: str, seconds: float, *, members: bool) -> Place:
    """A channel, with who is in it if that is wanted and to be had within so many seconds."""
    private = name == "privategroup" or channel.startswith("G")
    if not members:
        return Place({"team": team, "channel": channel}, name, private)
    try:
        async with asyncio.timeout(seconds):
            info, inside = await asyncio.gather(client.conversations_info(channel=channel), _members(client, channel))
    except BROKEN as problem:
        log.info("channel %s was not to be looked at: %s", channel, type(problem).__name__)
        return Place({"team": team, "channel": channel}, name, private)
    known = info["channel"]
    scope = "groups:history" if known.get("is_private") else "channels:history"
    granted = {one.strip() for one in str(info.headers.get("x-oauth-scopes") or "").split(",")}
    heard = bool(known.get("is_member")) and scope in granted
    return Place({"team": team, "channel": channel}, known.get("name") or name, bool(known.get("is_private")), inside, heard)


async def _members(client: AsyncWebClient, channel: str) -> tuple[str, ...]:
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = await client.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
        found += page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            return tuple(found)
