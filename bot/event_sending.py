"""Sending an event, as another system would."""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass

from bot.clock import wire
from bot.events import PATH
from bot.webhooks import signed

TIMEOUT_SECONDS = 10


class NotSent(Exception):
    """There was nothing to send, or nobody to send it to."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whoever has the *secret*."""

    secret: bytes

    def send(self, url: str, name: str, person: str, payload: str, id_: str | None, at: str | None) -> tuple[int, str]:
        """Send it to the service at *url*. Returns its answer. Raises NotSent."""
        given = {"name": name, "person": person, "payload": _object(payload), "id": id_ or f"test-{secrets.token_hex(8)}"}
        body = json.dumps(given | ({"at": at} if at else {})).encode()
        headers = {"content-type": "application/json", **signed(self.secret, f"msg_{secrets.token_hex(12)}", wire(), body)}
        if not url.startswith(("http://", "https://")):
            raise NotSent(f"--url: {url} is no address that begins with http:// or https://")
        request = urllib.request.Request(url.rstrip("/") + PATH, body, headers)  # noqa: S310 (looked at above)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode(errors="replace")
        except OSError as error:
            raise NotSent(f"{url}: {getattr(error, 'reason', error)}") from error


def _object(payload: str) -> object:
    try:
        return json.loads(payload)
    except ValueError as error:
        raise NotSent(f"--payload: this is no JSON ({error})") from error
