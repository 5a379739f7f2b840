"""Letters put straight into the outbox, for stories about the outbox alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlmodel import select

from bot.clock import monotonic
from content.message import say, to_json
from models import deliveries, people, workspaces
from models.deliveries import Delivery, Kind, State
from models.session import Session
from models.workspaces import Workspace
from tests.house import House

PATIENCE_SECONDS = 15.0
CHANNEL = "autumn-cohort"
Json = dict[str, Any]


def words_of(key: str) -> str:
    """What the letter of that key says."""
    return f"This is {key}."


def known(house: House, session: Session, workspace: Workspace, name: str) -> int:
    """Somebody of the sandbox, by first name."""
    user = house.chat.person(name)
    if people.at(session, workspace, user) is None:
        people.add(session, workspace, user, name=name, zone=None, email=None, now=workspace.created_at)
    found = people.at(session, workspace, user)
    assert found is not None
    person, address = found
    if address.conversation is None:
        address.conversation = house.chat.contact(name)
    return person.id or 0


def row(house: House, workspace: Workspace, key: str, person: int | None = None, **given: Any) -> Delivery:
    now = house.clock.now()
    values: Json = {
        "workspace_id": workspace.id,
        "person_id": person,
        "kind": Kind.NOTICE,
        "key": key,
        "conversation": f"person/{person}",
        "message": to_json(say(words_of(key))),
        "due_at": now,
        "planned_at": now,
    }
    return Delivery(**{**values, **given})


def _queue(house: House, letters: dict[str, list[str]], posts: list[str]) -> None:
    with house.service.database.begin() as session:
        workspace = workspaces.everyone(session)[0]
        to_people = [row(house, workspace, key, known(house, session, workspace, name)) for name, keys in letters.items() for key in keys]
        channel: Json = {"to": house.chat.post(CHANNEL), "conversation": f"channel/{house.chat.channel(CHANNEL)}"}
        deliveries.queue(session, [*to_people, *(row(house, workspace, key, **channel) for key in posts)])


async def queue(house: House, *posts: str, **letters: list[str]) -> None:
    """Put letters to these people, and posts for the channel, into the outbox."""
    await asyncio.to_thread(_queue, house, letters, list(posts))


def _look(house: House, words: str) -> None:
    with house.service.database.begin() as session:
        letter = deliveries.by_key(session, "letter")
        assert letter is not None
        deliveries.queue(session, [deliveries.look(letter, to_json(say(words)), house.clock.now(), key=f"look/{words}")])


async def look(house: House, words: str) -> None:
    """Have the letter of the key `letter` say something else, once it is there."""
    await asyncio.to_thread(_look, house, words)


def _states(house: House) -> dict[str, State]:
    with house.service.database.reading() as session:
        return {found.key: State(found.state) for found in session.exec(select(Delivery))}


async def states(house: House) -> dict[str, State]:
    return await asyncio.to_thread(_states, house)


async def until(house: House, holds: Callable[[dict[str, State]], bool]) -> dict[str, State]:
    """Wait until the rows' states are as wanted."""
    began = monotonic()
    while monotonic() - began < PATIENCE_SECONDS:
        house.service.wake()
        found = await states(house)
        if holds(found):
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"still {found}")


async def each_once(house: House, *keys: str) -> None:
    """Each of these letters stands in the chat exactly once, and nothing else does."""
    assert house.chat.standing() == {words_of(key): 1 for key in keys}


async def none_is_lost_or_doubled(house: House, *, in_doubt: bool) -> None:
    """Each letter stands in the chat once; if one was *in_doubt* and the chat can't be asked, it is held, and stands there once or not."""
    found, standing = await states(house), house.chat.standing()
    sent, held = ({words_of(key) for key, state in found.items() if state == wanted} for wanted in (State.SENT, State.HELD))
    assert len(sent) + len(held) == len(found), found
    assert bool(held) == (in_doubt and not house.chat.asks), found
    assert {words: standing[words] for words in sent} == dict.fromkeys(sent, 1)
    assert max((standing[words] for words in held), default=0) <= 1
    assert set(standing) <= sent | held
