"""A rehearsal: the cohort lives in the service itself, and the simulation says the same of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as some

from bot.rehearsing.running import rehearsed
from bot.settings import Settings
from bot.simulating import Simulated
from bot.simulating.running import simulated
from content.loading import parse
from content.shipped import shipped
from scheduler.diary import What
from scheduler.simulation.habits import Behaviour
from scheduler.simulation.people import Circumstances, Someone
from scheduler.simulation.scenario import Scenario
from tests.desk import PROGRAMMES
from tests.strategies.programme_files import DRAWN, clean_files

STARTS_ON = date(2027, 3, 1)  # summer time begins on the way, and Easter is in week five
LEAVE = (date(2027, 3, 10), date(2027, 3, 18))
COHORT = (
    Circumstances("Europe/Berlin", "DE-BE", (LEAVE,)),
    Circumstances("Asia/Tokyo", "JP"),
    Circumstances("America/New_York", "US-NY", attributes=(("role", "lead"),)),
)
NOBODYS_PACE = {"waypost_pace": 0, "waypost_conversation_pace": 0, "waypost_teams_pace": 0, "waypost_teams_conversation_pace": 0}


@dataclass(frozen=True)
class Rehearsal:
    scenario: Scenario
    source: str
    cohort: Sequence[Someone]

    def real(self, **said: Any) -> Simulated:
        return rehearsed(self.scenario, self.source, self.cohort, self.settings(said))

    def reckoned(self, **said: Any) -> Simulated:
        return simulated(self.scenario, self.cohort, self.settings(said), processes=1)

    def settings(self, said: Mapping[str, Any]) -> Settings:
        return Settings(_env_file=None, database_url="sqlite:///nobody-opens-this.db", **(NOBODYS_PACE | dict(said)))


def of(name: str, cohort: Sequence[Circumstances] = COHORT, **given: Any) -> Rehearsal:
    """Of a programme that ships, or one for tests; its people are in two chats."""
    sources = dict(shipped())
    source = sources[name] if name in sources else (PROGRAMMES / name).read_text("utf-8")
    people = [Someone(number, one, ("slack", "teams:acme")[number % 2]) for number, one in enumerate(cohort)]
    return Rehearsal(Scenario(parse(source, name), STARTS_ON, Behaviour(0.8, 0.03), 7, **given), source, people)


@pytest.mark.parametrize("name", [*(name for name, _ in shipped()), "two-ways.yaml"])
def test_what_the_simulation_says_is_what_the_service_does(name: str) -> None:
    rehearsal = of(name)

    real, reckoned = rehearsal.real(), rehearsal.reckoned()

    assert real.tally == reckoned.tally
    assert real.loads == reckoned.loads
    assert sum(real.tally.answers.values()) > 10 or name == "two-ways.yaml"
    assert (What.RETURN in {what for _, what in real.tally.on_days}) is (name != "two-ways.yaml")  # which is over before the leave is
    assert real.carried is not None
    assert (real.carried.doubled, real.carried.lost, real.carried.refused, real.carried.unlike) == (0, 0, 0, ())
    assert real.carried.messages > sum(real.tally.on_days.values())  # the welcomes
    assert real.carried.cards > 0


OVER_BEFORE_THEY_ARE_BACK = """\
title: Over before they are back
summary: For tests.
audience: Whoever tests
minutes_a_week: 100
checkin: false
reminders: {at_most: 0}
outcome:
  - {key: asks, behaviour: Asks first, actual: 1, desired: 3, known_by: Colleagues say so}
weeks:
  - title: One
    steps:
      - {key: look, kind: reflect, title: Look, minutes: 1, when: {after: start, days: 9, time: "00:00"}, question: How was it?}
"""


@settings(max_examples=12)
@example(source=OVER_BEFORE_THEY_ARE_BACK, seed=0, answers=0.8)  # nobody is asked how to come back to nothing
@given(source=clean_files(), seed=some.integers(0, 1_000_000), answers=some.sampled_from([0.5, 0.8, 1.0]))
def test_whatever_a_designer_writes_the_simulation_says_what_the_service_does(source: str, seed: int, answers: float) -> None:
    assume('"discussed"' not in source)  # there is no channel in which to answer
    programme = parse(source, DRAWN)
    anchors = dict.fromkeys(programme.anchors, date(2027, 3, 17))
    people = [Someone(number, one, "slack") for number, one in enumerate(COHORT)]
    rehearsal = Rehearsal(Scenario(programme, STARTS_ON, Behaviour(answers, 0.03), seed, anchors=anchors), source, people)

    real, reckoned = rehearsal.real(), rehearsal.reckoned()

    assert real.tally == reckoned.tally
    assert real.carried is not None
    assert (real.carried.doubled, real.carried.lost, real.carried.refused) == (0, 0, 0)


def test_anchors_and_quiet_hours_hold_in_it() -> None:
    rehearsal = of("workshop.yaml", anchors={"workshop": date(2027, 3, 9)}, quiet=(time(10), time(8)))

    real = rehearsal.real()

    assert real.tally == rehearsal.reckoned().tally
    assert real.tally.came["prepare"] == len(COHORT)


def test_it_lasts_as_long_as_anything_comes() -> None:
    rehearsal = of("workshop.yaml", anchors={"workshop": date(2027, 12, 1)})

    real = rehearsal.real()

    assert real.tally == rehearsal.reckoned().tally
    assert real.tally.came["look-back"] == len(COHORT)


def test_what_takes_nothing_but_a_file_stays_open_and_nothing_was_refused() -> None:
    link = of("show-it.yaml")
    source = link.source.replace("accepts: [link]", "accepts: [file]")
    real = Rehearsal(replace(link.scenario, programme=parse(source, "show-it.yaml")), source, link.cohort).real()

    assert real.carried is not None
    assert (real.tally.answers["page"], real.carried.refused, real.carried.unlike) == (0, 0, ("messages", "answers"))
    assert real.tally.answers["bench"] > 0


def test_messages_wait_for_the_pace_as_the_simulation_says() -> None:
    alike = of("two-ways.yaml", [Circumstances("Europe/Lisbon")] * 40)

    real, reckoned = alike.real(waypost_pace=20), alike.reckoned(waypost_pace=20)

    assert real.loads["slack"].longest == reckoned.loads["slack"].longest > timedelta(seconds=20)
    assert real.loads["teams:acme"].longest == timedelta(0)
    assert real.loads["slack"].sent == reckoned.loads["slack"].sent


def test_what_never_gets_out_is_counted_as_missing() -> None:
    stuck = of("two-ways.yaml", [Circumstances("Europe/Lisbon")] * 40)

    real = stuck.real(waypost_pace=0.001)

    assert real.carried is not None
    assert real.carried.lost > 10
    assert "messages" in real.carried.unlike
    assert real.loads["teams:acme"].longest == timedelta(0)  # which has a pace of its own
