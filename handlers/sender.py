"""The person behind an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.people import Address, Person, zone_of
from models.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class Sender:
    """Who acts, and from where. *guest*: of the workspace, but with fewer rights there."""

    person: Person
    address: Address
    workspace: Workspace
    guest: bool = False

    @property
    def id(self) -> int:
        assert self.person.id is not None
        return self.person.id

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.person, self.workspace)

    def today(self, now: datetime) -> date:
        """The day it is for them."""
        return now.astimezone(self.zone).date()
