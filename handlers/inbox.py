"""The one door in: whatever a person does in the chat comes through `handle`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from content.languages import ENGLISH, speaking, understood
from content.message import say
from content.translated import N_, _
from handlers import answers, arriving, checkins, discussing, edits, home, notes, noticed, presence, summaries
from handlers.commands import dispatch
from handlers.house import House
from handlers.incoming import Incoming, Profile, Reply, Said
from handlers.sender import Sender
from handlers.telling import as_message, tell
from models import deliveries, inbound, people, workspaces
from models.deliveries import Delivery, Kind, State
from models.session import Session
from models.workspaces import Workspace
from scheduler.diaries import replan
from scheduler.losing import lose
from scheduler.readers import speaking_to

About = Callable[[Session, House, Sender, Delivery, Incoming, datetime], Reply]

UNDER_WAY = (State.SCHEDULED, State.QUEUED, State.SENDING, State.UNKNOWN, State.HELD)  # as far as we know

#: who answers an act about a delivery, by the delivery's kind
ABOUT: dict[Kind, About] = {
    Kind.STEP: answers.act,
    Kind.REMINDER: answers.act,
    Kind.CHECKIN: checkins.act,
    Kind.SUMMARY: summaries.act,
    Kind.REPLY: notes.act,
    Kind.NOTICE: noticed.act,
}


def handle(session: Session, house: House, incoming: Incoming, now: datetime) -> Reply:
    """Do what the person's act means, once; a repeat changes nothing and gets the same answer.

    The caller commits before it answers, and rolls back what has `problems` or was `refused`.
    """
    workspace = workspaces.find(session, incoming.platform, incoming.workspace)
    if workspace is None or workspace.id is None:
        return Reply(refused="unknown workspace")
    if workspace.closed_reason is not None and workspace.platform in house.awaits:  # they reach us, so we are let in again
        workspace.closed_reason = None
    if incoming.said == Said.HOME or incoming.said == Said.OPEN:  # looking changes nothing, so it may be repeated
        return _do(session, house, workspace, incoming, now)
    first = inbound.first(session, workspace.id, incoming.key, incoming.event, now)
    if first is None:
        return Reply.from_json(inbound.answer_to(session, incoming.key, incoming.event))
    reply = _do(session, house, workspace, incoming, now)
    if incoming.by_message and not reply.refused:
        reply = say_later(session, workspace, incoming, reply, now)
    first.answer = reply.to_json()
    return reply


def say_later(session: Session, workspace: Workspace, incoming: Incoming, reply: Reply, now: datetime) -> Reply:
    """Have the answer come as a message; what is left of it for now is returned. Whom we can't name gets none."""
    profile = incoming.profiles.get(incoming.user)
    if profile is not None and not profile.stranger:  # what was refused has made nobody known
        meet(session, workspace, replace(incoming, profiles={incoming.user: profile}), now)
    found, said = people.at(session, workspace, incoming.user), as_message(reply)
    if found is not None and said is not None:
        tell(session, Sender(*found, workspace), said, incoming, now)
    return Reply(home=reply.home, language=reply.language)


def _do(session: Session, house: House, workspace: Workspace, incoming: Incoming, now: datetime) -> Reply:
    if incoming.said in (Said.ARRIVED, Said.LEFT):
        return _came_or_went(session, house, workspace, incoming, now)
    sender = who(session, house, workspace, incoming, now)
    if sender is None:
        profile = incoming.profiles.get(incoming.user)
        with speaking(understood(profile.locale if profile else None) or ENGLISH):
            return Reply(message=say(_("Waypost is for people of this workspace only.")), refused="a stranger")
    with speaking_to(sender.person):
        return _answer(session, house, sender, incoming, now)


def _answer(session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime) -> Reply:
    match incoming.said:
        case Said.COMMAND:
            return _looked_at(sender, dispatch(session, house, sender, incoming, now), now)
        case Said.TEXT:
            return _looked_at(sender, notes.typed(session, house, sender, incoming, now), now)
        case Said.REPLY:
            return _looked_at(sender, discussing.replied(session, house, sender, incoming, now), now)
        case Said.EDIT | Said.DELETION:
            return _looked_at(sender, edits.act(session, house, sender, incoming, now), now)
        case Said.HOME:
            sender.address.home_at = sender.address.home_at or now
            session.flush()
            return Reply(message=home.page(session, house, sender, now), home=True)
    return _looked_at(sender, _about(session, house, sender, incoming, now), now)


