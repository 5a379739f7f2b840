"""What happens to somebody: a message comes, something is answered, and in the end some steps were left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from scheduler.diary import What


@dataclass(frozen=True, slots=True)
class Message:
    """Something that came, about a step (by key) or a check-in (by week). *waited*: it would have come before, had there been a place."""

    what: What
    about: str
    sent_at: datetime
    waited: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """A step or check-in was answered; *asked* is the message that brought it first, *reminded*: it took a reminder."""

    asked: Message
    answered_at: datetime
    reminded: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A step did not come, as its condition led another way."""

    step: str


Happening: TypeAlias = Message | Answered | LeftOut
