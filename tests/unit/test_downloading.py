"""Files are downloaded from the platform's own hosts alone, and never too much of them; each channel reads what it is told with care."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import files as of_slack
from bot.channels.slack.files import hosts_of
from bot.channels.teams import files as of_teams
from bot.downloading import NotHad, download, is_of
from handlers.lost_files import MOST_BYTES, Lost
from tests.chats import started
from tests.clocks import StandingClock
from tests.serving import served

HOSTS = ("files.slack.com", "*.sharepoint.com", "http://127.0.0.1:8001")


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://files.slack.com/files-pri/T1-F1/a.png", True),
        ("https://files.slack.com:443/a.png", True),
        ("https://contoso-my.sharepoint.com/personal/a.png?tempauth=x", True),
        ("http://127.0.0.1:8001/files-pri/a.png", True),
        ("http://files.slack.com/a.png", False),
        ("https://files.slack.com:8443/a.png", False),
        ("https://files.slack.com.example.org/a.png", False),
        ("https://sharepoint.com/a.png", False),
        ("https://evilsharepoint.com/a.png", False),
        ("https://files.slack.com@example.org/a.png", False),
        ("https://example.org\\@files.slack.com/a.png", False),
        ("https://files.slack.com\n.example.org/a.png", False),
        ("http://127.0.0.1:8002/a.png", False),
        ("http://localhost:8001/a.png", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("file:///etc/passwd", False),
        ("https://[bad", False),
        ("", False),
    ],
)
def test_only_the_platforms_own_hosts_are_asked(url: str, fine: bool) -> None:
    assert is_of(url, HOSTS) is fine


def test_a_stand_in_has_its_files_itself_and_slack_has_a_host_for_them() -> None:
    assert hosts_of("https://slack.com/api/") == ("files.slack.com",)
    assert hosts_of("http://127.0.0.1:8001/api/") == ("http://127.0.0.1:8001",)


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async def large() -> AsyncIterator[bytes]:
        for _ in range(MOST_BYTES // 1_000_000 + 1):
            yield b"x" * 1_000_000

    async def answer(request: Request) -> Response:
        match request.path_params["what"]:
            case "picture":
                return Response(request.headers.get("authorization", "nobody").encode())
            case "large":
                return Response(b"x" * (MOST_BYTES + 1))
            case "endless":
                return StreamingResponse(large())
            case "moved":
                return RedirectResponse("/picture")
            case "round":
                return RedirectResponse("/round")
            case "away":
                return RedirectResponse("https://example.org/picture")
            case "login":
                return Response("<html>", media_type="text/html")
            case status:
                return Response(status_code=int(status))

    app = FastAPI()
    app.add_route("/{what}", answer)
    async with served(app) as there:
        yield there


async def test_what_is_there_is_had_with_the_token(url: str) -> None:
    assert await download(f"{url}/picture", (url,), token="t") == b"Bearer t"
    assert await download(f"{url}/moved", (url,)) == b"nobody"


@pytest.mark.parametrize(
    ("what", "why", "again"),
    [
        ("large", Lost.TOO_LARGE, False),
        ("endless", Lost.TOO_LARGE, False),
        ("away", Lost.NOT_ALLOWED, False),
        ("round", Lost.GONE, False),
        ("login", Lost.NOT_ALLOWED, False),
        ("403", Lost.NOT_ALLOWED, False),
        ("404", Lost.GONE, False),
        ("503", Lost.GONE, True),
        ("429", Lost.GONE, True),
    ],
)
async def test_what_is_not_to_be_had_says_why(url: str, what: str, why: Lost, again: bool) -> None:
    with pytest.raises(NotHad) as problem:
        await download(f"{url}/{what}", (url,), never="text/html")

    assert (problem.value.why, problem.value.again) == (why, again)
    assert url not in str(problem.value)


async def test_nobody_there_may_be_there_later() -> None:
    with pytest.raises(NotHad) as problem:
        await download("http://127.0.0.1:9/a", ("http://127.0.0.1:9",))
    assert (problem.value.why, problem.value.again) == (Lost.GONE, True)


ODD: list[Any] = [None, "", 7, {}, [None, 7, "x", {}], [{"id": 7, "name": 8, "size": "9", "url_private": []}], [{"contentType": 7}]]


@pytest.mark.parametrize("given", ODD)
def test_files_of_an_odd_shape_are_read_as_far_as_can_be(given: Any) -> None:
    for one in of_slack.attached({"files": given}):
        assert (one.name, one.size_bytes, one.ref["url"]) == ("", None, "")
    assert of_teams.attached({"attachments": given}) == ()


def test_slack_tells_of_a_file_or_only_that_there_is_one() -> None:
    there = {"id": "F1", "name": "a.png", "size": 12, "mimetype": "image/png", "url_private": "https://files.slack.com/a.png"}

    (full,) = of_slack.attached({"files": [there]})
    (hidden,) = of_slack.attached({"files": [{"id": "F1", "file_access": "check_file_info"}]})
    (bare,) = of_slack.attached({"subtype": "file_share"})

    assert (full.name, full.size_bytes, full.ref) == ("a.png", 12, {"id": "F1", "url": "https://files.slack.com/a.png"})
    assert (hidden.name, hidden.size_bytes, hidden.ref) == ("", None, {"id": "F1", "url": ""})
    assert bare.ref == {}


async def test_without_the_right_to_read_files_slack_sends_us_to_log_in() -> None:
    async with started(("slack",), StandingClock("2026-11-23T08:00:00+00:00")) as (stand_in, _):
        slack = stand_in.app.state.stand_in
        token, api = stand_in.made.bot_token, f"{stand_in.url}/api/"
        await stand_in.control("attach", user="ana", files=[{"name": "a.png", "content": "iVBORw0KGgo="}])
        (number,) = slack.world.uploads.kept
        address = {"url": f"{stand_in.url}/files-pri/T0SANDBOX-{number}/download/a.png"}

        def files(bearing: str) -> of_slack.Files:
            client = AsyncWebClient(token=bearing, base_url=api, retry_handlers=[])
            return of_slack.Files(lambda team: client, {"T0SANDBOX": bearing}, api)

        assert await files(token).fetch("T0SANDBOX", address) == b"\x89PNG\r\n\x1a\n"
        assert await files(token).fetch("T0SANDBOX", {"id": number, "url": ""}) == b"\x89PNG\r\n\x1a\n"
        for ref in (address, {"id": number}, {}, {"url": "https://example.org/a.png"}):
            with pytest.raises(NotHad) as problem:
                await files("xoxb-other").fetch("T0SANDBOX", ref)
            assert problem.value.why == Lost.NOT_ALLOWED
