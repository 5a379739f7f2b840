"""The demo: the sandbox and the real service beside it, over real HTTP."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from bot.channels.slack import manifest
from bot.clock import MovedClock, wire
from bot.running import serve
from bot.sandbox.seed import ADA, demo
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.suggestions import verbs
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

        def up(_: str) -> None:
            said(f"The sandbox is open: {page}")

        own = _settings(page, folder / "sandbox.db", settings)
        await serve(own, "127.0.0.1", service_port, kind="sandbox", said=up, closing=closing, timeline=timeline)


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
        waypost_admins=frozenset({f"slack:{sandbox_settings.team_id}/{ADA.id}"}),
        waypost_env="development",
        waypost_pace=0,
        waypost_conversation_pace=0,
        waypost_zone="Europe/Berlin",
        waypost_log_level=os.environ.get("WAYPOST_LOG_LEVEL", "WARNING"),
    )
