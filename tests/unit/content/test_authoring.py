"""Each step that the authors' guide shows is a right one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import indent

import pytest

from content.loading import parse
from content.outcomes import possible
from tests.strategies.programme_files import KINDS
from tests.unit.content.texts import NAME, SMALL

GUIDE = (Path(__file__).parents[3] / "docs" / "authoring.md").read_text()
SHOWN = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
STEPS = [text for text in SHOWN if text.startswith("key: ")]
WEEKS = [text for text in SHOWN if text.startswith("- key: ")]
TOP_UPS = [text for text in SHOWN if text.startswith("top_ups:")]
HEAD = SMALL.split("weeks:")[0]


@pytest.mark.parametrize("step", STEPS, ids=[text.split()[1] for text in STEPS])
def test_a_step_of_the_guide_is_read_with_the_kind_it_shows(step: str) -> None:
    chapter = GUIDE[: GUIDE.index(step)].rpartition("\n## ")[2].splitlines()[0]
    item = indent(step, "        ")

    (read,) = parse(f"{HEAD}weeks:\n  - title: One\n    steps:\n      - {item.lstrip()}", NAME).steps

    assert f"`{read.kind}`" in chapter
    assert read.activity.prompt()


@pytest.mark.parametrize("steps", WEEKS, ids=[text.split()[2] for text in WEEKS])
def test_steps_of_the_guide_that_belong_together_are_read_as_a_week(steps: str) -> None:
    read = parse(f"{HEAD}weeks:\n  - title: One\n    steps:\n{indent(steps, '      ')}", NAME)

    assert [step.key for step in read.steps] == re.findall(r"^- key: (\S+)", steps, re.MULTILINE)


@pytest.mark.parametrize("top_ups", TOP_UPS)
def test_top_ups_of_the_guide_are_read_beside_the_weeks(top_ups: str) -> None:
    assert parse(SMALL + top_ups, NAME).top_ups


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_words_for_answers_that_the_guide_names_are_those_of_the_kind(kind: str) -> None:
    step = {"key": "one", "kind": kind, "title": "One", "minutes": 1, "when": {"day": "mon", "time": "09:00"}, **KINDS[kind][0]}
    (read,) = parse(f"{HEAD}weeks: {json.dumps([{'title': 'One', 'steps': [step]}])}", NAME).steps
    row = next(line for line in GUIDE.splitlines() if re.match(rf"\|[^|]*`{kind}`", line))

    assert set(re.findall(r"`(\w+)`", row.split("|")[2])) == {outcome.status for outcome in possible(read.activity)}


def test_every_example_of_the_guide_is_run() -> None:
    assert len(STEPS) >= 3
    assert sorted([*STEPS, *WEEKS, *TOP_UPS]) == sorted(SHOWN)
