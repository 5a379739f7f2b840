"""Another system, which tells a house what has happened to people."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from pydantic import SecretStr

from bot.event_sending import Sender
from bot.webhooks import secret_of
from tests.house import House

KEY = "a secret of thirty-two characters, or some more"


async def tell(house: House, name: str, person: str, id: str, payload: str = "{}", at: str | None = None) -> tuple[int, Any]:
    """Send an event, as `waypost events send` does. Returns the answer's status and what it says."""
    sender = Sender(secret_of(SecretStr(KEY), 1))
    status, said = await asyncio.to_thread(sender.send, house.url, name, person, payload, id, at)
    return status, json.loads(said)
