"""Use-case: somebody says when people work, when nothing is to come, and how much; for themselves, or as an admin for others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from content.message import escape
from content.translated import _, _n
from handlers.grammar import Misunderstood
from handlers.house import House
from handlers.incoming import Incoming, Said
from handlers.sender import Sender
from handlers.starting import moment
from models import audit, calendars, cohorts, deliveries, enrolments
from models.calendars import Blackout, CalendarSetting, Owner, Scope
from models.cohorts import Cohort
from models.people import Person
from models.session import Session
from models.workspaces import Workspace
from scheduler import cohort_summaries
from scheduler.diaries import Known, read, replan
from scheduler.plan import plan


@dataclass(frozen=True, slots=True)
class Target:
    """Whose calendar is set: the person's, the cohort's or the workspace's, of which one is there. *own*: it is the sender's."""

    person: Person | None = None
    cohort: Cohort | None = None
    workspace: Workspace | None = None
    own: bool = False

    @property
    def owner(self) -> Owner:
        if self.person is not None:
            return Owner(Scope.PERSON, self.person.id or 0)
        if self.cohort is not None:
            return Owner(Scope.COHORT, self.cohort.id or 0)
        assert self.workspace is not None  # one of the three is there
        return Owner(Scope.WORKSPACE, self.workspace.id or 0)

    @property
    def called(self) -> str:
        """As Markdown, in the middle of a sentence."""
        if self.person is not None:
            return _("you") if self.own else escape(self.person.name)
        return _("cohort {name}", name=escape(self.cohort.name)) if self.cohort is not None else _("the workspace")


def change(session: Session, house: House, sender: Sender, target: Target, now: datetime, **said: Any) -> None:
    """Keep what is *said* (columns of a CalendarSetting), and plan anew for all whom it concerns."""
    row = calendars.setting(session, target.owner)
    for column, value in said.items():
        setattr(row, column, value)
    _changed(session, house, sender, target, now, "calendar", **said)


def set_zone(session: Session, house: House, sender: Sender, target: Target, now: datetime, zone: str | None) -> None:
    """Keep the zone; None, for a person: whatever their chat profile says."""
    if target.person is not None:
        target.person.own_zone = zone
    elif target.cohort is not None:
        target.cohort.zone = zone or target.cohort.zone
    elif target.workspace is not None:
        target.workspace.zone = zone or target.workspace.zone
    _changed(session, house, sender, target, now, "zone", zone=zone)


def black_out(session: Session, house: House, sender: Sender, target: Target, now: datetime, days: Blackout) -> None:
    """Have nothing sent on these days."""
    session.add(days)
    span = {"from_on": days.from_on, "until_on": days.until_on}
    _changed(session, house, sender, target, now, "blackout", **span)


def end_blackout(session: Session, house: House, sender: Sender, target: Target, now: datetime, day: date) -> Sequence[Blackout]:
    """Forget the blackout in which that day lies. Returns what was forgotten."""
    found = [row for row in calendars.blackouts_of(session, [target.owner]) if row.from_on <= day < row.until_on]
    for row in found:
        session.delete(row)
    if found:
        _changed(session, house, sender, target, now, "blackout off", day=day)
    return found


def set_anchor(session: Session, house: House, sender: Sender, target: Target, now: datetime, name: str, day: date | None) -> int:
    """Keep the day of a programme's own anchor; None: it has none any more. Returns how many enrolments of a person it concerns."""
    if target.cohort is not None:
        target.cohort.anchors = _with(target.cohort.anchors, name, day)
        concerned = 1
    else:
        running = enrolments.active_of(session, [target.owner.number]) if target.person is not None else ()
        theirs = [row for row in running if name in house.library.programme(session, row.version_id).anchors]
        for row in theirs:
            row.anchors = _with(row.anchors, name, day)
        concerned = len(theirs)
    if concerned:
        _changed(session, house, sender, target, now, "anchor", anchor=name, day=day)
    return concerned


def _with(anchors: dict[str, str] | None, name: str, day: date | None) -> dict[str, str] | None:
    kept = {key: on for key, on in (anchors or {}).items() if key != name}
    return (kept | {name: day.isoformat()} if day is not None else kept) or None


def _changed(session: Session, house: House, sender: Sender, target: Target, now: datetime, act: str, **said: Any) -> None:
    owner = target.owner
    detail = {key: str(value) if isinstance(value, date | time) else value for key, value in said.items()}
    organisation = sender.workspace.organisation_id
    audit.record(session, organisation, sender.id, act, now, **{owner.scope.value: owner.number}, **detail)
    session.flush()
    if target.person is not None:
        replan(session, house.library, [target.person], now)
    elif target.cohort is not None:
        enrolments.wake_cohort(session, owner.number, now)
        cohort_summaries.replan(session, target.cohort, now)
    else:
        enrolments.wake_workspace(session, owner.number, now)
        for cohort in cohorts.with_summary(session, owner.number):
            cohort_summaries.replan(session, cohort, now)


def may_be_an_answer(session: Session, sender: Sender, incoming: Incoming) -> None:
    """A verb alone, as “quiet”, is no command where a question waits for words and commands are typed like them. Raises Misunderstood."""
    if incoming.said == Said.TEXT and deliveries.open_for_text(session, sender.id):
        raise Misunderstood(_("whether that is an answer"), nearest="calendar")


def the_setting(session: Session, target: Target) -> CalendarSetting:
    """What is set for the target itself."""
    owner = target.owner
    return calendars.settings_of(session, [owner]).get(owner) or CalendarSetting(scope=owner.scope, scope_id=owner.number)


def known(session: Session, house: House, person: Person) -> Known:
    """The person as the plan sees them."""
    (found,) = read(session, house.library, [person])
    return found


def what_follows(session: Session, house: House, target: Target, now: datetime, *, beside: str = "") -> str:
    """What a change means: when the person's next message comes, or how many people it concerns, and what else holds for them.

    *beside* is the clause that says that; "": who has set their own keeps it.
    """
    if target.person is not None:
        person = known(session, house, target.person)
        dues = plan(person.diary, now, explain=False).dues if person.address is not None else ()
        next_at = max(dues[0].at, now) if dues else None
        # Translators: {moment} is such as: Monday 23 November at 09:00
        return _("What comes next comes {moment}.", moment=moment(next_at, person.person, person.workspace)) if next_at else ""
    count = enrolments.count_in_cohort if target.cohort is not None else enrolments.count_in_workspace
    besides = beside or _("who has set their own keeps that")
    # Translators: {beside} is a clause of its own: who has set their own keeps that
    return _n(
        "It holds at once for {number} person; {beside}.",
        "It holds at once for {number} people; {beside}.",
        count(session, target.owner.number),
        beside=besides,
    )
