"""To add an activity kind is to write one file."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import content
from tests.unit.content.texts import changed

VOTE = '''
"""Vote: a question with offered answers, none of them wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Answer, Mark
from content.fields import Line
from content.message import Part, Text


@kind("vote")
@dataclass(frozen=True, slots=True)
class Vote:
    """A vote."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True

    vote_on: Annotated[Line, Field(description="what the vote is on")]

    def prompt(self) -> tuple[Part, ...]:
        return (Text(self.vote_on),)

    def mark(self, answer: Answer, tries: int) -> Mark:
        return Mark(status="said", words=answer.text)
'''

CALLER = """
import sys
from content.activity import Answer
from content.loading import InvalidProgramme, parse
from content.schema import json_schema

source = sys.stdin.read()
step = parse(source, "small-talk.yaml").steps[0]
print(step.kind, step.activity.vote_on, step.activity.mark(Answer(text="yes"), 0).words)
print("vote_on" in json_schema()["$defs"]["VoteStep"]["required"])
try:
    parse(source.replace("vote_on", "vote_no"), "small-talk.yaml")
except InvalidProgramme as invalid:
    print(invalid)
"""


def test_a_kind_is_added_by_one_file(tmp_path: Path) -> None:
    """In a copy of the package and a process of its own, so that nobody else meets the new kind."""
    home = Path(content.__file__).parent
    shutil.copytree(home, tmp_path / "content", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "content/activities/vote.py").write_text(VOTE)
    text = "        text: Most advice comes too early.\n"
    link = '        link: {url: "https://example.org/why", label: Read on}\n'
    programme = changed(("kind: learn", "kind: vote"), (text, "        vote_on: Tea or coffee\n"), (link, ""))

    ran = subprocess.run([sys.executable, "-c", CALLER], input=programme, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        "vote Tea or coffee yes",
        "True",
        "small-talk.yaml:15:9: weeks[0].steps[0].vote_on: is missing: what the vote is on",
        "small-talk.yaml:20:9: weeks[0].steps[0].vote_no: there is no key “vote_no” here; did you mean “vote_on”?",
    ]
