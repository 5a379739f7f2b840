"""Use-case: a person lets us in, or throws us out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from content.translated import N_
from handlers.enrolling import begin
from handlers.house import House
from handlers.incoming import Profile
from models import audit, links, losses, merging, people
from models.people import Address, Person
from models.session import Session
from models.workspaces import Workspace
from scheduler import diaries
from scheduler.losing import lose

REMOVED = N_("has removed Waypost")


def arrived(session: Session, house: House, workspace: Workspace, profile: Profile, conversation: Mapping[str, Any], now: datetime) -> None:
    """We can write to the person from now on, in that *conversation*. Twice does nothing more."""
    met(session, workspace, profile, now)
    found = people.at(session, workspace, profile.user)
    assert found is not None  # made known above, if nobody had
    person, address = found
    if conversation:
        address.conversation = {**(address.conversation or {}), **conversation}
    if people.everywhere(session, address.person_id)[0][0] is address:  # of several chats, the one where we write to them
        person.profile_locale = profile.locale or person.profile_locale
    person.next_due_at = now  # they may be in another zone than we knew
    session.flush()
    back(session, house, person, address, now)
    recognise(session, house, workspace, person, address, now)


def met(session: Session, workspace: Workspace, profile: Profile, now: datetime) -> None:
    """Take what the platform says of somebody into our own records: a new person, a new name, zone or address."""
    named: dict[str, Any] = {
        "name": profile.name,
        "zone": profile.zone,
        "email": profile.email,
        "guest": profile.guest,
        "locale": profile.locale,
        "now": now,
    }
    if people.at(session, workspace, profile.user) is None:
        people.add(session, workspace, profile.user, known=profile.known, **named)
    elif profile.known:
        people.refresh(session, workspace, profile.user, **named)


def left(session: Session, house: House, workspace: Workspace, user: str, now: datetime) -> None:
    """They threw us out: nothing more is sent there, and everything is kept. Twice does nothing more."""
    found = people.at(session, workspace, user)
    if found is not None:
        person, address = found
        lose(session, address, REMOVED, now, actor_id=person.id)


def back(session: Session, house: House, person: Person, address: Address, now: datetime) -> None:
    """The chat at that address surely takes messages for them: if it was lost, it no longer is, and things go on or begin."""
    reason, number = address.lost_reason, person.id or 0
    if reason is None:
        return
    elsewhere = bool(people.addresses(session, [number]))
    address.lost_reason = None
    session.flush()
    if elsewhere:
        links.redirect(session, number, people.addresses(session, [number])[number][0].workspace_id)
        diaries.replan(session, house.library, [person], now)
    else:
        losses.forget_refused(session, number, [reason], now)
        begin(session, house, person, now)
    audit.record(session, person.organisation_id, number, "found", now, person=number, workspace=address.workspace_id, before=reason)


def recognise(session: Session, house: House, workspace: Workspace, person: Person, address: Address, now: datetime) -> None:
    """Whoever was awaited in that workspace under their e-mail address is them. Call it whenever that address has become known."""
    awaited = people.awaited(session, workspace, person.email)
    if awaited is None or awaited.id == person.id:
        return
    merging.merge(session, person, awaited, now)
    if address.lost_reason is None:
        begin(session, house, person, now)
