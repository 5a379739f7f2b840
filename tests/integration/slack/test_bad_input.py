"""What strangers, forgers and broken clients send: a clear refusal, nothing changed, and never a 500."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import hmac
import io
import json
import logging
import random
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.slack.guard import Guard, read
from bot.clock import wire
from bot.web.bodies import MOST_BYTES, Refused
from models.base import metadata
from tests.house import House, opened
from tests.phones.slack import Phone

SECRET = "sandbox-signing-secret"
TEAM, ANA, BEN = "T0SANDBOX", "U0ANA0001", "U0BEN0001"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
GUARD = Guard(SECRET, wire)
Json = dict[str, Any]

EVENT: Json = {
    "type": "event_callback",
    "team_id": TEAM,
    "event_id": "Ev0",
    "event_time": 1,
    "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": "U0WAYPOST01", "is_bot": True, "is_enterprise_install": False}],
    "event": {"type": "message", "channel": "D0ANA00001", "channel_type": "im", "user": ANA, "text": "hello", "ts": "1.1"},
}
EDITED: Json = EVENT | {
    "event": {
        "type": "message",
        "subtype": "message_changed",
        "channel": "D0ANA00001",
        "channel_type": "im",
        "ts": "2.2",
        "message": {"user": ANA, "text": "now", "ts": "1.1", "edited": {"user": ANA, "ts": "2.2"}},
        "previous_message": {"user": ANA, "text": "then", "ts": "1.1"},
    }
}
HOME: Json = EVENT | {"event": {"type": "app_home_opened", "user": ANA, "tab": "home", "channel": "D0ANA00001", "event_ts": "3.3"}}
CHANGED: Json = EVENT | {
    "event": {
        "type": "user_change",
        "user": {"id": ANA, "team_id": TEAM, "name": "ana", "tz": "Europe/Lisbon", "profile": {"real_name": "Ana", "email": "a@b.c"}},
    }
}
OF_ANA: Json = {"user": {"id": ANA, "team_id": TEAM}, "team": {"id": TEAM, "domain": "x"}, "trigger_id": "1.2.3", "response_url": ""}
PRESS: Json = OF_ANA | {
    "type": "block_actions",
    "container": {"type": "message", "message_ts": "1.1", "channel_id": "D0ANA00001"},
    "actions": [{"type": "button", "action_id": "choose:1", "block_id": "b", "action_ts": "4.4", "value": "0" * 32 + "/did"}],
}
VIEW: Json = OF_ANA | {
    "type": "view_submission",
    "view": {
        "id": "V1",
        "hash": "1.x",
        "type": "modal",
        "callback_id": "form",
        "private_metadata": json.dumps({"token": "0" * 32, "form": "words"}),
        "blocks": [{"type": "input", "block_id": "words"}],
        "state": {"values": {"words": {"answer": {"type": "plain_text_input", "value": "well"}}}},
    },
}
COMMAND: Json = {"command": "/waypost", "text": "help", "team_id": TEAM, "user_id": ANA, "trigger_id": "5.5", "channel_id": "D0ANA00001"}
EVENTS, INTERACTIONS = (EVENT, EDITED, HOME, CHANGED), (PRESS, VIEW)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def signed(body: bytes, kind: str, at: str | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers of a request as Slack signs it."""
    at = at or str(int(wire().timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"content-type": kind, "x-slack-request-timestamp": at, "x-slack-signature": f"v0={digest}"}


def event(payload: Any) -> tuple[bytes, str]:
    return json.dumps(payload).encode(), JSON


def interaction(payload: Any) -> tuple[bytes, str]:
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


def command(**changed: str) -> tuple[bytes, str]:
    return urlencode(COMMAND | changed).encode(), FORM


def let_in(body: bytes, kind: str) -> int:
    """The status that the door gives: 200 where it lets in."""
    try:
        headers = signed(body, kind)
        read(GUARD.check(body, headers), headers)
    except Refused as refusal:
        return refusal.status
    return 200


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a payload."""
    yield path
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inside:
        yield from places(value, (*path, key))


def put(payload: Json, path: tuple[Any, ...], value: Any) -> Any:
    """The payload with something else at that place."""
    if not path:
        return value
    changed = copy.deepcopy(payload)
    node: Any = changed
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return changed


async def knock(house: House, body: bytes, kind: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Send to the service's door, signed unless *headers* say otherwise."""
    async with house.http.post(f"{house.url}/slack/events", data=body, headers=signed(body, kind) | dict(headers or {})) as answer:
        return answer.status, await answer.text()


async def everything(house: House) -> dict[str, list[Any]]:
    """All rows of all tables, once nothing moves any more."""
    await house.settle()
    return await asyncio.to_thread(_rows, house)


def _rows(house: House) -> dict[str, list[Any]]:
    with house.service.database.engine.connect() as connection:
        return {table.name: sorted(connection.execute(table.select()).all(), key=str) for table in metadata.sorted_tables}


async def asked(house: House) -> tuple[str, Json]:
    """Ana has been asked to do something: the token of it, and the message."""
    await house.phone("ada").command("enrol @ana in small-talk starting 2026-11-23")
    await house.to("2026-11-24T09:00:00+00:00")
    ana = house.phone("ana")
    assert isinstance(ana, Phone)
    message = next(one for one in await ana.raw() if "Ask one colleague" in json.dumps(one))
    return message["metadata"]["event_payload"]["key"], message


# -- the guard alone


@given(body=st.binary(max_size=200), kind=st.sampled_from([JSON, FORM, "text/plain", ""]))
def test_garbage_is_refused_even_when_it_is_signed(body: bytes, kind: str) -> None:
    assert let_in(body, kind) == 400


@given(value=anything)
def test_json_of_any_other_shape_is_refused(value: Any) -> None:
    assert let_in(*event(value)) == 400
    assert let_in(*interaction(value)) == 400


@given(data=st.data())
@settings(max_examples=400)
def test_whatever_stands_in_a_payload_the_sdk_can_read_it_or_it_is_refused(data: st.DataObject) -> None:
    payload = data.draw(st.sampled_from(EVENTS + INTERACTIONS))
    changed = put(payload, data.draw(st.sampled_from(list(places(payload)))), data.draw(anything))

    assert let_in(*(interaction if payload in INTERACTIONS else event)(changed)) in (200, 400)


@pytest.mark.parametrize("payload", EVENTS)
def test_events_as_slack_sends_them_are_let_in(payload: Json) -> None:
    assert let_in(*event(payload)) == 200


@pytest.mark.parametrize("payload", INTERACTIONS)
def test_interactions_as_slack_sends_them_are_let_in(payload: Json) -> None:
    assert let_in(*interaction(payload)) == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"&command=/waypost&user_id=U1&trigger_id=1&team_id=T1', FORM),  # the SDK takes a form that begins so for JSON
        (b"[" * 100_000, JSON),
        (b'{"type": "event_callback", "x": ' + b"1" * 5_000 + b"}", JSON),  # a number that Python won't read
        (json.dumps(EVENT | {"event": EVENT["event"] | {"text": "\ud83d"}}).encode(), JSON),  # half an emoji
        (json.dumps(EVENT).encode("utf-16"), JSON),
        (b"payload=", FORM),
        (b"", FORM),
        (b"", JSON),
        (json.dumps(EVENT).encode(), "multipart/form-data; boundary=x"),
    ],
)
def test_special_garbage_is_refused(body: bytes, kind: str) -> None:
    assert let_in(body, kind) == 400


