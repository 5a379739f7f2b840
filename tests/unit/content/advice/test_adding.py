"""A rule is added as one file, and a kind says of itself what the rules ask about it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from content.activity import Answer, Mark, Nature
from content.advice import Draft, Placed, rules
from content.loading import parse
from content.message import Part, Text
from content.programme import Programme, Visibility
from tests.unit.content.advice.texts import NAME, SOUND

ROOT = Path(__file__).parents[4]

RULE = """
from content.advice import rule

@rule("too-short", why="Short is not always good.")
def too_short(draft):
    yield ("title",), "make it longer"
"""
CALLER = """
import content.advice, sys
content.advice.__path__.append(sys.argv[1])
from content.review import review
print([str(one) for one in review(sys.stdin.read(), "small-talk.yaml").findings])
"""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A conversation to hold with the manager."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True
    nature: ClassVar[Nature] = Nature.DOING
    involves: ClassVar[tuple[Visibility, ...]] = (Visibility.MANAGER,)

    def prompt(self) -> tuple[Part, ...]:
        return (Text("Talk with your manager."),)

    def mark(self, answer: Answer, tries: int) -> Mark:
        return Mark()


def drafted(programme: Programme) -> Draft:
    return Draft(programme, [Placed(step, (), {}) for step in programme.steps])


def alone(programme: Programme) -> Programme:
    weeks = (replace(week, steps=tuple(replace(one, visible_to=Visibility.PRIVATE) for one in week.steps)) for week in programme.weeks)
    return replace(programme, weeks=tuple(weeks))


def meeting_first(programme: Programme) -> Programme:
    first, *others = programme.weeks
    return replace(programme, weeks=(replace(first, steps=(replace(first.steps[0], activity=Meeting()), *first.steps[1:])), *others))


def test_one_file_adds_a_rule(tmp_path: Path) -> None:
    (tmp_path / "too_short.py").write_text(RULE, "utf-8")

    ran = subprocess.run([sys.executable, "-c", CALLER, tmp_path], input=SOUND, capture_output=True, text=True, check=True, cwd=ROOT)

    assert ran.stdout == "['small-talk.yaml:1:8: advice (too-short): title: make it longer']\n"


def test_a_kind_that_involves_the_manager_counts_as_a_step_for_them() -> None:
    by_themselves = alone(parse(SOUND, NAME))

    assert len(list(rules()["nobody-else"].check(drafted(by_themselves)))) == 1
    assert list(rules()["nobody-else"].check(drafted(meeting_first(by_themselves)))) == []


def test_a_kind_that_is_doing_is_no_baseline() -> None:
    programme = parse(SOUND, NAME)

    assert list(rules()["no-baseline"].check(drafted(programme))) == []
    assert len(list(rules()["no-baseline"].check(drafted(meeting_first(programme))))) == 1


def test_a_kind_that_decides_who_sees_its_answers_need_not_have_it_said_in_the_file() -> None:
    said = [words for _, words in rules()["visibility-unsaid"].check(drafted(parse(SOUND, NAME)))]

    assert [words.split()[0] for words in said] == ["w2-look"]  # the only private one; as if the file said it of none
