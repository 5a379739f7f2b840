"""Whatever is sent to `/api/events`, it is answered with what is wrong, and never by an error of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.event_bodies import told
from bot.events import Events
from bot.timeline import Timeline
from bot.web.bodies import Refused
from bot.webhooks import secret_of, signed
from handlers.house import House
from handlers.signals import User
from models import organisations
from models.database import Database
from tests.clocks import StandingClock
from tests.databases import fresh_sqlite

KEY = SecretStr("k" * 32)
RIGHT: dict[str, Any] = {"name": "call-recorded", "person": "ana@example.com", "id": "1"}


class Sender:
    """Somebody with the secret, before an empty house."""

    def __init__(self, database: Database) -> None:
        self.clock = Timeline(StandingClock("2026-11-23T09:00:00+00:00"))
        self.app = FastAPI()
        Events(database, House(), self.clock, lambda: None, KEY).mount(self.app)

    def send(self, body: bytes, **changed: str) -> tuple[int, Any]:
        headers = {**signed(secret_of(KEY, 1), "msg_1", self.clock.wire(), body), **changed}
        return asyncio.run(self._sent(body, headers))

    async def _sent(self, body: bytes, headers: dict[str, str]) -> tuple[int, Any]:
        """By ASGI itself: what the server would hand over, and what it would be handed."""
        scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/api/events", "query_string": b"", "root_path": ""}
        scope["headers"] = [(name.encode(), value.encode()) for name, value in headers.items()]
        answers: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(event: Any) -> None:
            answers.append(event)

        await self.app(scope, receive, send)
        return answers[0]["status"], json.loads(answers[1]["body"])


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sender]:
    database = Database(fresh_sqlite(Path(tmp_path_factory.mktemp("events"))))
    with database.begin() as session:
        organisations.the_first(session, datetime(2026, 11, 20, tzinfo=UTC))
    yield Sender(database)
    database.close()


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"name": "Call recorded"}, 400, "name: should be made of small letters, digits and hyphens, such as call-recorded"),
        ({"name": None}, 400, "name: should be a text of 1 to 60 characters"),
        (
            {"person": "ana"},
            400,
            "person: should be an e-mail address, or a user such as slack:T012AB3CD/U012AB3CD or teams:<tenant>/<object id>",
        ),
        ({"payload": [1]}, 400, "payload: should be an object"),
        ({"payload": {"words": "x" * 10_000}}, 413, "payload: 10,012 bytes; 10,000 is the most"),
        ({"payload": json.loads('{"a":' * 25 + "1" + "}" * 25)}, 400, "payload: should not be more than 20 levels deep"),
        ({"payload": {"a": float("nan")}}, 400, "payload: there is a number in it that JSON does not have"),
        ({"at": "2026-11-23T09:00:00"}, 400, "at: should be an instant with its zone, such as 2026-11-23T09:00:00Z, since the year 2000"),
        (
            {"at": "0001-01-01T00:00:00+14:00"},
            400,
            "at: should be an instant with its zone, such as 2026-11-23T09:00:00Z, since the year 2000",
        ),
        ({"id": 7}, 400, "id: should be a text of 1 to 320 characters"),
        ({"id": "a\0b"}, 400, "a name with NUL in it"),
        ({"text": "x"}, 400, "there is no key 'text'; there is name, person, payload, id, at"),
    ],
)
def test_what_is_wrong_is_said(sender: Sender, change: dict[str, Any], status: int, said: str) -> None:
    assert sender.send(json.dumps({**RIGHT, **change}).encode()) == (status, {"error": said})


def test_a_request_is_refused_whose_signature_is_of_something_else(sender: Sender) -> None:
    status, answer = sender.send(json.dumps(RIGHT).encode(), **{"webhook-id": "msg_2"})

    assert (status, answer) == (401, {"error": "the signature is missing, wrong, or more than five minutes old"})


def test_what_is_too_large_is_refused_unread(sender: Sender) -> None:
    assert sender.send(b"x" * 1_100_000) == (413, {"error": "too large"})


def test_whether_somebody_is_there_shows_in_no_answer_and_a_repeat_is_known(sender: Sender) -> None:
    unknown = json.dumps({**RIGHT, "id": "once", "person": "slack:T0/U0"}).encode()

    assert [sender.send(unknown) for _ in range(2)] == [(202, {"status": "taken"}), (202, {"status": "known"})]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
BODIES = st.one_of(
    st.binary(max_size=60),
    VALUES.map(lambda value: json.dumps(value).encode()),
    st.fixed_dictionaries({}, optional=dict.fromkeys(("name", "person", "payload", "id", "at"), VALUES)).map(
        lambda change: json.dumps({**RIGHT, **change}).encode()
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
def test_no_body_is_an_error_of_ours(sender: Sender, body: bytes) -> None:
    status, answer = sender.send(body)

    assert status in (202, 400, 413)
    assert answer.keys() <= {"status", "error"}


def test_a_user_is_named_with_their_workspace() -> None:
    assert told({**RIGHT, "person": "teams:9b1c/aad-ana"}, "msg").whom == User("teams", "9b1c", "aad-ana")


def test_without_an_id_the_request_s_own_counts() -> None:
    assert told({"name": "a", "person": "a@b.c"}, "msg_9").id == "msg_9"
    with pytest.raises(Refused):
        told({"name": "a"}, "msg_9")
