"""Teams' roster: who somebody is, who is in a team."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.channels.teams.payloads import Context
from bot.channels.teams.sdk.connector import Connector
from handlers.incoming import Incoming, Mention, Place, Profile
from scheduler.channel import CannotTell, TryLater, Uncertain, Unreachable

log = logging.getLogger(__name__)

Json = Mapping[str, Any]
LOCALE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
BROKEN = (TryLater, Uncertain, Unreachable, CannotTell, TimeoutError)


def profile_of(member: Mapping[str, Any], *, tenant: str, zone: str | None = None, chat: Mapping[str, Any] | None = None) -> Profile:
    """A member of Teams' roster as ours. *chat*: how to write to them. Bots and people of other tenants are strangers."""
    user = str(member.get("aadObjectId") or member.get("objectId") or "").lower()
    upn = str(member.get("userPrincipalName") or "")
    guest = str(member.get("userRole") or "").lower() in ("guest", "anonymous") or "#ext#" in upn.lower()
    name = str(member.get("name") or member.get("givenName") or upn or user)
    return Profile(
        user=user,
        name=_clean(name),
        zone=zone,
        email=str(member.get("email") or upn or "").replace("\0", "") or None,
        guest=guest,
        stranger=not user or str(member.get("tenantId") or tenant).lower() not in (tenant, ""),
        chat=chat,
    )


def _clean(name: str) -> str:
    return name.replace("\0", "")[:200]


def zone_of(activity: Mapping[str, Any]) -> str | None:
    """The IANA zone that the activity tells: Teams says it in two places, and not always."""
    named = [activity.get("localTimezone")]
    named += [one.get("timezone") for one in activity.get("entities") or () if isinstance(one, Mapping) and one.get("type") == "clientInfo"]
    for name in named:
        try:
            return ZoneInfo(str(name or "")).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def locale_of(activity: Mapping[str, Any]) -> str | None:
    """The language of the app that it was sent with, as `pt-PT`."""
    found = str(activity.get("locale") or "")
    return found if LOCALE.fullmatch(found) else None


class Directory:
    """Looks things up through *connector*, for at most *seconds* while somebody waits."""

    def __init__(self, connector: Connector, seconds: float) -> None:
        self._connector = connector
        self._seconds = seconds

    async def known(self, at: Context, incoming: Incoming, activity: Json, *, stale: bool) -> Incoming:
        """With the sender's profile, asked for where ours is *stale*, and the people whom it mentions by their own ids."""
        name, locale = _clean(str(activity["from"].get("name") or at.user)), locale_of(activity)
        sender = Profile(at.user, name, zone_of(activity), known=False, locale=locale, chat=at.chat)
        mentioned = [word.user for word in incoming.words if isinstance(word, Mention)]
        members = await self._members(at, ([at.member] if stale else []) + mentioned)
        if at.member in members:
            sender = profile_of(members[at.member], tenant=at.tenant, zone=sender.zone, chat=at.chat)
        found = {at.user: replace(sender, user=at.user, locale=locale)}
        ids: dict[str, str] = {}
        for member in mentioned:
            if member in members:
                chat = {"service_url": at.service_url, "bot": at.bot, "member": member}
                profile = profile_of(members[member], tenant=at.tenant, chat=chat)
                ids[member] = profile.user
                found.setdefault(profile.user, profile)
        words = tuple(Mention(ids.get(word.user) or word.user, word.name) if isinstance(word, Mention) else word for word in incoming.words)
        return replace(incoming, words=words, profiles=found)

    async def _members(self, at: Context, wanted: Sequence[str]) -> dict[str, Json]:
        """What the roster says of these, by the ids that they have for us; whom it does not name in time is left out."""
        found = await asyncio.gather(*(self._member(at, one) for one in wanted))
        return {one: member for one, member in zip(wanted, found, strict=True) if member is not None}

    async def _member(self, at: Context, wanted: str) -> Json | None:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._connector.member(at.service_url, at.conversation, wanted)
        except BROKEN as problem:
            log.info("a member of a conversation was not to be had now: %s", type(problem).__name__)
            return None

    async def placed(self, at: Context, incoming: Incoming, *, members: bool) -> Incoming:
        """With who is in the channels that it names, and in the one that it came from, if that is wanted and to be had."""
        if not members:
            return incoming
        profiles: dict[str, Profile] = {}
        place = await self._inside(at, incoming.place, profiles) if incoming.place else None
        words = [await self._inside(at, word, profiles) if isinstance(word, Place) else word for word in incoming.words]
        return replace(incoming, place=place, words=tuple(words), profiles={**profiles, **incoming.profiles})

    async def _inside(self, at: Context, place: Place, profiles: dict[str, Profile]) -> Place:
        """The channel with its members, whose *profiles* are noted. Strangers among them read along, so they are named too."""
        try:
            async with asyncio.timeout(self._seconds):
                inside = await self._connector.members(at.service_url, str(place.address["channel"]))
        except BROKEN as problem:
            log.info("the members of a channel were not to be had: %s", type(problem).__name__)
            return place
        elsewhere = {"service_url": at.service_url, "bot": at.bot}
        found = [profile_of(one, tenant=at.tenant, chat=elsewhere | {"member": str(one.get("id"))}) for one in inside]
        profiles.update({one.user: one for one in found if one.user})
        return replace(place, members=tuple(one.user for one in found if one.user))
