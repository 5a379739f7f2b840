"""`waypost simulate`: whom it is about, how it runs on all cores, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.simulation.load import Load
from scheduler.simulation.scenario import Scenario
from scheduler.simulation.tally import Tally


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came of a scenario; *loads* are by workspace."""

    scenario: Scenario
    tally: Tally
    loads: Mapping[str, Load]

    @property
    def people(self) -> int:
        return self.tally.people.total()
