"""Slash commands: `/waypost <verb> …`. One file of this folder, one command."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import TypeAlias

from content.activity import UNWRITABLE
from content.message import Message, Text, escape, say
from content.translated import N_, _
from handlers.grammar import Missing, Misunderstood, as_typed, nearest
from handlers.house import House
from handlers.incoming import Incoming, Place, Reply, Word
from handlers.roles import ALLOWED, May, NotYours, Standing, standing
from handlers.sender import Sender
from models.session import Session

NEEDS_ROLE = {
    May.MANAGERS: N_("`{command}` is for managers and admins. Nothing was changed."),
    May.ADMINS: N_("`{command}` is for admins. Nothing was changed."),
}
NOT_ALLOWED = "not allowed"
LONGEST = 300  # characters of what was typed that are said back
BARE = ("help", "stop", "pause", "resume", "route", "why")  # typed alone in the chat they are meant as commands


@dataclass(frozen=True, slots=True)
class Request:
    """A command of a person's: *words* are what stands behind the verb, *rank* is what they are in their organisation."""

    session: Session
    house: House
    sender: Sender
    rank: Standing
    words: tuple[Word, ...]
    incoming: Incoming
    now: datetime

    @property
    def today(self) -> date:
        """The day it is for the person."""
        return self.sender.today(self.now)


class Members(StrEnum):
    """Whether a command wants to know who is in channels."""

    NO = "no"
    NAMED = "named"  #: in those it names
    HERE = "here"  #: also in the one where it is issued


Act: TypeAlias = Callable[[Request], Message | Reply]


@dataclass(frozen=True, slots=True)
class Command:
    """*says* is marked by `N_` where it is registered, and said by `_`; *usage* are right forms of it, the simplest first."""

    verb: str
    says: str
    usage: tuple[str, ...]
    may: May
    members: Members
    act: Act


_COMMANDS: dict[str, Command] = {}


def command(verb: str, says: str, *usage: str, may: May = May.EVERYBODY, members: Members = Members.NO) -> Callable[[Act], Act]:
    """Register a function as the command *verb*; *says* is its line in `help`."""

    def register(act: Act) -> Act:
        if verb in _COMMANDS:
            raise ValueError(f"two commands are called {verb}")
        _COMMANDS[verb] = Command(verb, says, usage or (verb,), may, members, act)
        return act

    return register


@cache
def commands() -> Mapping[str, Command]:
    """Every command by its verb: all modules of this folder are imported for it."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return dict(sorted(_COMMANDS.items()))


def wants_members(words: tuple[Word, ...]) -> bool:
    """Whether the command in these words wants to know who is in its channels."""
    found = commands().get(words[0].casefold()) if words and isinstance(words[0], str) else None
    if found is None or found.members == Members.NO:
        return False
    return found.members == Members.HERE or any(isinstance(word, Place) for word in words)


def is_bare_command(text: str) -> bool:
    """Whether a message typed in the chat is nothing but a command's word."""
    return text.strip().strip("/.!").casefold() in BARE


def dispatch_word(session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime) -> Reply:
    """Carry out a command that was typed as a message."""
    return _carry_out(session, house, sender, incoming, (incoming.text.strip().strip("/.!").casefold(),), now)


def dispatch(session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime) -> Reply:
    """Carry out the command, if the person may, and say what came of it."""
    return _carry_out(session, house, sender, incoming, incoming.words, now)


def _carry_out(session: Session, house: House, sender: Sender, incoming: Incoming, words: tuple[Word, ...], now: datetime) -> Reply:
    words = _writable(words) or ("help",)
    verb = words[0].casefold() if isinstance(words[0], str) else ""
    found = commands().get(verb)
    if found is None:
        return Reply(message=_unknown(words))
    rank = standing(session, house, sender.person, sender.address, sender.workspace, guest=sender.guest)
    if rank not in ALLOWED[found.may]:
        return Reply(message=_not_allowed(found, sender), refused=NOT_ALLOWED)
    try:
        answer = found.act(Request(session, house, sender, rank, words[1:], incoming, now))
    except Misunderstood as problem:
        return Reply(message=_misunderstood(found, problem), refused="a command that was not understood")
    except NotYours as refusal:
        unchanged = _("Nothing was changed.")
        return Reply(message=say(f"{refusal.said} {unchanged}"), refused=NOT_ALLOWED)
    return answer if isinstance(answer, Reply) else Reply(message=answer, home=True)


def _not_allowed(found: Command, sender: Sender) -> Message:
    if sender.address.profile_at is None:  # for all we know they are a guest
        return say(_("The chat did not tell me in time who you are. Nothing was changed; please try again in a moment."))
    return say(_(NEEDS_ROLE[found.may], command=found.verb))


def _writable(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words without what no database can keep."""
    kept = (word.translate(UNWRITABLE) if isinstance(word, str) else word for word in words)
    return tuple(word for word in kept if word != "")


def _unknown(words: tuple[Word, ...]) -> Message:
    typed = as_typed(words[:1])[:LONGEST]
    like = nearest(typed, commands())
    if like is None:
        return say(_("I don't know “{typed}”. `/waypost help` lists what I can do.", typed=escape(typed)))
    example = commands()[like].usage[0]
    return say(
        _(
            "I don't know “{typed}”. Did you mean `{like}`? For example: `/waypost {example}`",
            typed=escape(typed),
            like=like,
            example=example,
        )
    )


def _misunderstood(found: Command, problem: Misunderstood) -> Message:
    understood, what = escape(_short(problem.understood)), escape(_short(problem.not_understood))
    parts = [_("I understood: {typed}.", typed=understood)] if understood else []
    if isinstance(problem, Missing):
        # Translators: {what} says it, as in “which day”, “who the coach is”.
        parts.append(_("What is missing: {what}.", what=what))
    else:
        # Translators: {what} says it, as in “the day “mondy””, “the programme “first””.
        parts.append(_("I did not understand: {what}.", what=what))
    parts.append(_("Nothing was changed. Try `/waypost {command}`", command=_in_code(problem.nearest) or found.usage[0]))
    return Message(tuple(Text(part) for part in parts))


def _short(said: str) -> str:
    """As much of it as is said back, up to the end of a word."""
    if len(said) <= LONGEST:
        return said
    return f"{said[:LONGEST].rpartition(' ')[0] or said[:LONGEST]} …"


def _in_code(typed: str) -> str:
    """What somebody typed, between backticks; "": it is too long to be shown."""
    return " ".join(typed.replace("`", "").split()) if len(typed) <= LONGEST else ""