@given(at=st.text(min_size=1))
@settings(max_examples=200)
def test_a_timestamp_that_is_no_instant_of_now_is_refused(at: str) -> None:
    body, kind = event(EVENT)
    with pytest.raises(Refused) as refused:
        GUARD.check(body, signed(body, kind, "0") | {"x-slack-request-timestamp": at})
    assert refused.value.status in (400, 401)


@pytest.mark.parametrize("at", ["9" * 400, "9" * 5_000, "-1", "1e9", "١٢٣", " "])
def test_a_monstrous_timestamp_is_refused(at: str) -> None:
    body, kind = event(EVENT)
    with pytest.raises(Refused) as refused:
        GUARD.check(body, signed(body, kind, "0") | {"x-slack-request-timestamp": at})
    assert refused.value.status == 400


# -- over HTTP


async def test_who_does_not_sign_as_slack_does_changes_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    body, kind = event(EVENT)
    before = await everything(house)
    old = str(int((wire() - timedelta(minutes=6)).timestamp()))
    early = str(int((wire() + timedelta(minutes=6)).timestamp()))

    for headers in (
        {"x-slack-signature": "v0=forged"},
        {"x-slack-signature": "v0=schl\u00fcssel"},
        {"x-slack-request-timestamp": ""},
        signed(body, kind, secret="other"),
        signed(body, kind, old),
        signed(body, kind, early),
    ):
        assert (await knock(house, body, kind, headers))[0] == 401
    assert (await knock(house, b"\xff\xfe", kind, {"x-slack-signature": "v0=forged"}))[0] == 401
    assert (await knock(house, body, kind, {"x-slack-request-timestamp": "soon"}))[0] == 400

    assert await everything(house) == before
    assert "hello" not in caplog.text


