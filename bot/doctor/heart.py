"""The running service, asked as whoever watches over it asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import aiohttp

from bot.doctor import Finding, Patient, bad, check, good, poor

SECONDS = 5.0


@check("service", 50)
async def service(patient: Patient) -> Sequence[Finding]:
    """What `/readyz` says, check by check."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as http,
            http.get(f"{patient.url.rstrip('/')}/readyz", allow_redirects=False) as answer,
        ):
            found = await answer.json(content_type=None)
    except ValueError:  # something else's answer: a page, or a word
        found = None
    except (aiohttp.ClientError, TimeoutError, OSError):
        return [poor(f"nobody answers at {patient.url}", "start it, or say where it is: `waypost doctor --url …`")]
    checks = found.get("checks") if isinstance(found, dict) else None
    if not isinstance(checks, dict):
        return [bad(f"something else than Waypost answers at {patient.url}", "say where Waypost is: `waypost doctor --url …`")]
    return [_finding(one) for one in checks.values() if isinstance(one, dict)]


def _finding(one: dict[str, Any]) -> Finding:
    said = str(one.get("says", ""))
    if not one.get("ok"):
        return bad(said, "restart the service, and look into its log")
    return poor(said, "see below what the outbox says, and how long the next peak takes") if one.get("late") else good(said)
