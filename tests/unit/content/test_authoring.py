"""Each step that the authors' guide shows is a right one."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

import pytest

from content.loading import parse
from tests.unit.content.texts import NAME, SMALL

GUIDE = (Path(__file__).parents[3] / "docs" / "authoring.md").read_text()
STEPS = [text for text in re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE) if text.startswith("key: ")]
HEAD = SMALL.split("weeks:")[0]


@pytest.mark.parametrize("step", STEPS, ids=[text.split()[1] for text in STEPS])
def test_a_step_of_the_guide_is_read_with_the_kind_it_shows(step: str) -> None:
    chapter = GUIDE[: GUIDE.index(step)].rpartition("\n## ")[2].splitlines()[0]
    item = indent(step, "        ")

    (read,) = parse(f"{HEAD}weeks:\n  - title: One\n    steps:\n      - {item.lstrip()}", NAME).steps

    assert f"`{read.kind}`" in chapter
    assert read.activity.prompt()


def test_the_guide_shows_steps() -> None:
    assert len(STEPS) >= 3
