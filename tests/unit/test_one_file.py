"""A command, a program command, a channel: each is added as one file, and nobody edits a list."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ADDITIONS = {
    "handlers.commands": (
        """
from content.message import Message, say
from handlers.commands import Request, command

@command("wave", "wave back")
def wave(request: Request) -> Message:
    return say("Hello")
""",
        "from handlers.commands import commands; print(commands()['wave'].says)",
        "wave back",
    ),
    "bot.cli": (
        """
from bot.cli import cli

@cli("wave")
def wave() -> None:
    "Wave back."
    print("waved")
""",
        "import sys; sys.argv = ['waypost', 'wave']; from bot.cli import main; main()",
        "waved",
    ),
    "bot.channels": (
        """
from bot.channels import channel

@channel("pigeon")
async def pigeon(gets):
    return None
""",
        "from bot.channels import channels; print('pigeon' in channels())",
        "True",
    ),
}


@pytest.mark.parametrize("package", ADDITIONS)
def test_one_file_adds_it(package: str, tmp_path: Path) -> None:
    source, use, expected = ADDITIONS[package]
    (tmp_path / "wave.py").write_text(source)
    program = f"import {package}; {package}.__path__.append({str(tmp_path)!r}); {use}"

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])

    assert ran.stdout.strip() == expected
