"""Mishaps on demand: each is queued for a method and happens to its next calls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.sandbox.queues import Queued
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Misuse


class Mishap(StrEnum):
    RATELIMITED = "ratelimited"  #: 429 with Retry-After
    SERVER_ERROR = "500"  #: an empty 500
    HTML = "html"  #: a proxy's error page with status 503
    RESET_BEFORE = "reset_before"  #: the connection is reset, nothing was done
    RESET_AFTER = "reset_after"  #: the connection is reset, the call was carried out
    SLOW = "slow"  #: carried out at once, answered late
    ERROR = "error"  #: `{"ok": false, "error": …}`


@dataclass(frozen=True, slots=True)
class Fault(Queued):
    """A mishap; *error* is what an `ERROR` says."""

    kind: Mishap
    error: str = "internal_error"


def read(given: Json) -> Fault:
    """A fault as the control API gives it. Raises Misuse."""
    if "method" not in given or "kind" not in given:
        raise Misuse("a fault needs a method and a kind")
    unknown = given.keys() - {"method", "kind", "times", "retry_after", "seconds", "error", "channel"}
    if unknown:
        raise Misuse(f"a fault has no {', '.join(sorted(unknown))}")
    try:
        kind = Mishap(str(given["kind"]))
    except ValueError as error:
        raise Misuse(f"a fault's kind is one of {', '.join(Mishap)}") from error
    more: dict[str, Any] = {key: value for key, value in given.items() if key not in ("method", "kind")}
    return Fault(str(given["method"]), kind, **more)
