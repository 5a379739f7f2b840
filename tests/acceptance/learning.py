"""What the stories of learners share: how they get onto a programme, and what a forger would send."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.blocks import elements
from tests.house import House
from tests.phones.slack import Phone, shown

Json = dict[str, Any]

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (f"2026-11-{day}T11:00:00+00:00" for day in (23, 24, 25, 26))


async def on_programme(house: House, programme: str, *names: str, manager: str | None = None) -> Phone:
    """Enrol these people from the coming Monday, under that manager; returns the first one's phone, all read."""
    ada = house.phone("ada")
    everybody = " ".join(f"@{name}" for name in names)
    if manager is not None:
        assert "manager" in await ada.command(f"manager {everybody} is @{manager}")
    said = await ada.command(f"enrol {everybody} in {programme} starting 2026-11-23 cohort autumn")
    assert "Enrolled" in said
    phone = house.phone(names[0])
    await phone.read()
    return phone


async def message(phone: Phone, within: str) -> Json:
    """The last message with *within* in it, as it looks now."""
    return next(one for one in reversed(await phone.all()) if within in shown(one))


async def thread(phone: Phone, within: str) -> str:
    """The thread below that message."""
    return str((await message(phone, within))["ts"])


async def typed(phone: Phone, text: str) -> str:
    """Type a message, and return its name in the chat."""
    return str((await phone.say(text))["ts"])


def value_of(found: Json, label: str) -> str:
    """What the button of that label in a message sends."""
    return next(str(element["value"]) for _, element in elements(found["blocks"]) if element["text"]["text"] == label)


async def press_forged(house: House, phone: Phone, value: str) -> list[str]:
    """Have a button pressed that Waypost never made for this person; returns what they are told."""
    stand_in = house.sandbox.state.stand_in
    where = stand_in.world.im(phone.user)
    below = stand_in.world.store(where.id, stand_in.world.app.user.id, "forged")
    text = {"type": "plain_text", "text": "Press me", "emoji": False}
    action = {"type": "button", "action_id": "press:1", "block_id": "b", "action_ts": stand_in.world.ts(), "text": text, "value": value}
    payload = payloads.pressed_in_message(stand_in.world, phone.user, where, below, action, {})
    outcome = await stand_in.sender.once("interaction", payload)
    assert outcome.attempt.status == 200
    await house.settle()
    return [shown(one) for one in await phone.all() if one.get("ephemeral") and one["ts"] > below.ts]


async def fill_forged(house: House, phone: Phone, metadata: str, **values: str) -> dict[str, str]:
    """Send in the form that is open, as if it were about something else; returns its errors."""
    views = house.sandbox.state.world.views
    view = views.top(phone.user)
    assert view is not None
    views.put(replace(view, given={**view.given, "private_metadata": metadata}))
    errors: dict[str, str] = (await phone.fill(**values))["errors"]
    return errors
