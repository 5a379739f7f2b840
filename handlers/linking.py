"""Use-case: one person has two chats with us, and says so by typing in the one a code that they were given in the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from content.cldr import listed
from content.message import Choice, Choices, Look, Message, Note, Quote, Text, escape, say
from content.translated import N_, _
from handlers.arriving import back
from handlers.house import House
from handlers.sender import Sender
from models import audit, enrolments, links, merging, pauses, people, roles
from models.links import LinkCode
from models.people import Address, Person
from models.session import Session
from models.workspaces import Workspace
from scheduler import diaries

HERE, THERE = "here", "there"
CODE = re.compile(r"(\d{4})[ -]?(\d{4})", re.ASCII)
TITLE = 40  # characters of a workspace's title on a button, which takes 75
NO_CODE = N_(
    "That is no code of mine: it may be mistyped, used, or older than 15 minutes. `/waypost link` in your other chat gives you a new one."
)


@dataclass(frozen=True, slots=True)
class Other:
    """The chat in which the code was given out: *person* asked for it at *address* in *workspace*."""

    code: LinkCode
    person: Person
    address: Address
    workspace: Workspace


def read_code(typed: str) -> str | None:
    """The digits of a code as it was typed: 4821-7730, 4821 7730, 48217730. None: it is no code."""
    found = CODE.fullmatch(typed.strip("`“”\"'."))
    return found[1] + found[2] if found else None


def offer(session: Session, sender: Sender, now: datetime) -> Message:
    """Give the person a code, and say what it does. Their earlier ones are void."""
    code = links.new_code(session, sender.workspace.organisation_id, sender.address, now)
    return Message(
        (
            Text(
                _("This joins two chats of yours: I then know that you are one person in both, on one route, and send each message once.")
            ),
            Text(_("Within 15 minutes, type this in your other chat:")),
            Quote(f"link {code[:4]}-{code[4:]}"),  # a quote is no part of what is kept of an answer once it is given
            Note(_("Keep it to yourself: whoever types it becomes one person with you here, and sees what you see. It works once.")),
        ),
        summary=_("A code that joins two chats of yours"),
    )


def ask(session: Session, sender: Sender, code: str, now: datetime) -> Message:
    """A code was typed: say what it does, and offer to do it."""
    other = _other(session, sender, code, now)
    if isinstance(other, Message):
        return other
    where = titled(other.workspace)
    both = _in_both(session, other.person, sender.person)
    twice = _("You are on {programmes} in both chats: the one that began first goes on, and you leave the other.", programmes=both)
    goes_on = [Text(twice)] if both else []
    choices = (
        Choice("", _("Join, and write to me here"), Look.PRIMARY, command=f"link {code} {HERE}"),
        Choice("", _("Join, and go on writing to me in {workspace}", workspace=where[:TITLE]), command=f"link {code} {THERE}"),
    )
    return Message(
        (
            Text(
                _(
                    "This makes you one person with **{name}** in **{workspace}**. If that is not you, do nothing.",
                    name=escape(other.person.name),
                    workspace=escape(where),
                )
            ),
            Text(
                _(
                    "What you did in either chat becomes one record, and who could see something of it still can. "
                    "You can answer in both; what I have to say comes to one of them."
                )
            ),
            *goes_on,
            Choices(choices),
            Note(_("It can't be taken apart again.")),
        ),
        summary=_("Join your chats?"),
    )


def _in_both(session: Session, first: Person, second: Person) -> str:
    """The keys of the programmes that both are on."""
    mine, theirs = ({row.programme_key for row in enrolments.active_of(session, [one.id or 0])} for one in (first, second))
    return ", ".join(f"`{key}`" for key in sorted(mine & theirs))


def _other(session: Session, sender: Sender, code: str, now: datetime) -> Other | Message:
    """The chat that the code joins to this one, or why there is none. A code that is none counts as a guess."""
    if not links.may_try(session, sender.id, now):
        return say(_("Those were too many codes that were none of mine. You can try again in an hour."))
    found = links.living(session, sender.workspace.organisation_id, code, now)
    if found is None:
        links.tried(session, sender.id, now)
        return say(_(NO_CODE))
    if found.person_id == sender.id:
        return say(_("You have this code from me here. Type it in your other chat, where I don't know yet that it is you."))
    person = people.get(session, found.person_id)
    theirs = {address.id: (address, workspace) for address, workspace in people.everywhere(session, found.person_id)}
    mine = {workspace.id for address, workspace in people.everywhere(session, sender.id)}
    twice = next((workspace for _, workspace in theirs.values() if workspace.id in mine), None)
    if twice is not None:
        there = escape(titled(twice))
        return say(_("You would be two people of {workspace} in one, and I can't join those. Nothing was joined.", workspace=there))
    return Other(found, person, *theirs[found.address_id])


def join(session: Session, house: House, sender: Sender, code: str, now: datetime, *, where: str) -> Message:
    """Make the two one person, who is written to here or there from now on."""
    other = _other(session, sender, code, now)
    if isinstance(other, Message):
        return other
    if not links.use(session, other.code):
        return say(_(NO_CODE))
    first, second = other.person, sender.person
    former, both = sender.id, [first.id or 0, sender.id]
    managers = [one.id or 0 for one in roles.managers_of(session, both)]
    _trusted_email(session, house, first, second)
    merging.merge(session, first, second, now)
    chosen, workspace = (sender.address, sender.workspace) if where == HERE else (other.address, other.workspace)
    links.choose(session, chosen, now)
    diaries.replan(session, house.library, people.many(session, [first.id or 0, *managers]).values(), now)
    audit.record(session, first.organisation_id, first.id, "link", now, person=first.id, former=former, workspace=workspace.id)
    paused = pauses.running(session, first.id or 0, sender.today(now)) is not None
    done = _(
        "Done: you are one person in both chats. I write to you in {workspace} from now on; "
        "`/waypost here`, typed in the other one, changes that.",
        workspace=escape(titled(workspace)),
    )
    still = _("You are on a break; `/waypost resume` ends it.")
    return say(f"{done} {still}" if paused else done)


def _trusted_email(session: Session, house: House, first: Person, second: Person) -> None:
    """An e-mail address may make somebody an admin in our own workspaces, so it can't come from elsewhere."""
    ours = [any(workspace.name in house.homes for _, workspace in people.everywhere(session, one.id or 0)) for one in (first, second)]
    if ours[0] != ours[1]:
        (second if ours[0] else first).email = None


def write_here(session: Session, house: House, sender: Sender, now: datetime, *, in_chat: bool) -> Message:
    """What we have to say comes to this workspace from now on. *in_chat*: it was said in our direct chat, which is there, then."""
    if in_chat:
        back(session, house, sender.person, sender.address, now)
    others = [workspace for address, workspace in people.everywhere(session, sender.id) if address.id != sender.address.id]
    if not others:
        return say(
            _("This is the only chat of yours that I know, so I write to you here already. `/waypost link` joins another one to it.")
        )
    links.choose(session, sender.address, now)
    diaries.replan(session, house.library, [sender.person], now)
    names = listed([escape(titled(workspace)) for workspace in others])
    return say(
        _(
            "I write to you in {workspace} from now on. What you do in {others} counts as before.",
            workspace=escape(titled(sender.workspace)),
            others=names,
        )
    )


def titled(workspace: Workspace) -> str:
    """The workspace in words: Example Co (Slack)."""
    platform = workspace.platform.title()
    return f"{workspace.title} ({platform})" if workspace.title else platform