async def test_a_replayed_request_gets_the_same_answer_and_changes_nothing(house: House) -> None:
    body, kind = command(text="programmes")
    first = await knock(house, body, kind)
    before = await everything(house)

    assert await knock(house, body, kind) == first
    assert first[0] == 200
    assert await everything(house) == before


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 8 * MOST_BYTES])
async def test_what_is_too_large_is_refused_whoever_signed_it(house: House, size: int) -> None:
    headers = signed(b"", JSON)
    async with house.http.post(f"{house.url}/slack/events", data=io.BytesIO(b"x" * size), headers=headers) as answer:
        assert answer.status == 413


async def test_the_largest_that_is_allowed_is_read(house: House) -> None:
    body = json.dumps(HOME | {"padding": ""}).encode()
    body = body.replace(b'"padding": ""', b'"padding": "' + b"x" * (MOST_BYTES - len(body)) + b'"')

    assert len(body) == MOST_BYTES
    assert (await knock(house, body, JSON))[0] == 200


async def test_who_goes_away_in_the_middle_of_a_request_leaves_no_error(house: House, caplog: pytest.LogCaptureFixture) -> None:
    at = urlsplit(house.url)
    _, writer = await asyncio.open_connection(at.hostname, at.port)
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf of it")
    await writer.drain()
    writer.close()
    await writer.wait_closed()

    assert (await knock(house, *event(HOME)))[0] == 200
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_no_signed_garbage_is_an_error_of_ours(house: House, caplog: pytest.LogCaptureFixture) -> None:
    dice = random.Random(20261123)
    values: list[Any] = [
        None,
        True,
        7,
        -1.5,
        "",
        "x",
        "<@U1>",
        [],
        ["x"],
        [{}],
        {},
        {"id": 7},
        {"x": {"y": []}},
        "9" * 400,
        "\0",
        "T0OTHER",
    ]
    seen = set()
    for _ in range(250):
        payload = dice.choice(EVENTS + INTERACTIONS)
        path, value = dice.choice(list(places(payload))), dice.choice(values)
        status, _ = await knock(house, *(interaction if payload in INTERACTIONS else event)(put(payload, path, value)))
        assert status in (200, 400), (path, value)
        seen.add(status)
    for key in COMMAND:
        for value in ("", "x", "<@U1>", "9" * 400, "T0OTHER"):
            status, _ = await knock(house, *command(**{key: value}))
            assert status in (200, 400), (key, value)

    assert seen == {200, 400}
    assert "Unhandled" not in caplog.text  # as Bolt says, with all that stands in the request
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("value", ["nul\0", "a\0b/c", "x" * 5_000])
async def test_no_text_in_any_place_is_an_error_of_ours(
    database_url: str, record: Path | None, caplog: pytest.LogCaptureFixture, value: str
) -> None:
    async with opened(database_url, "2026-11-20T10:00:00+00:00", record=record) as house:
        knocks = [(path, event(put(payload, path, value))) for payload in (*EVENTS, HOME) for path in places(payload)]
        knocks += [(path, interaction(put(payload, path, value))) for payload in INTERACTIONS for path in places(payload)]
        knocks += [((key,), command(**{key: value})) for key in COMMAND]
        for path, (body, kind) in knocks:
            status, _ = await knock(house, body, kind)
            assert status in (200, 400), path

    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_an_event_of_a_workspace_we_do_not_serve_is_no_error(house: House) -> None:
    body = json.dumps(EVENT).replace(TEAM, "T0OTHER")
    before = await everything(house)

    assert (await knock(house, body.encode(), JSON))[0] < 500
    assert await everything(house) == before


