"""What the README claims in its tables is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from bot.cli import app, known
from bot.settings import Settings
from content.loading import parse
from handlers.commands import commands

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def rows(heading: str) -> dict[str, list[str]]:
    """The table under a heading: first cell without its marks → the other cells."""
    section = README.split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")]
    return {row[0].strip("`"): row[1:] for row in cells[2:]}


def test_every_command_stands_in_the_table_with_what_help_says_of_it() -> None:
    assert rows("Commands in chat") == {verb: [one.says, one.may.value] for verb, one in commands().items()}


def test_every_setting_stands_in_the_table_with_its_default() -> None:
    table = rows("Settings")

    assert list(table) == [name.upper() for name in Settings.model_fields]
    for name, field in Settings.model_fields.items():
        assert table[name.upper()][0] == field.description


def test_every_program_command_stands_in_the_table() -> None:
    known()
    group = typer.main.get_command(app)

    assert set(rows("On the command line")) == set(group.commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)]+)\)", README))))
def test_every_file_that_is_linked_is_there(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_programme_to_copy_is_a_right_one_of_four_steps() -> None:
    file = ROOT / "docs" / "ask-better-questions.yaml"

    assert len(parse(file.read_text(), file.name).steps) == 4


def test_the_programme_that_ships_has_six_weeks() -> None:
    file = ROOT / "content" / "programmes" / "feedback-that-lands.yaml"

    assert parse(file.read_text(), file.name).length == 6
