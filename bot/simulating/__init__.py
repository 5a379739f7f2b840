"""`waypost simulate`: whom it is about, how it runs on all cores, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.simulation.load import Load
from scheduler.simulation.scenario import Scenario
from scheduler.simulation.tally import Tally


@dataclass(frozen=True, slots=True)
class Carried:
    """What the outbox carried, beside what the figures are about (welcomes, requests to others, changed cards) too.

    *doubled*: messages that came more than once. *lost*: made, not called off, and yet not sent. *refused*: answers that were not taken.
    *unlike*: of what the simulation without the service says otherwise.
    """

    messages: int
    cards: int
    doubled: int
    lost: int
    refused: int
    unlike: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came of a scenario; *loads* are by workspace. *carried*: by the outbox in a rehearsal; None: it was reckoned without one."""

    scenario: Scenario
    tally: Tally
    loads: Mapping[str, Load]
    carried: Carried | None = None

    @property
    def people(self) -> int:
        return self.tally.people.total()
