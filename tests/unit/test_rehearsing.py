"""What is pressed in a rehearsal: whatever a step can come to, something leads there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.rehearsing.saying import answers
from content.activity import Activity
from content.conditions import Outcome
from content.languages import speaking
from content.loading import parse
from content.outcomes import outcome
from content.programme import Programme
from content.shipped import shipped
from content.traits import Asks
from scheduler.simulation.saying import sorts
from tests.desk import PROGRAMMES

SOURCES = (*shipped(), *((file.name, file.read_text("utf-8")) for file in sorted(PROGRAMMES.glob("*.yaml"))))
ELSEWHERE = "discussed"  # an answer in a channel, where there is none: it is given in one's own chat


def the_same(found: Outcome, wanted: Outcome) -> bool:
    same = (found.status, found.score, found.final) == (wanted.status, wanted.score, wanted.final)
    return same and wanted.label in ("", found.label)


def wanted(programme: Programme) -> Iterator[tuple[str, Activity, Outcome]]:
    """All that the steps of a programme can come to, but for those by which others are asked."""
    for step in programme.every_step:
        if not isinstance(step.activity, Asks):
            yield from ((step.key, step.activity, one) for sort in sorts(step.activity) for one in sort if one.status != ELSEWHERE)


@pytest.mark.parametrize(("name", "source"), SOURCES, ids=[name for name, _ in SOURCES])
def test_whatever_a_step_can_come_to_something_leads_there(name: str, source: str) -> None:
    programme = parse(source, name)
    with speaking(programme.ours):
        for key, activity, one in wanted(programme):
            given = answers(activity, one)
            assert given, key
            assert the_same(outcome(activity.mark(given[-1], len(given) - 1)), one), (key, one)
