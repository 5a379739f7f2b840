"""What `waypost doctor` finds out about Slack."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.channels.slack import manifest
from bot.doctor import Finding, Patient, bad, check, good, poor
from bot.doctor.reaching import reach, skewed
from bot.doctor.samples import samples

SECONDS = 10.0
PASSING = frozenset(["ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"])
TOKEN = "0" * 32  # as long as a delivery's


@dataclass(frozen=True, slots=True)
class Answer:
    """*said* is Slack's own JSON; nothing where it was none."""

    status: int
    headers: Mapping[str, str]
    said: Mapping[str, Any]

    @property
    def error(self) -> str:
        if self.said.get("ok"):
            return ""
        return str(self.said.get("error") or (f"it answers {self.status}" if self.busy else "no answer of Slack's"))

    @property
    def busy(self) -> bool:
        """Whether it says nothing of what it was asked."""
        return self.status == 429 or self.status >= 500 or self.said.get("error") in PASSING


@check("Slack", 80)
async def slack(patient: Patient) -> Sequence[Finding]:
    """Reached; with `--live` also whether it takes our token, grants what we need, and can draw our cards."""
    token = patient.settings.slack_bot_token
    if token is None:
        return []
    if not patient.live:
        return await reach("Slack", f"{patient.settings.slack_api_url}api.test")
    bearer = {"Authorization": f"Bearer {token.get_secret_value()}"}
    try:
        async with aiohttp.ClientSession(headers=bearer, timeout=aiohttp.ClientTimeout(total=SECONDS), trust_env=True) as http:
            return await _asked(http, patient.settings.slack_api_url)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return [
            bad(f"Slack is not reached from here ({type(error).__name__})", f"let this machine connect to {patient.settings.slack_api_url}")
        ]


async def _asked(http: aiohttp.ClientSession, api: str) -> list[Finding]:
    who = await _call(http, api, "auth.test")
    if who.busy:
        return [poor(f"Slack answers, but has no time for us now ({who.error})", "try again in a minute; the token may be good")]
    if not who.said:
        return [bad(f"something else than Slack answers at {api}", "look at SLACK_API_URL, and at proxies on the way")]
    if who.error:
        return [bad(f"Slack does not take the bot's token ({who.error})", "install the app anew, and copy its token to SLACK_BOT_TOKEN")]
    found = [good(f"Slack takes our token, for {who.said.get('team')}"), *skewed("Slack", who.headers.get("Date"))]
    return [*found, *_scopes(who.headers.get("x-oauth-scopes")), await _cards(http, api)]


def _scopes(granted: str | None) -> list[Finding]:
    """What is missing, and what it is for."""
    if granted is None:
        return [poor("Slack does not say what it grants us", "look at the scopes on the app's page, OAuth & Permissions")]
    has = {one.strip() for one in granted.split(",")}
    found = []
    for scope, use in manifest.uses().items():
        if scope in has:
            continue
        said, do = f"the scope {scope} is missing: {use}", "paste the manifest of `waypost slack-manifest` anew, and reinstall the app"
        found.append(bad(said, do) if scope in manifest.required() else poor(said, f"if you want it: {do}"))
    return found or [good("Slack grants everything we can use")]


async def _cards(http: aiohttp.ClientSession, api: str) -> Finding:
    """Have Slack judge one card of each kind."""
    from bot.channels.slack import render  # what it needs of the SDK takes its time

    cards = {name: render.blocks(message, TOKEN) for name, message in samples().items()}
    for name, blocks in cards.items():
        answer = await _call(http, api, "blocks.validate", {"blocks": json.dumps(blocks)})
        if answer.error == "unknown_method":
            return good("this Slack can't be asked whether it can draw our cards (blocks.validate)")
        if answer.busy:
            return poor("Slack was too busy to look at all our cards", "try again in a minute")
        if answer.error or answer.said.get("errors"):
            return poor(f"Slack can't draw a card with {name}: {_why(answer)}", "people get it as text; please tell the makers of Waypost")
    return good(f"Slack can draw our cards ({len(cards)} kinds)")


def _why(answer: Answer) -> str:
    """The first complaint, with where it is."""
    errors = answer.said.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    if isinstance(first, dict):
        return f"{first.get('message') or first.get('code')} ({first.get('pointer')})"
    messages = (answer.said.get("response_metadata") or {}).get("messages") or [answer.error]
    return str(first or messages[0])


async def _call(http: aiohttp.ClientSession, api: str, method: str, form: Mapping[str, str] | None = None) -> Answer:
    async with http.post(f"{api}{method}", data=form or {}) as answer:
        try:
            said = await answer.json(content_type=None)
        except ValueError:
            said = None
        return Answer(answer.status, answer.headers, said if isinstance(said, dict) else {})
