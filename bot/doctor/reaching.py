"""Whether an address is reached from here, and what its clock says."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.clock import wire
from bot.doctor import Finding, bad, good, poor
from bot.doctor.words import span

SECONDS = 5.0
NOTICEABLE = timedelta(seconds=10)  # a Date header has whole seconds, and was on its way
WRONG = timedelta(minutes=2)  # Slack's signatures hold for five


async def reach(name: str, url: str) -> list[Finding]:
    """Ask that address anything at all, without credentials. Whatever it answers, it is there."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS), trust_env=True) as http,
            http.get(url, allow_redirects=False) as answer,
        ):
            date = answer.headers.get("Date")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return [bad(f"{name} is not reached from here ({type(error).__name__})", f"let this machine connect to {url.split('/api')[0]}")]
    return [good(f"{name} is reached"), *skewed(name, date)]


def skewed(name: str, date: str | None) -> list[Finding]:
    """What there is to say of our clock beside the one in a Date header."""
    try:
        apart = abs(wire() - _read(date or ""))
    except (ValueError, TypeError):
        return []
    if apart < NOTICEABLE:
        return []
    said = f"this machine's clock and that of {name} are {span(apart)} apart"
    do = "have the machine keep time by NTP (`timedatectl`): signatures and tokens are refused otherwise"
    return [bad(said, do) if apart >= WRONG else poor(said, do)]


def _read(date: str) -> datetime:
    return parsedate_to_datetime(date)
