"""Whatever stands in a request that Teams has signed, or somebody else has sent: never an error of ours, never a change."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import select

from bot.sandbox.teams import activities
from bot.sandbox.teams.stand_in import Teams
from bot.web.bodies import MOST_BYTES
from models.inbound import InboundEvent
from tests.acceptance.learning import TUESDAY, on_programme
from tests.conftest import PROGRAMMES
from tests.databases import fresh_sqlite
from tests.house import House, opened

TEXTS: tuple[Any, ...] = (None, 7, 1.5, True, "", "x" * 3000, "\x00", "\ud800")
ODD: tuple[Any, ...] = (*TEXTS, [], [None], [7], {}, {"id": 7}, {"id": None}, [{"type": "mention"}])
QUOTE = '<blockquote itemtype="http://schema.skype.com/Reply" itemid="1">'
Json = dict[str, Any]
Path_ = tuple[str | int, ...]


def teams(house: House) -> Teams:
    found: Teams = house.stand_in.app.state.stand_in.teams
    return found


async def knock(house: House, body: bytes, *, signed: bool = True) -> int:
    them = teams(house)
    token = them.keys.sign(them.world.app_id, them.world.service_url, them.world.clock.wire())
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if signed else {})}
    async with house.http.post(f"{house.url}/api/messages", data=body, headers=headers) as answer:
        await answer.read()
        return answer.status


def samples(house: House) -> list[Json]:
    """One of each kind of what Teams sends."""
    world = teams(house).world
    ana = world.person("ana")
    chat = world.chat(ana.aad)
    card = next(one for one in chat.messages.values() if one.ours)
    made = activities.activity(world, ana, chat, "message", world.new_id()) | {"text": "Ask one <at>Ben</at>"}
    action = {"type": "Action.Execute", "title": "Did it", "verb": "choice"}
    data = {"waypost": 1, "token": "0" * 32, "choice": "did"}
    return [
        made | {"entities": [{"type": "mention", "mentioned": {"id": "29:ben", "name": "Ben"}}, activities.client_info(ana)]},
        made | {"type": "messageUpdate", "channelData": {**made["channelData"], "eventType": "editMessage"}},
        made | {"attachments": [{"contentType": "text/html", "content": QUOTE}]},
        activities.executed(world, ana, chat, card, action, data),
        activities.submitted(world, ana, chat, card, {"waypost": 1, "token": "0" * 32, "form": "words", "many": ["a"], "words": "x"}),
        activities.installation(world, ana, chat, "add-upgrade"),
        activities.members(world, ana, chat, added=[activities.account(world)]),
    ]


def places(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The path of everything in it."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*path, key)
        yield from places(one, (*path, key))


def put(value: Json, path: Path_, odd: Any) -> Json:
    changed: Any = copy.deepcopy(value)
    at = changed
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = odd
    return dict(changed)


def encoded(activity: Mapping[str, Any]) -> bytes:
    return json.dumps(activity).encode()


@pytest.fixture
async def house(tmp_path: Path, record: Path | None) -> Any:
    async with opened(fresh_sqlite(tmp_path), "2026-11-20T10:00:00+00:00", platform="teams", record=record, programmes=(PROGRAMMES,)) as it:
        await on_programme(it, "small-talk", "ana")
        await it.to(TUESDAY)
        yield it


def acts(house: House) -> int:
    with house.service.database.reading() as session:
        return session.exec(select(func.count()).select_from(InboundEvent)).one()


@pytest.mark.timeout(240)
async def test_no_signed_garbage_is_an_error_of_ours(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    for number, sample in enumerate(samples(house)):
        for at, path in enumerate(places(sample)):
            for odd in ODD[(at + number) % 3 :: 3]:  # each place gets a third of them, and each of them many places
                status = await knock(house, encoded(put(sample, path, odd)))
                assert status in (200, 400, 401, 501), (sample["type"], path, odd, status)

    assert [line for line in caplog.messages if "failed" in line] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"7", b"\xff\xfe", b"[" * 5000, b'{"type": "message"}'])
async def test_what_is_no_activity_changes_nothing(house: House, body: bytes) -> None:
    before = acts(house)

    assert await knock(house, body) in (400, 401)
    assert await knock(house, body, signed=False) in (400, 401)
    assert acts(house) == before


async def test_who_brings_no_token_changes_nothing(house: House) -> None:
    before = acts(house)

    for sample in samples(house):
        assert await knock(house, encoded(sample), signed=False) == 401

    assert acts(house) == before


async def test_what_is_too_large_is_refused(house: House) -> None:
    large = samples(house)[0] | {"text": "x" * (MOST_BYTES + 1)}

    assert await knock(house, encoded(large)) == 413


async def test_a_request_that_comes_again_gets_the_same_answer_and_changes_nothing(house: House) -> None:
    for sample in samples(house)[:5]:
        first = await knock(house, encoded(sample))
        before = acts(house)
        assert await knock(house, encoded(sample)) == first
        assert acts(house) == before
