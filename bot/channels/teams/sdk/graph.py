"""Microsoft Graph, as far as we use it: many small questions in one request, plain JSON in, plain JSON out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests

from bot.channels.teams.errors import retry_after
from bot.channels.teams.sdk.clients import session
from bot.channels.teams.sdk.credentials import Credentials
from bot.clock import monotonic
from scheduler.channel import TryLater, Unreachable

AT_ONCE = 20  # questions; the most that Graph takes
SCOPE = "https://graph.microsoft.com/.default"
AGAIN_SECONDS = 60.0
IN_UTC = {"Prefer": 'outlook.timezone="UTC"'}


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to one question."""

    status: int
    body: Mapping[str, Any]


class Graph:
    """Of one app in one tenant, at that *url*. It waits for the wire: call it in a thread."""

    def __init__(
        self,
        app_id: str,
        password: str,
        tenant: str,
        *,
        url: str,
        login_url: str,
        timeout_seconds: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._session = session(1)
        self._timeout = (min(5.0, timeout_seconds), timeout_seconds)
        self._address = f"{url.rstrip('/')}/v1.0/$batch"
        self._credentials = Credentials(
            app_id, password, tenant, login_url=login_url, session=self._session, timeout=self._timeout, clock=clock, scope=SCOPE
        )

    def ask(self, paths: Sequence[str]) -> Sequence[Told]:
        """What is to be read at these paths, at most AT_ONCE of them, in their order. Raises TryLater or Unreachable."""
        asked: list[dict[str, Any]] = [
            {"id": str(number), "method": "GET", "url": path, "headers": IN_UTC} for number, path in enumerate(paths)
        ]
        token = self._credentials.get_access_token()
        try:
            answer = self._session.post(
                self._address,
                json={"requests": asked},
                headers={"Authorization": f"Bearer {token}"},
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as broken:
            raise TryLater(timedelta(seconds=AGAIN_SECONDS)) from broken
        if answer.status_code == 401:
            self._credentials.forget(token)
        if answer.status_code == 403:
            raise Unreachable("Microsoft Graph does not let this app ask")
        if answer.status_code != 200:
            raise TryLater(retry_after(answer.headers, AGAIN_SECONDS))
        return _in_order(answer, len(paths))

    def close(self) -> None:
        """Ask nothing any more."""
        self._session.close()


def _in_order(answer: requests.Response, number: int) -> Sequence[Told]:
    try:
        given = answer.json()["responses"]
        told = {str(one["id"]): Told(int(one["status"]), one.get("body") or {}) for one in given}
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise TryLater(timedelta(seconds=AGAIN_SECONDS)) from broken
    return [told.get(str(place), Told(404, {})) for place in range(number)]
