"""When a question is asked again: so long after its answer, sooner after a wrong one, and said so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from content.conditions import Outcome
from content.loading import parse
from scheduler.plan import Diary, Past, explain_step, plan
from tests.unit.scheduler.routes import BERLIN, berlin, diary, route, sent

ROUTE = parse(Path("tests/programmes/from-memory.yaml").read_text(encoding="utf-8"), "from-memory.yaml")
RIGHT, WRONG = Outcome("right", score=1.0), Outcome("wrong", score=0.0)
AGAIN = Outcome("wrong", final=False)  # with a try left


def answered(at: str, *outcomes: Outcome) -> Past:
    """Sent an hour before, and answered on the last try."""
    return replace(sent(at, answered=at), answers=tuple((berlin(at), one) for one in outcomes))


def on(past: dict[str, Past]) -> Diary:
    return diary(route(ROUTE, past))


def coming(past: dict[str, Past], now: str) -> dict[str, str]:
    found = {due.step: f"{due.at.astimezone(BERLIN):%a %d %b %H:%M}" for due in plan(on(past), berlin(now)).dues}
    return {key: at for key, at in found.items() if key in ("again", "later")}


def why(past: dict[str, Past], step: str) -> list[str]:
    return list(explain_step(on(past), berlin("2026-11-23 10:00"), 1, step))[:2]


def test_without_an_answer_there_is_nothing_to_ask_again() -> None:
    silent = {"quiz": sent("2026-11-23 09:00")}

    assert coming(silent, "2026-11-23 10:00") == {}
    assert why(silent, "again") == [
        "11 days after the answer to “Which question”, 09:00 in the programme (4 if the answer is wrong)",
        "waits for the answer to “Which question” (was sent)",
    ]


@pytest.mark.parametrize(
    ("outcomes", "comes", "days"),
    [
        ((RIGHT,), "Fri 04 Dec 09:00", "11 days after the answer to “Which question”, 09:00 in the programme, as the answer was right"),
        ((WRONG,), "Fri 27 Nov 09:00", "4 days after the answer to “Which question”, 09:00 in the programme, as the answer was wrong"),
        (
            (AGAIN, RIGHT),
            "Fri 04 Dec 09:00",
            "11 days after the answer to “Which question”, 09:00 in the programme, as the answer was right",
        ),
    ],
)
def test_the_answer_decides_how_soon_it_comes_and_is_named(outcomes: tuple[Outcome, ...], comes: str, days: str) -> None:
    given = {"quiz": answered("2026-11-23 09:05", *outcomes)}

    assert coming(given, "2026-11-23 10:00") == {"again": comes}
    assert why(given, "again") == [days, "that answer came Monday 23 November 2026"]


def test_the_next_one_counts_from_the_recall_beyond_the_end_of_the_route() -> None:
    begun = {"quiz": answered("2026-11-23 09:05", RIGHT), "last": sent("2026-12-04 09:00")}
    right, wrong = (begun | {"again": answered("2026-12-04 09:05", one)} for one in (RIGHT, WRONG))

    assert coming(right, "2026-12-04 10:00") == {"later": "Mon 28 Dec 09:00"}  # 22 days after is a Saturday
    assert coming(wrong, "2026-12-04 10:00") == {"later": "Fri 11 Dec 09:00"}
