"""Automatic replies in Outlook, by way of the stand-in's Microsoft Graph."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.teams.out_of_office import presence_of
from bot.channels.teams.sdk.graph import Graph
from bot.clock import RealClock
from bot.sandbox.seed import demo
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.teams.world import World
from handlers.incoming import Presence
from models import leaves
from scheduler.channel import TryLater, Unreachable
from tests.acceptance.learning import on_programme
from tests.chats import PATIENCE_SECONDS
from tests.conftest import PROGRAMMES
from tests.databases import fresh_sqlite
from tests.house import House, opened
from tests.serving import served

SETTINGS = SandboxSettings()
AT = "2026-11-20T10:00:00+00:00"


@pytest.fixture
async def microsoft() -> AsyncIterator[tuple[World, str]]:
    app = sandbox(SETTINGS, RealClock(), demo())
    async with served(app) as url:
        yield app.state.teams, f"{url}/teams"


def graph(url: str, password: str = SETTINGS.teams_app_password) -> Graph:
    app, tenant = SETTINGS.teams_app_id, SETTINGS.teams_tenant
    return Graph(app, password, tenant, url=f"{url}/graph", login_url=f"{url}/login", timeout_seconds=5)


def path(user: str) -> str:
    return f"/users/{user}/mailboxSettings/automaticRepliesSetting"


async def test_many_are_asked_about_at_once_and_answered_in_their_order(microsoft: tuple[World, str]) -> None:
    world, url = microsoft
    asking = graph(url)

    told = await asyncio.to_thread(asking.ask, [path(world.person("ana").aad), path("nobody"), path(world.person("ben").aad)])

    asking.close()
    assert [one.status for one in told] == [200, 404, 200]
    assert presence_of(told[0].body) == Presence(away=False)


async def test_an_app_without_the_permission_is_told_so_by_each_answer(microsoft: tuple[World, str]) -> None:
    world, url = microsoft
    world.mailboxes = False
    asking = graph(url)

    told = await asyncio.to_thread(asking.ask, [path(world.person("ana").aad)])

    asking.close()
    assert [one.status for one in told] == [403]


async def test_who_can_not_sign_in_or_reaches_nobody_asks_later(microsoft: tuple[World, str]) -> None:
    _, url = microsoft
    for asking, why in ((graph(url, "guess"), Unreachable), (graph("http://127.0.0.1:1"), TryLater)):
        with pytest.raises(why):
            await asyncio.to_thread(asking.ask, [path("ana")])
        asking.close()


async def test_one_mailbox_that_is_closed_to_us_hides_nobody_elses_replies(tmp_path: Path) -> None:
    async with opened(fresh_sqlite(tmp_path), AT, platform="teams", programmes=(PROGRAMMES,), teams_out_of_office=True) as house:
        await on_programme(house, "small-talk", "ana", "ben")
        house.stand_in.app.state.teams.shut.add(house.chat.person("ben"))
        await house.chat.away("ana", datetime(2026, 11, 27, 23, 59, tzinfo=UTC))
        await house.forward(hours=1)

        async with asyncio.timeout(PATIENCE_SECONDS):
            while not away(house):  # noqa: ASYNC110 (the service says to nobody that it has looked)
                await asyncio.sleep(0.05)


def away(house: House) -> bool:
    with house.service.database.reading() as session:
        return bool(leaves.of(session, range(1, 9)))


NEW_YEAR = {"dateTime": "2027-01-04T08:00:00.0000000", "timeZone": "UTC"}


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"status": "disabled", "internalReplyMessage": "x"}, Presence(away=False)),
        ({"status": "alwaysEnabled"}, Presence(away=True)),
        (
            {
                "status": "scheduled",
                "scheduledStartDateTime": {"dateTime": "2026-12-18T17:00:00.0000000", "timeZone": "Europe/Berlin"},
                "scheduledEndDateTime": NEW_YEAR,
            },
            Presence(True, datetime(2026, 12, 18, 16, tzinfo=UTC), datetime(2027, 1, 4, 8, tzinfo=UTC)),
        ),
        ({"status": "scheduled", "scheduledStartDateTime": NEW_YEAR, "scheduledEndDateTime": NEW_YEAR}, None),
        ({"status": "scheduled", "scheduledStartDateTime": {"dateTime": "soon"}, "scheduledEndDateTime": None}, None),
        ({"status": "perhaps"}, None),
        ({}, None),
    ],
)
def test_a_setting_says_away_from_when_until_when(setting: dict[str, object], says: Presence | None) -> None:
    assert presence_of(setting) == says
