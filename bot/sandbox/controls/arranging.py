"""What a tester arranges: people, channels, mishaps, pace, repeats, revocation."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.sandbox.control import Ask, control
from bot.sandbox.slack import faults
from bot.sandbox.slack.outcomes import NOT_SENT
from bot.sandbox.slack.people import Json, User
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.slack.world import new_id
from bot.sandbox.stand_in import StandIn

OF_A_USER = {field.name for field in fields(User)}


@control("POST", "/user")
async def user(it: StandIn, ask: Ask) -> Json:
    """Add somebody, or change what is said about them."""
    unknown = ask.given.keys() - OF_A_USER
    if unknown:
        raise Misuse(f"a user has no {', '.join(sorted(unknown))}")
    zone_known(ask.maybe("tz") or "Etc/UTC")
    old = it.world.users.get(ask.maybe("id") or "")
    if old is None:
        new = User(**{"id": new_id("U"), "real_name": ask.text("name"), **ask.given})
        it.world.put_user(new)
        return {"user": new.as_page(), "delivered": NOT_SENT.as_page()}
    new = replace(old, **ask.given)
    it.world.put_user(new)
    outcome = await it.tell_subscribed(changed(it, new)) if new != old else NOT_SENT
    return {"user": new.as_page(), "delivered": outcome.as_page()}


def zone_known(name: str) -> None:
    """Raises Misuse."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Misuse(f"there is no time zone {name!r}") from error


def changed(it: StandIn, user: User) -> Json:
    with_email = "users:read.email" in it.settings.scopes
    shown = user.as_slack(it.world.team, it.world.clock.now(), with_email=with_email, with_locale=True)
    return {"type": "user_change", "user": shown, "cache_ts": it.world.epoch(), "event_ts": it.world.ts()}


@control("POST", "/channel")
async def channel(it: StandIn, ask: Ask) -> Json:
    """Add a channel, or give it other members."""
    members = [it.world.user(str(name)).id for name in ask.any("members") or []]
    if ask.flag("bot"):
        members.append(it.world.app.user.id)
    made = it.world.put_channel(ask.text("name"), private=ask.flag("is_private"), members=members, channel_id=ask.maybe("id"))
    return {"channel": made.as_page()}


@control("GET", "/faults")
async def waiting(it: StandIn, ask: Ask) -> Json:
    return {"faults": it.faults.as_page()}


@control("POST", "/faults")
async def queue(it: StandIn, ask: Ask) -> Json:
    given = ask.any("faults")
    if not isinstance(given, list):
        raise Misuse("faults is not a list")
    for fault in [faults.read(one) for one in given]:
        it.faults.add(fault)
    return {"faults": it.faults.as_page()}


@control("DELETE", "/faults")
async def clear(it: StandIn, ask: Ask) -> Json:
    it.faults.clear()
    return {"faults": []}


@control("POST", "/pace")
async def pace(it: StandIn, ask: Ask) -> Json:
    """Slack's own limits on posting; 0 is none."""
    it.pace.set(ask.number("channel_per_second", 0), ask.number("workspace_per_minute", 0), ask.number("burst", 1))
    return {"channel_per_second": it.pace.channel_per_second, "workspace_per_minute": it.pace.workspace_per_minute, "burst": it.pace.burst}


@control("POST", "/events/repeat")
async def repeat(it: StandIn, ask: Ask) -> Json:
    """Send the last thing again, as Slack does without being asked."""
    times = int(ask.number("times", 1))
    outcomes = [await it.repeat(same_id=ask.any("same_id") is not False) for _ in range(times)]
    return {"statuses": [outcome.attempt.status for outcome in outcomes]}


@control("POST", "/service")
async def service(it: StandIn, ask: Ask) -> Json:
    """Where the service is, from now on."""
    it.sender.service_url = ask.text("url").rstrip("/")
    return {"url": it.sender.service_url}


@control("POST", "/revoke")
async def revoke(it: StandIn, ask: Ask) -> Json:
    it.world.gone = "token_revoked"
    outcome = await it.tell_subscribed(revoked(it))
    return {"delivered": outcome.as_page()}


@control("POST", "/uninstall")
async def uninstall(it: StandIn, ask: Ask) -> Json:
    """Both events are sent at the same time; Slack promises no order."""
    it.world.gone = "account_inactive"
    uninstalled = {"type": "app_uninstalled", "event_ts": it.world.ts()}
    outcomes = await asyncio.gather(it.tell_subscribed(revoked(it)), it.tell_subscribed(uninstalled))
    return {"delivered": [outcome.as_page() for outcome in outcomes]}


@control("POST", "/reinstall")
async def reinstall(it: StandIn, ask: Ask) -> Json:
    it.world.gone = None
    return {"ok": True}


def revoked(it: StandIn) -> Json:
    return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [it.world.app.user.id]}, "event_ts": it.world.ts()}


@control("POST", "/sockets/disconnect")
async def disconnect(it: StandIn, ask: Ask) -> Json:
    """Close every web socket, with a word of warning unless *abrupt*."""
    count = await it.sockets.disconnect(ask.maybe("reason") or "refresh_requested", say=not ask.flag("abrupt"))
    return {"disconnected": count}


@control("GET", "/sockets")
async def sockets(it: StandIn, ask: Ask) -> Json:
    return {"open": len(it.sockets.open)}
