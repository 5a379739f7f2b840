"""Files of others are fetched from the open internet alone, not too much of them, not for too long."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from bot.fetching import MOST_BYTES, NotFetched, fetch
from tests.serving import served

REFUSED = [
    "http://example.com/a.ics",  # without TLS
    "ftp://example.com/a.ics",
    "file:///etc/passwd",
    "https:///a.ics",
    "https://127.0.0.1/a.ics",
    "https://localhost/a.ics",
    "https://10.0.0.1/a.ics",
    "https://192.168.1.1/a.ics",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/a.ics",
    "https://[::ffff:10.0.0.1]/a.ics",
    "https://[fd00::1]/a.ics",
    "https://0.0.0.0/a.ics",
    "https://[bad",
    "https://example.com:99999999/a.ics",
    "nonsense",
]


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async def answer(request: Request) -> Response:
        match request.path_params["what"]:
            case "calendar":
                marks = {"ETag": '"1"', "Last-Modified": "Mon, 23 Nov 2026 08:00:00 GMT"}
                return Response(status_code=304) if request.headers.get("if-none-match") == '"1"' else Response("BEGIN", headers=marks)
            case "large":
                return Response(b"x" * (MOST_BYTES + 1))
            case "round":
                return RedirectResponse("/round")
            case "moved":
                return RedirectResponse("/calendar")
            case "inside":
                return RedirectResponse("https://10.0.0.1/secret")
            case _:
                return Response(status_code=404)

    app = FastAPI()
    app.add_route("/{what}", answer)
    async with served(app) as there:
        yield there


async def said(url: str, *, loopback: bool = True) -> str:
    """Why it can't be had."""
    with pytest.raises(NotFetched) as refused:
        await fetch(url, loopback=loopback)
    return str(refused.value)


@pytest.mark.parametrize("address", REFUSED)
async def test_only_the_open_internet_is_asked(address: str) -> None:
    assert await said(address, loopback=False)


@pytest.mark.parametrize(
    "inside", ["64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::1", "::10.0.0.1", "2002:a00:1::", "2001::1"]
)
async def test_an_address_that_leads_inside_by_a_detour_is_none_of_the_open_internet(inside: str) -> None:
    assert await said(f"https://[{inside}]/a.ics", loopback=False) == "the address is not on the open internet"


async def test_what_has_not_changed_is_not_sent_again(url: str) -> None:
    first = await fetch(f"{url}/moved", loopback=True)

    assert (first.body, first.etag) == (b"BEGIN", '"1"')
    assert (await fetch(f"{url}/calendar", etag=first.etag, loopback=True)).body is None


async def test_why_something_can_not_be_had_is_said_without_its_address(url: str) -> None:
    assert await said(f"{url}/nothing") == "the server answers 404"
    assert await said(f"{url}/large") == "it is larger than 5 MB"
    assert await said(f"{url}/round") == "the server sends us on and on"
    assert await said(f"{url}/inside") == "the address is not on the open internet"
    assert "can't be reached" in await said("http://127.0.0.1:1/")
