"""What a programme is written from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from content.programme import Cause

LEVELS = ("never", "seldom", "about half the time", "usually", "every time")
NUMBERS = {4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}
SCALE = ", ".join(f"{number} {words}" for number, words in enumerate(LEVELS))


@dataclass(frozen=True, slots=True)
class Answers:
    """What a programme is written from; *now* and *desired* are levels of the scale, *minutes* those of a week."""

    behaviour: str
    now: int
    desired: int
    known_by: str
    cause: Cause
    practice: str
    audience: str
    weeks: int
    minutes: int
    measure: str

    @property
    def key(self) -> str:
        """What the behaviour is called in the file."""
        words = re.findall(r"[a-z]+", self.behaviour.casefold())
        return "-".join(words[:4])[:40].strip("-") or "behaviour"

    @property
    def length(self) -> str:
        """How many weeks, in a word."""
        return NUMBERS[self.weeks]