RENAMED = event(EVENT | {"event": {"type": "channel_rename", "channel": {"id": "C1"}}})


@pytest.mark.parametrize(("body", "kind"), [RENAMED, command(command="/other")])
async def test_what_nobody_asked_for_is_no_error(house: House, body: bytes, kind: str) -> None:
    assert (await knock(house, body, kind))[0] == 200


# -- forged, but signed


def one_line(caplog: pytest.LogCaptureFixture, *never: str) -> str:
    """The one warning there is; *never* stands in any log line."""
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 1, [record.getMessage() for record in warnings]
    assert not any(word in caplog.text for word in never)
    return warnings[0].getMessage()


async def test_an_unknown_action_is_refused(house: House, caplog: pytest.LogCaptureFixture) -> None:
    await asked(house)
    before = await everything(house)
    caplog.clear()

    status, _ = await knock(house, *interaction(put(PRESS, ("actions", 0, "value"), "drop table")))

    assert status == 200
    assert await everything(house) == before
    assert "none of ours" in one_line(caplog, "drop table")


async def test_a_press_with_a_token_that_nobody_has_is_refused(house: House, caplog: pytest.LogCaptureFixture) -> None:
    await asked(house)
    before = await everything(house)
    caplog.clear()

    assert (await knock(house, *interaction(PRESS)))[0] == 200

    assert await everything(house) == before
    assert "unknown token" in one_line(caplog)


FORGED = ("", "{", "[]", '{"token": 7}', '{"token": {"x": 1}, "form": []}', json.dumps({"token": "f" * 32, "form": "words"}))


@pytest.mark.parametrize("given", FORGED)
async def test_a_forged_form_is_refused(house: House, caplog: pytest.LogCaptureFixture, given: str) -> None:
    await asked(house)
    before = await everything(house)
    caplog.clear()

    status, answer = await knock(house, *interaction(put(VIEW, ("view", "private_metadata"), given)))

    assert status == 200
    assert "no longer" in answer
    assert await everything(house) == before
    assert "unknown token" in one_line(caplog, "well")


async def test_nobody_answers_what_somebody_else_was_asked(house: House, caplog: pytest.LogCaptureFixture) -> None:
    token, _ = await asked(house)
    before = await everything(house)
    caplog.clear()
    forged = put(VIEW, ("view", "private_metadata"), json.dumps({"token": token, "form": "words"}))

    status, answer = await knock(house, *interaction(put(forged, ("user", "id"), BEN)))

    assert status == 200
    assert "not yours" in answer
    assert await everything(house) == before
    assert "somebody else" in one_line(caplog, "well", token)


@pytest.mark.parametrize("choice", ["nothing-of-the-kind", "form/nothing-of-the-kind", "did/../..", "x" * 1_900])
async def test_a_choice_that_was_not_offered_is_refused(house: House, caplog: pytest.LogCaptureFixture, choice: str) -> None:
    token, _ = await asked(house)
    before = await everything(house)
    caplog.clear()

    assert (await knock(house, *interaction(put(PRESS, ("actions", 0, "value"), f"{token}/{choice}"))))[0] == 200

    assert await everything(house) == before
    one_line(caplog, choice)
