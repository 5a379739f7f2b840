"""What a person did in the chat, in words of no platform, and what is answered at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from content.languages import ENGLISH, languages, speaking, spoken
from content.message import Form, Message, Quote, from_json, say, to_json
from content.translated import _


class Said(StrEnum):
    """What kind of act it was."""

    TEXT = "text"  #: typed a message to us
    CHOICE = "choice"  #: pressed a button
    OPEN = "open"  #: asked for a form
    FORM = "form"  #: sent a form in
    COMMAND = "command"  #: issued a command
    EDIT = "edit"  #: changed a message typed earlier
    DELETION = "deletion"  #: deleted one
    REPLY = "reply"  #: answered in a channel, in the thread of a message; the words stay there
    HOME = "home"  #: looked at their own page with us
    ARRIVED = "arrived"  #: let us in: from now on we can write to them
    LEFT = "left"  #: threw us out of their chat


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether the platform says that somebody is *away* from work, and from when until when; None: it does not say.

    Only that: the words in which they said it are nobody's business here.
    """

    away: bool
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What the platform says of a person. *zone* is an IANA name; None: not known. *stranger*: a bot, somebody from elsewhere, gone.

    Not *known*: the platform has not been asked yet, and *name* is no more than a guess.
    *chat* is the channel's own address of the direct chat, as far as it was told with them. *locale* is the language of their app.
    *presence*: None: the platform does not tell.
    """

    user: str
    name: str
    zone: str | None = None
    email: str | None = None
    guest: bool = False
    stranger: bool = False
    known: bool = True
    locale: str | None = None
    chat: Mapping[str, Any] | None = None
    presence: Presence | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in a command, by the platform's id."""

    user: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A channel. *address* is what the channel sends to; *members* are user ids, None: not asked for, or not to be had.

    Where the platform does not tell the *name*, it is "". *heard*: we are told who replies to what we post there.
    """

    address: Mapping[str, Any]
    name: str
    private: bool = False
    members: tuple[str, ...] | None = None
    heard: bool = False

    @property
    def called(self) -> str:
        """What it is called in a sentence."""
        # Translators: stands amid sentences, where others have a channel's name: #general
        return f"#{self.name}" if self.name else _("this channel")


Word: TypeAlias = str | Mention | Place


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to a typed message. *ref* is the channel's own reference to it; *size_bytes* None: the platform does not tell."""

    name: str
    size_bytes: int | None
    ref: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One act of one person.

    *key* is its natural key, the same for every repeat; *event* the platform's number of the event, which may differ.
    *token* names the delivery that it is about. *source* is the name of the message that was typed or edited,
    *thread* that of the message it replies to; *about* and *about_name* are those of the message whose button was pressed.
    *answer_in* is the channel's own name of the thread that an answer belongs in.
    *place* is where a command was issued, None: in the direct chat with us.
    *chat* is the channel's own address of the direct chat, as far as the act tells it.
    *words* of a typed message are there where commands are typed like everything else.
    *in_place*: a form that it opens stands in the card that was pressed, so that card is not to be drawn anew under their hands.
    *by_message*: nothing can be shown beside what was typed, so the answer has to come as a message of its own.
    *profiles* are of the sender and of everyone named; *values* are a form's fields; *files* are those of a typed message.
    """

    platform: str
    workspace: str
    user: str
    said: Said
    key: str
    event: str | None = None
    text: str = ""
    words: tuple[Word, ...] = ()
    choice: str = ""
    form: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    token: str = ""
    source: str | None = None
    thread: str | None = None
    about: Mapping[str, Any] | None = None
    about_name: str | None = None
    answer_in: str | None = None
    place: Place | None = None
    chat: Mapping[str, Any] | None = None
    in_place: bool = False
    by_message: bool = False
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The immediate answer: something only this person sees, a form to open, or what is wrong with the form they sent.

    *token* names the delivery that the form is about. *home*: their page has to be drawn anew.
    *refused*: nothing was changed, and it is worth a line in the log. *language*: in which the words are that a platform puts around it.
    """

    message: Message | None = None
    form: Form | None = None
    token: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    home: bool = False
    refused: str = ""
    language: str = field(default_factory=spoken)

    @staticmethod
    def refusal(said: Said, words: str, why: str) -> Reply:
        """Change nothing. A form stays open with what was typed into it; *why* is for the log."""
        return Reply(problems={"": words}, refused=why) if said == Said.FORM else Reply(message=say(words), refused=why)

    def to_json(self) -> dict[str, Any]:
        """As JSON values, for `from_json` to read. What the person wrote is left out: this is kept for long."""
        parts = tuple(part for part in self.message.parts if not isinstance(part, Quote)) if self.message else ()
        message = to_json(replace(self.message, parts=parts)) if self.message else None
        return {"message": message, "form": self.form is not None, "home": self.home, "language": self.language}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Reply:
        """Read what `to_json` made of a reply. A form opens once, and may have been filled in since."""
        language = value.get("language", ENGLISH)
        with speaking(language if language in languages() else ENGLISH):
            message = from_json(value["message"]) if value.get("message") else None
            if value.get("form") and message is None:
                message = say(_("That has opened a form already. If you don't see it, ask for it once more."))
            return Reply(message=message, home=value.get("home", False))
