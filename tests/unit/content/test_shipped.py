"""The programmes that come with Waypost can be used as they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from content.loading import parse
from content.message import Message, plain
from content.shipped import shipped


def test_there_is_at_least_one() -> None:
    assert [name for name, _ in shipped()] == sorted(name for name, _ in shipped())
    assert "feedback-that-lands.yaml" in dict(shipped())


@pytest.mark.parametrize(("name", "source"), list(shipped()))
def test_every_step_has_something_to_show(name: str, source: str) -> None:
    for step in parse(source, name).steps:
        assert plain(Message(step.activity.prompt())).strip()


def test_a_programme_s_dates_can_be_read_without_the_machinery_of_its_file() -> None:
    root = Path(__file__).parents[3]
    heavy = "import sys, content.programme; print([name for name in ('pydantic', 'ruamel.yaml', 'jsonschema') if name in sys.modules])"

    ran = subprocess.run([sys.executable, "-c", heavy], cwd=root, capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"
