"""What a broken wire means: whether the request can have left."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import timedelta

import requests
from urllib3.exceptions import NewConnectionError

from content.translated import N_
from scheduler.channel import TryLater, Uncertain, Unreachable

AGAIN = timedelta(seconds=5)
NO_ADDRESS = (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema, requests.exceptions.InvalidSchema)
NEVER_MADE = (requests.exceptions.ConnectTimeout, NewConnectionError, ssl.SSLCertVerificationError)


def broken_off(error: BaseException) -> TryLater | Uncertain | Unreachable:
    """A connection that was never made took nothing with it; after that nobody knows."""
    if isinstance(error, NO_ADDRESS):
        return Unreachable(N_("their address in Teams can't be used"))
    if any(isinstance(one, NEVER_MADE) for one in _causes(error)):
        return TryLater(AGAIN)
    return Uncertain(type(error).__name__)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what is inside it: requests and urllib3 keep it as an argument or as a reason."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [getattr(one, "reason", None), *one.args]
