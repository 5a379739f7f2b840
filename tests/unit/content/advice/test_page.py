"""The page about linting has a section for each rule, with the words that the linter says."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.advice import Rule, rules

PAGE = (Path(__file__).parents[4] / "docs" / "linting.md").read_text("utf-8")
SECTIONS = dict(part.split("\n", 1) for part in PAGE.partition("\n# The rules\n")[2].split("\n## ")[1:])


def test_every_rule_has_a_section_in_the_order_of_codes() -> None:
    assert list(SECTIONS) == list(rules())


@pytest.mark.parametrize("rule", rules().values(), ids=rules())
def test_a_section_gives_the_reason_the_source_and_what_to_do(rule: Rule) -> None:
    lines = SECTIONS[rule.code].splitlines()

    assert f"- **Why:** {rule.why}" in lines
    assert f"- **Source:** {rule.source}" in lines
    assert any(line.startswith("- **What to do:** ") for line in lines)
