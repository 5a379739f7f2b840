"""What was decided by what somebody was stays decided when they are something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from content.loading import parse
from scheduler.plan import plan
from tests.unit.scheduler.routes import berlin, diary, route

ROUTE = parse(Path("tests/programmes/two-sites.yaml").read_text(encoding="utf-8"), "two-sites.yaml")
SITES = some.sampled_from([{}, {"site": "Berlin"}, {"site": "Lima"}])


@given(SITES, SITES, some.integers(-60, 60), some.integers(0, 100))
def test_of_two_ways_exactly_one_is_gone_whenever_somebody_moves(
    was: dict[str, str], is_: dict[str, str], moved_hours: int, look_hours: int
) -> None:
    begins = berlin("2026-11-23 09:00")
    moved_at, now = begins + timedelta(hours=moved_hours), begins + timedelta(hours=look_hours)
    known = moved_at <= now  # who moves later is still what they were

    mine = replace(diary(route(ROUTE)), attributes=is_ if known else was, former_attributes=((moved_at, was),) if known else ())
    planned = plan(mine, now)

    gone = {one.step for one in planned.missed if one.chosen} & {"yard", "dock"}
    then = was if begins < moved_at else is_
    assert gone == {"dock" if then.get("site") == "Berlin" else "yard"}
