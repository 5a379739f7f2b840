"""Waypost as processes of its own, as an operator starts them, and what they take of the machine."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.clock import monotonic
from bot.serving import listening
from tests.benchmarks.chat import MADE

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0


def settings(database_url: str, api_url: str) -> dict[str, str]:
    """The environment of a process that sends as fast as it can."""
    return {
        "DATABASE_URL": database_url,
        "SLACK_BOT_TOKEN": MADE.bot_token,
        "SLACK_SIGNING_SECRET": MADE.signing_secret,
        "SLACK_API_URL": api_url,
        "WAYPOST_LOG_LEVEL": "ERROR",
        "WAYPOST_PACE": "0",
        "WAYPOST_CONVERSATION_PACE": "0",
    }


def free_port() -> int:
    with listening(0) as free:
        return int(free.getsockname()[1])


@asynccontextmanager
async def started(command: Sequence[str], environment: dict[str, str]) -> AsyncIterator[int]:
    """`waypost …` as a process: its number."""
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *command,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
            cwd=folder,
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            yield process.pid
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


@asynccontextmanager
async def serving(database_url: str, api_url: str, **more: str) -> AsyncIterator[tuple[str, int]]:
    """`waypost serve`, ready: its address and its number."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with started(["serve", "--port", str(port)], settings(database_url, api_url) | more) as number:
        await ready(url)
        yield url, number


async def ready(url: str) -> None:
    """Wait until the process at *url* beats."""
    began = monotonic()
    async with aiohttp.ClientSession() as http:
        while monotonic() - began < START_SECONDS:
            try:
                async with http.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
    sys.exit("the service did not start")


def megabytes(process: int) -> float:
    """What the process holds in memory."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1_024


def seconds_of_work(process: int) -> float:
    """How long the process has kept a processor busy."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
