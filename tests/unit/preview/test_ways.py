"""The way of a route by the answers on the preview's page: in the words of the condition, and never by what was not asked."""

from __future__ import annotations

from datetime import date

import pytest

from bot.preview.asked import Given
from bot.preview.ways import ways
from content.loading import parse
from tests.desk import PROGRAMMES

SOURCE = (PROGRAMMES / "two-ways.yaml").read_text(encoding="utf-8")
WAITING = SOURCE.replace("when: {day: wed,", "unless: {step: quiz, answered: true}\n        when: {day: wed,").replace(
    ", latest_days: 2", ""
)
MISSED = SOURCE.replace("if: {step: quiz, score_below: 0.6}", "if: {step: quiz, score_below: 0.6, missed: 1}")
RIGHT, WRONG = Given(choice="0"), Given(choice="1")


def told(source: str, **answers: Given) -> dict[str, str]:
    programme = parse(source, "two-ways.yaml")
    given = {"/checkin" if key == "checkin" else key: {"": [one]} for key, one in answers.items()}
    found = ways(programme, given, date(2026, 11, 23))
    assert found.keys() == {step.key for step in programme.every_step if step.for_some}
    return {key: one["said"] for key, one in found.items()}


@pytest.mark.parametrize(
    ("source", "answers", "key", "said"),
    [
        (SOURCE, {}, "again", "Comes only if you scored less than 60% in “Which question”."),
        (SOURCE, {"quiz": RIGHT}, "again", "Does not come, because you did not score less than 60% in “Which question”."),
        (SOURCE, {"quiz": RIGHT}, "further", "Comes, because you did not score less than 60% in “Which question”."),
        (SOURCE, {"try": Given(choice="not_yet")}, "smaller", "Comes only if your answer to “Ask once” was not “did”."),  # still open
        (SOURCE, {"try": Given(choice="did")}, "smaller", "Does not come, because your answer to “Ask once” was “did”."),
        (WAITING, {"quiz": WRONG}, "smaller", "Does not come: it waits for “Ask once”, which does not come."),
        (WAITING, {"quiz": WRONG}, "try", "Does not come, because you answered “Which question”."),
        (MISSED, {"quiz": WRONG}, "again", "Comes only if you scored less than 60% in “Which question” and you missed 1 activity."),
        (SOURCE, {"checkin": Given(values={"obstacle": ("forgot",)})}, "cue", "Comes, because the check-in names its obstacle."),
        (
            SOURCE,
            {"checkin": Given(values={"obstacle": ("practice",)})},
            "cue",
            "An extra beside the route. It comes only to those who name it in a check-in: “I forgot” or “I need more practice”.",
        ),
    ],
)
def test_answers_decide_what_comes(source: str, answers: dict[str, Given], key: str, said: str) -> None:
    assert told(source, **answers)[key] == said
