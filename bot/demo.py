"""The demo: the sandbox and the real service beside it, over real HTTP."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from bot.channels.slack import manifest
from bot.clock import MovedClock, wire
from bot.running import serve
from bot.sandbox.seed import ADA, demo, in_teams
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.suggestions import verbs
from bot.sandbox.teams import activities
from bot.sandbox.teams.stand_in import Teams
from bot.serving import served
from bot.settings import Settings
from bot.timeline import Timeline


async def open_demo(port: int, service_port: int, folder: Path, *, fresh: bool, said: Callable[[str], None]) -> None:
    """Serve the page at *port* and the service at *service_port* until told to stop. Its files are in *folder*."""
    clock_file = prepared(folder, fresh=fresh)
    async with AsyncExitStack() as closing:
        record = os.environ.get("SANDBOX_RECORD")
        settings = SandboxSettings(
            service_url=f"http://127.0.0.1:{service_port}",
            clock_file=clock_file,
            record=Path(record) if record else None,
            verbs=verbs(),
            scopes=manifest.scopes(),
            events=manifest.events(),
        )
        timeline = Timeline(MovedClock(f"@{clock_file}"))  # one for both, so that a message shows the instant of its sending
        world = sandbox(settings, timeline, demo())
        page = await closing.enter_async_context(served(world, port))

        async def begin() -> None:
            await let_in(world.state.stand_in.teams, page)
            said(f"The sandbox is open: {page}")

        def up(_: str) -> None:
            closing.push_async_callback(_ended, asyncio.create_task(begin()))

        own = _settings(page, folder / "sandbox.db", settings)
        await serve(own, "127.0.0.1", service_port, kind="sandbox", said=up, closing=closing, timeline=timeline)


async def let_in(teams: Teams, page: str) -> None:
    """Have everybody in the make-believe tenant who has the app let it be known: the service knows nobody there before."""
    there = teams.world
    there.address = page
    for aad in sorted(there.installed):
        await teams.sender.send(activities.installation(there, there.person(aad), there.chat(aad), "add"))


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def prepared(folder: Path, *, fresh: bool) -> Path:
    """The clock's file in *folder*, made if there is none; *fresh* forgets what was there."""
    clock_file = folder / "sandbox.clock"
    if fresh:
        for file in (*folder.glob("sandbox.db*"), clock_file):
            file.unlink(missing_ok=True)
    if not clock_file.exists():
        clock_file.write_text(f"{wire():%Y-%m-%dT%H:%M:%SZ} x1\n")
    return clock_file


def _settings(page: str, database: Path, sandbox_settings: SandboxSettings) -> Settings:
    """The sandbox's own; what stands in the environment for a real workspace is left alone."""
    return Settings(
        _env_file=None,
        database_url=f"sqlite:///{database}",
        slack_bot_token=sandbox_settings.bot_token,
        slack_signing_secret=sandbox_settings.signing_secret,
        slack_app_token=None,
        slack_api_url=f"{page}/api/",
        teams_app_id=sandbox_settings.teams_app_id,
        teams_app_password=sandbox_settings.teams_app_password,
        teams_tenant_id=sandbox_settings.teams_tenant,
        teams_openid_url=f"{page}/teams/openid/.well-known/openidconfiguration",
        teams_login_url=f"{page}/teams/login",
        teams_graph_url=f"{page}/teams/graph",
        teams_out_of_office=True,
        teams_service_hosts=(page, page.replace("127.0.0.1", "localhost")),  # whichever of the two the visitor's browser was told
        waypost_admins=frozenset(
            {f"slack:{sandbox_settings.team_id}/{ADA.id}", f"teams:{sandbox_settings.teams_tenant}/{in_teams(ADA).aad}"}
        ),
        waypost_env="development",
        waypost_pace=0,
        waypost_conversation_pace=0,
        waypost_teams_pace=0,
        waypost_teams_conversation_pace=0,
        waypost_zone="Europe/Berlin",
        waypost_log_level=os.environ.get("WAYPOST_LOG_LEVEL", "WARNING"),
    )
