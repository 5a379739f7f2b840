"""The sandbox alone: `python -m bot.sandbox --port 8001 --service http://127.0.0.1:8000`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.clock import MovedClock, RealClock
from bot.sandbox.seed import demo
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.suggestions import verbs
from bot.serving import Server


def main() -> None:
    given = arguments().parse_args()
    settings = SandboxSettings(
        service_url=given.service.rstrip("/"),
        signing_secret=given.signing_secret,
        record=given.record,
        clock_file=given.clock_file,
        verbs=verbs(),
    )
    clock = RealClock() if given.clock_file is None else MovedClock(f"@{given.clock_file}")
    app = sandbox(settings, clock, demo())
    Server(app, given.port, signals=True).run()


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A stand-in Slack on loopback.")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--service", default=SandboxSettings().service_url, help="where Waypost listens")
    parser.add_argument("--signing-secret", default=SandboxSettings().signing_secret)
    parser.add_argument("--record", type=Path, help="append all traffic to this file, one JSON object a line")
    parser.add_argument("--clock-file", type=Path, help="the file of WAYPOST_CLOCK=@FILE")
    return parser


if __name__ == "__main__":
    main()
