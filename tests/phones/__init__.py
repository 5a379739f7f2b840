"""A phone with a chat on it: what stories see and do, in words of no platform. One module a platform, each with a class `Phone`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of an open form. *options* are their labels in order.

    *value* is what stands in it now, as a person reads it: words, labels of options, first names of people.
    """

    key: str
    label: str
    options: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    hint: str = ""
    required: bool = False
    limit: int | None = None  #: characters; None: none is known


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart: its labels, and for each series a value a label."""

    labels: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A message (or an open form, or the page of one's own) as a person sees it now.

    *name* is what edits, deletions and replies call it by; *place* the platform's id of its conversation.
    *text* is all words of it, a block a line, the labels of buttons among them; *buttons* are those labels in order.
    *inert* are the pieces of text that are shown as they are written, sign by sign: not a mark in them means anything.
    *live* is what the platform makes something of: mentions, links, and text it reads for these (the line for notifications too).
    *thread* is the message that it stands below (None: none).
    *alone*: a word to this person alone at once (the answer to a `command`, a passing message), whether the platform keeps it or not.
    All phones of one chat know which these are.
    *summary* is the line for notifications; *whole* all that was sent of it, as sent: to look for what must be nowhere in it.
    """

    name: str
    text: str
    buttons: tuple[str, ...] = ()
    thread: str | None = None
    ours: bool = True
    fields: Mapping[str, Asked] = field(default_factory=dict)  #: of the form that is open in it, by label
    place: str = ""
    alone: bool = False
    edited: bool = False
    summary: str = ""
    whole: str = ""
    shown_at: datetime | None = None  #: the programme's time; None: not a message
    charts: tuple[Drawn, ...] = ()
    inert: tuple[str, ...] = ()
    live: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back at once to a press or a form.

    *told* is what the person alone is told (a passing message, a toast, the platform's own complaint), "" if nothing.
    *form* is the form that is open then (None: none is). *errors* are by field key; "" is the form as a whole.
    """

    told: str = ""
    form: Seen | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """What a button says to us: a choice or a form of the delivery of that token, or a command. Forgers say what they like."""

    token: str = ""
    choice: str = ""
    form: str = ""
    command: str = ""


class At(StrEnum):
    """What of ours goes wrong."""

    SEND = "send"  #: a message
    CONTACT = "contact"  #: asking for the chat with somebody
    UPDATE = "update"  #: changing a message
    FIND = "find"  #: asking after a message; for platforms that can be asked
    FORM = "form"  #: opening a form; for platforms where that is a call of ours


class How(StrEnum):
    """How it goes wrong."""

    BUSY = "busy"  #: not now (429), with the seconds to wait
    BROKEN = "broken"  #: 500; perhaps done
    HTML = "html"  #: a proxy's error page
    RESET_BEFORE = "reset_before"  #: the connection breaks, nothing was done
    RESET_AFTER = "reset_after"  #: the connection breaks, it was done
    SLOW = "slow"  #: done at once, answered after the seconds
    REFUSED = "refused"  #: for good; see `Chat.refusal` for what an admin then reads
    INDIGESTIBLE = "indigestible"  #: the platform can't draw what we sent


@dataclass(frozen=True, slots=True)
class Fault:
    """The next *times* it is tried, it goes wrong. Faults are used up in the order in which they were given."""

    how: How
    at: At = At.SEND
    times: int = 1
    seconds: float = 1


class Phone(Protocol):
    """Somebody's chat. Everything they do waits until the service has done all that is due.

    Channels are named as in the seed: autumn-cohort, mia-leads, general. In what is typed, `@ana` is a mention of a person
    by first name and `#autumn-cohort` one of a channel: the phone turns them into what one types there.
    """

    @property
    def name(self) -> str:
        """First name, as the house calls its people."""
        ...

    @property
    def user(self) -> str:
        """The platform's id of this person."""
        ...

    def hasty(self) -> Phone:
        """The same phone, but it does not wait for the service."""
        ...

    async def command(self, text: str, channel: str | None = None) -> str:
        """Issue a command (`pause until monday`); returns what is answered, which is `alone` from then on."""
        ...

    async def say(self, text: str, thread: str | None = None) -> str:
        """Type a message to Waypost, perhaps as a reply to that one; returns its name."""
        ...

    async def reply(self, text: str, channel: str, within: str, *, calling: bool = False) -> str:
        """Reply in the thread of the last message of a channel with *within* in it, perhaps *calling* Waypost; returns its name."""
        ...

    async def attach(self, files: Mapping[str, bytes], text: str = "", thread: str | None = None, *, pasted: bool = False) -> str:
        """Type a message with these files, by name; returns its name. *pasted*: pictures put into the text, where that is another thing."""
        ...

    async def edit(self, name: str, text: str) -> None: ...

    async def delete(self, name: str) -> None: ...

    async def press(self, label: str, within: str = "", *, on: Seen | None = None, home: bool = False) -> Answer:
        """Press the last button of that *label*: in a message with *within* in it, *on* that message, or on the page of `home`.

        It opens a form if it is one that does. Fails if there is no such button.
        """
        ...

    async def fill(self, **values: Any) -> Answer:
        """Send in the form that is open. Fields by key or label; options by label or key, many as a list; a person by first name.

        None or "" empties a field; what is not named keeps what stands in it.
        What the app itself refuses to send (a missed field, too many characters) is an error of that field too.
        """
        ...

    async def form(self) -> Seen | None:
        """The form that is open, with its fields. None: none is."""
        ...

    async def home(self) -> str:
        """Open the page of one's own (on a platform without one: ask for the route), and read it; a message of it is `alone`."""
        ...

    async def page(self) -> Seen:
        """The same, with its buttons."""
        ...

    async def all(self, channel: str | None = None) -> list[Seen]:
        """Every message in the chat with Waypost (or a channel), oldest first, as it looks now; deleted ones are left out."""
        ...

    async def read(self, channel: str | None = None) -> list[str]:
        """What Waypost wrote there that this phone has not read yet, oldest first; not what was told to this person alone."""
        ...

    async def now_showing(self, within: str) -> str:
        """The last message with *within* in it, as it looks now. Fails if there is none."""
        ...

    async def breaks(self, *faults: Fault) -> None:
        """Have the platform misbehave."""
        ...

    def sends(self, seen: Seen, label: str) -> Act:
        """What the button of that label sends (of a form's button: the form it opens)."""
        ...

    async def press_forged(self, act: Act) -> list[str]:
        """Have a button pressed that Waypost never made for this person; returns what they are told. Opens a form if it does."""
        ...

    async def fill_forged(self, act: Act, **values: Any) -> Answer:
        """Send in the form that is open, as if it were that one (a delivery's token and a form's key)."""
        ...

    def written(self, command: str) -> str:
        """How a command is written where people read of it: `/waypost pause`."""
        ...

    def called(self, channel: str) -> str:
        """How a channel is written where people read of it: `#mia-leads`."""
        ...


__all__ = ["Act", "Answer", "Asked", "At", "Drawn", "Fault", "How", "Phone", "Seen"]