def _came_or_went(session: Session, house: House, workspace: Workspace, incoming: Incoming, now: datetime) -> Reply:
    profile = incoming.profiles.get(incoming.user)
    if profile is None or profile.stranger:
        return Reply(refused="a stranger")
    if incoming.said == Said.LEFT:
        arriving.left(session, house, workspace, incoming.user, now)
    else:
        arriving.arrived(session, house, workspace, profile, dict(incoming.chat or {}), now)
    return Reply(home=True)


def _about(session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime) -> Reply:
    delivery = deliveries.by_token(session, incoming.token)
    if delivery is None or delivery.kind not in ABOUT:  # or it is of a kind that only newer processes know
        form = incoming.said == Said.FORM
        words = _("That form no longer does anything.") if form else _("That button no longer does anything.")
        return Reply.refusal(incoming.said, words, "unknown token")
    if delivery.person_id != sender.person.id:
        return Reply.refusal(incoming.said, _("That one is not yours to answer."), "somebody else's delivery")
    _prove(delivery, incoming, now)
    return ABOUT[Kind(delivery.kind)](session, house, sender, delivery, incoming, now)


def _prove(delivery: Delivery, incoming: Incoming, now: datetime) -> None:
    """A press on a message's button proves that the message arrived, whatever became of the platform's answer to us.

    A form may have been opened elsewhere, and then proves nothing.
    """
    if incoming.about is not None and incoming.said != Said.FORM and delivery.state in UNDER_WAY:
        delivery.state, delivery.sent_at, delivery.unsure = State.SENT, now, False
        delivery.sent, delivery.sent_name = dict(incoming.about), incoming.about_name


def _looked_at(sender: Sender, reply: Reply, now: datetime) -> Reply:
    """Whatever they did may have changed what comes next for them: the next beat plans for many at once, and nobody waits for it."""
    if not reply.problems and not reply.refused:
        sender.person.next_due_at = now
    return reply


def who(session: Session, house: House, workspace: Workspace, incoming: Incoming, now: datetime) -> Sender | None:
    """The person behind the act, made known if they are new. None: a bot, or somebody from elsewhere."""
    profile = incoming.profiles.get(incoming.user)
    if profile is not None and profile.stranger:
        return None
    meet(session, workspace, incoming, now)
    found = people.at(session, workspace, incoming.user)
    if found is None:
        return None
    person, address = found
    if profile is not None and profile.known and workspace.platform in house.awaits:
        arriving.recognise(session, house, workspace, person, address, now)
    if incoming.place is None:  # in the direct chat, which they can see: it takes messages for them
        arriving.back(session, house, person, address, now)
    return Sender(person, address, workspace, guest=address.guest or address.profile_at is None)  # who may be one has no more rights


def meet(session: Session, workspace: Workspace, incoming: Incoming, now: datetime) -> None:
    """Take the profiles that came with the act into our own records: new people, new names, zones and addresses."""
    for profile in incoming.profiles.values():
        if not profile.stranger:
            arriving.met(session, workspace, profile, now)
            _keep_chat(session, workspace, profile)


def _keep_chat(session: Session, workspace: Workspace, profile: Profile) -> None:
    """Where to write to them, their zone and their language come with every act where the platform tells them so; all may change."""
    found = people.at(session, workspace, profile.user) if profile.chat else None
    if found is None:
        return
    person, address = found
    chat = {**(address.conversation or {}), **(profile.chat or {})}
    if chat != address.conversation:
        address.conversation = chat
    if people.everywhere(session, address.person_id)[0][0] is address:  # of several chats, the one where we write to them
        person.profile_zone = profile.zone or person.profile_zone
        person.profile_locale = profile.locale or person.profile_locale


def profiled(session: Session, house: House, workspace: Workspace, profile: Profile, now: datetime) -> None:
    """Take over what the platform says of somebody whom we know. A bot or somebody who is gone gets nothing more."""
    found = people.at(session, workspace, profile.user)
    if found is None:
        return
    person, address = found
    if profile.stranger:
        address.profile_at = now
        lose(session, address, N_("a bot, or no longer in the workspace"), now)
    else:
        arriving.met(session, workspace, profile, now)
        if workspace.platform not in house.awaits:
            arriving.back(session, house, person, address, now)
        arriving.recognise(session, house, workspace, person, address, now)
        if profile.presence is not None and house.leave_from_status:
            presence.follow(session, house, workspace, {profile.user: profile.presence}, now)
    session.flush()
    replan(session, house.library, [person], now)
