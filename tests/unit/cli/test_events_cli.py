"""`waypost events …`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from pydantic import SecretStr

from bot.clock import wire
from bot.webhooks import secret_of, shown, signer
from tests.unit.cli.conftest import Run

KEY = "k" * 32


class Heard(BaseHTTPRequestHandler):
    """A service that keeps what it hears."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.heard.append((self.path, headers, body))  # type: ignore[attr-defined]
        self.send_response(202)
        self.end_headers()
        self.wfile.write(b'{"status":"taken"}')

    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Heard)
    server.heard = []  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_the_secret_is_the_organisation_s(waypost: Run, team: str) -> None:
    ran = waypost("events", "secret", WAYPOST_SECRET_KEY=KEY)

    assert (ran.exit_code, ran.stdout) == (0, f"{shown(secret_of(SecretStr(KEY), 1))}\n")


def test_without_a_key_there_is_none(waypost: Run, team: str) -> None:
    ran = waypost("events", "secret")

    assert ran.exit_code == 2
    assert "WAYPOST_SECRET_KEY: missing" in ran.stderr


def test_a_test_is_sent_as_another_system_would(waypost: Run, team: str, service: HTTPServer) -> None:
    url = f"http://127.0.0.1:{service.server_port}"

    ran = waypost(
        "events", "send", "call-recorded", "ana@example.com", "--payload", '{"minutes": 31}', "--url", url, WAYPOST_SECRET_KEY=KEY
    )

    ((path, headers, body),) = service.heard  # type: ignore[attr-defined]
    sent = json.loads(body)
    assert (ran.exit_code, ran.stdout) == (0, '202 {"status":"taken"}\n')
    assert path == "/api/events"
    assert signer({1: secret_of(SecretStr(KEY), 1)}, headers, body, wire()) == 1
    assert (sent["name"], sent["person"], sent["payload"]) == ("call-recorded", "ana@example.com", {"minutes": 31})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--payload", "{"], "--payload: this is no JSON"),
        (["--url", "ftp://x"], "--url: ftp://x is no address"),
        (["--url", "http://127.0.0.1:9"], "http://127.0.0.1:9: "),
    ],
)
def test_what_cannot_be_sent_is_said_in_a_line(waypost: Run, team: str, words: list[str], said: str) -> None:
    ran = waypost("events", "send", "call-recorded", "ana@example.com", *words, WAYPOST_SECRET_KEY=KEY)

    assert ran.exit_code == 1
    assert ran.stderr.startswith(said)
