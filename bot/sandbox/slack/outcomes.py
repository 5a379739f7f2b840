"""What came of something the stand-in sent to the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.people import Json


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: the HTTP status (0: no answer; over a socket 200), the decoded answer, and Slack's word for what went wrong."""

    status: int
    body: Any
    reason: str

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last try of *attempts* so far; *pending*: Slack will try again later. *attempts* 0: nothing was sent."""

    attempt: Attempt
    attempts: int
    pending: bool = False

    @property
    def taken(self) -> bool:
        return self.attempt.taken

    def as_page(self) -> Json:
        return {"status": self.attempt.status, "attempts": self.attempts, "reason": self.attempt.reason, "pending": self.pending}


NOT_SENT = Outcome(Attempt(0, None, "not_subscribed"), 0)
