"""Who is on the stage: the cohort, brought there by the service's own use-cases, and who is asked about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.rehearsing.stage import Stage
from content.activity import Activity
from content.traits import Arranged, Asks
from handlers.away import take_all
from handlers.enrolling import enrol
from handlers.leave_rows import Wanted
from models import calendars, enrolments, organisations, people, roles, versions, workspaces
from models.calendars import Owner, Scope
from models.leaves import Source
from models.people import Person
from models.roles import Role
from models.session import Session
from models.workspaces import Workspace
from scheduler.calendar import MIDNIGHT
from scheduler.library import publish
from scheduler.simulation.people import Someone
from scheduler.simulation.scenario import Scenario

EACH_LOOKS_AFTER = 10  # learners: a manager's usual team
EVERY_DAY = list(range(7))


@dataclass(frozen=True, slots=True)
class Where:
    """Where a person acts: on which platform, in which workspace there, as which user."""

    platform: str
    workspace: str
    user: str


@dataclass(slots=True)
class Cast:
    """*numbers* are those of the database for the numbers of the cohort; *where* is by the former."""

    scenario: Scenario
    source: str
    numbers: dict[int, int] = field(default_factory=dict)
    where: dict[int, Where] = field(default_factory=dict)

    def set_up(self, session: Session, named: Iterable[str], now: datetime) -> None:
        """Publish the programme, and open these workspaces, whose quiet hours are those of the scenario."""
        organisation = organisations.the_first(session, now)
        publish(session, organisation.id or 0, f"{self.scenario.programme.key}.yaml", self.source, now)
        for platform, outside_id in sorted({_apart(name) for name in named}):
            made = Workspace(
                organisation_id=organisation.id or 0, platform=platform, outside_id=outside_id, title=outside_id, created_at=now
            )
            session.add(made)
            session.flush()
            if self.scenario.quiet is not None:
                said = calendars.setting(session, Owner(Scope.WORKSPACE, made.id or 0))
                said.quiet_from, said.quiet_until = self.scenario.quiet

    def join(self, stage: Stage, whom: Sequence[Someone]) -> None:
        """Have these people known, with the days on which they are away, and enrolled."""
        with stage.database.begin() as session:
            version = versions.latest(session, organisations.the_first(session, stage.now).id or 0, self.scenario.programme.key)
            assert version is not None  # it was published
            persons = [self._known(session, one, stage.now) for one in whom]
            self._look_after(session, persons, stage.now)
            pairs = zip(persons, whom, strict=True)
            away = [Wanted(person, *days, Source.FILE) for person, one in pairs for days in one.circumstances.leaves]
            take_all(session, stage.house, away, stage.now)
            enrol(session, stage.house, persons, version, stage.now, start_on=self.scenario.start_on)
            if self.scenario.anchors:
                self._set_anchors(session, persons, stage.now)

    def _known(self, session: Session, one: Someone, now: datetime) -> Person:
        person = self._arrived(session, *_apart(one.workspace), f"U{one.number}", f"Learner {one.number + 1}", now)
        person.own_zone, person.attributes = one.circumstances.zone, dict(one.circumstances.attributes) or None
        calendars.setting(session, Owner(Scope.PERSON, person.id or 0)).holidays = one.circumstances.holidays
        self.numbers[one.number] = person.id or 0
        return person

    def _arrived(self, session: Session, platform: str, outside_id: str, user: str, name: str, now: datetime) -> Person:
        """Somebody new; they read the language in which the programme is written, as far as we speak it."""
        workspace = workspaces.find(session, platform, outside_id)
        assert workspace is not None  # it was opened
        person = people.add(session, workspace, user, name=name, zone=None, email=None, now=now)
        person.own_language = self.scenario.programme.ours
        session.flush()
        self.where[person.id or 0] = Where(platform, outside_id, user)
        return person

    def _look_after(self, session: Session, learners: Sequence[Person], now: datetime) -> None:
        """Have somebody there for each role that a step involves. They are there at any hour: no wait for them is in the figures."""
        found = {_role(step.activity) for step in self.scenario.programme.every_step}
        for role in sorted(role for role in found if role is not None):
            for first in range(0, len(learners), EACH_LOOKS_AFTER):
                group = learners[first : first + EACH_LOOKS_AFTER]
                theirs, number = self.where[group[0].id or 0], group[0].id
                holder = self._arrived(session, theirs.platform, theirs.workspace, f"{role}-{number}", f"{role.title()} {number}", now)
                hours = calendars.setting(session, Owner(Scope.PERSON, holder.id or 0))
                hours.works_on, hours.holidays, hours.quiet_from, hours.quiet_until = EVERY_DAY, "", MIDNIGHT, MIDNIGHT
                for learner in group:
                    roles.appoint(session, learner.organisation_id, learner.id or 0, role, [holder.id or 0], now)

    def _set_anchors(self, session: Session, learners: Sequence[Person], now: datetime) -> None:
        days = {name: day.isoformat() for name, day in self.scenario.anchors.items()}
        for row in enrolments.active_of(session, [person.id or 0 for person in learners]):
            row.anchors = days
        for person in learners:
            person.next_due_at = now


def _role(activity: Activity) -> Role | None:
    """What somebody has to be to the learner, so that the activity can do all that it does."""
    if isinstance(activity, Asks):
        return Role(activity.role())
    return Role(activity.conversation().partner) if isinstance(activity, Arranged) else None


def _apart(named: str) -> tuple[str, str]:
    """`slack:T1` as the platform and the workspace's name there; `slack` alone is called so there too."""
    platform, _, outside_id = named.partition(":")
    return platform, outside_id or platform
