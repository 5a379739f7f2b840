"""What Slack hands out for a moment: triggers that open a modal, and response URLs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.sandbox.slack.refusals import Refused

TRIGGER_LIFE = timedelta(seconds=3)
URL_LIFE = timedelta(minutes=30)
URL_USES = 5


@dataclass(frozen=True, slots=True)
class Trigger:
    """Lets a modal be opened for a person, once and soon; *view* is the one it was earned in."""

    user: str
    until: datetime
    view: str | None = None
    used: bool = False


@dataclass(frozen=True, slots=True)
class ResponseUrl:
    """Where an answer may be posted; *ts* is the message it was earned on (None: a command)."""

    user: str
    channel: str
    until: datetime
    ts: str | None = None
    uses: int = 0


@dataclass(slots=True)
class Tickets:
    """All that was handed out. A trigger lives for *life*: Slack's three seconds, or what a busy machine's tests need."""

    life: timedelta = TRIGGER_LIFE
    triggers: dict[str, Trigger] = field(default_factory=dict)
    urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def trigger(self, user: str, at: datetime, view: str | None = None) -> str:
        name = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self.triggers[name] = Trigger(user, at + self.life, view)
        return name

    def exchange(self, name: str, at: datetime) -> Trigger:
        """Use a trigger up. Raises Refused."""
        trigger = self.triggers.get(name)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if at > trigger.until:
            raise Refused("expired_trigger_id")
        self.triggers[name] = replace(trigger, used=True)
        return trigger

    def url(self, user: str, channel: str, at: datetime, ts: str | None = None) -> str:
        """The last part of a new response URL."""
        name = secrets.token_urlsafe(24)
        self.urls[name] = ResponseUrl(user, channel, at + URL_LIFE, ts)
        return name

    def spend(self, name: str, at: datetime) -> ResponseUrl:
        """One of a response URL's five uses. Raises Refused."""
        url = self.urls.get(name)
        if url is None or at > url.until:
            raise Refused("expired_url")
        if url.uses >= URL_USES:
            raise Refused("used_url")
        self.urls[name] = replace(url, uses=url.uses + 1)
        return url
