"""What a step can ask of a learner: what every kind of activity is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from content.cldr import number
from content.enclosures import Enclosed as Enclosed  # kinds take them
from content.message import Form, Part
from content.problems import Refused as Refused  # kinds raise it
from content.translated import _, _n

JUDGED = ("right", "wrong")  # statuses of an answer that can't be given anew once it is marked
MOST_CHARACTERS = 40_000  # what Slack takes for one message
ONLY_IN_THE_OTHER = MappingProxyType({"said": False})  # of a field that holds what another step of the file says
UNWRITABLE = dict.fromkeys((0, *range(0xD800, 0xE000)))  # NUL and halves of characters: no database keeps them


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person answered: pressed a choice, typed a text, or filled a form (field key → values); with files beside the text."""

    choice: str = ""
    text: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[Enclosed, ...] = ()

    def value(self, key: str) -> str:
        """The first value of a form's field, without space around it; "" if it was left empty."""
        return next(iter(self.values.get(key, ())), "").strip()


@dataclass(frozen=True, slots=True)
class Plan:
    """An if-then plan: when *cue* happens, the person will do *action*."""

    cue: str
    action: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What we make of an answer."""

    done: bool = True  #: False: the step stays open (a quiz's second try, "not yet")
    status: str = ""  #: the kind's own word: done, did, not_yet, no_occasion, right, wrong, said, planned
    label: str = ""  #: the same for people, as bare text: "Did it"
    score: float | None = None  #: 0…1; None: there is nothing to score
    words: str = ""  #: the person's own words, as written
    feedback: tuple[Part, ...] = ()  #: what we say to it
    form: Form | None = None  #: to be opened at once; None: nothing more to ask
    problems: Mapping[str, str] = field(default_factory=dict)  #: refused: field key ("": as a whole) → why; nothing is recorded
    plan: Plan | None = None  #: becomes a commitment; None: nothing was promised
    asks: str = ""  #: the key of `Somebody` who is asked by it; "": nobody is


class Activity(Protocol):
    """What a step asks. Frozen and hashable; its fields are the keys that its kind adds to a step of a programme file."""

    @property
    def waits(self) -> bool:
        """Whether an answer is waited for, so that a reminder makes sense."""
        ...

    @property
    def takes_text(self) -> bool:
        """Whether a typed reply can be the answer."""
        ...

    def prompt(self) -> tuple[Part, ...]:
        """What is shown, with what there is to press or to fill (its form's key is `answer`)."""
        ...

    def mark(self, answer: Answer, tries: int) -> Mark:
        """Judge any *answer*, however odd; *tries* wrong ones came before it."""
        ...


class Nature(StrEnum):
    """What the minutes of a step go into."""

    DOING = "doing"  #: trying it at work, planning to, or looking back on a try
    READING = "reading"  #: being told, and recalling what one was told
    ASKING = "asking"  #: saying how things are


def nature(activity: Activity) -> Nature:
    """What an activity is for: a kind that does something else than asking says so by an attribute *nature*."""
    return getattr(activity, "nature", Nature.ASKING)


def refuse(said: str, field_key: str = "") -> Mark:
    """Take nothing of the answer, and say why."""
    return Mark(done=False, problems={field_key: said})


def unreadable(answer: Answer) -> Mark | None:
    """Refuse what can't be kept, whatever the kind. None: it can."""
    given = {"": answer.choice + answer.text} | {key: "".join(values) for key, values in answer.values.items()}
    for key, words in given.items():
        if len(words) > MOST_CHARACTERS:
            return refuse(_too_long(len(words)), key)
        if words.translate(UNWRITABLE) != words:
            return refuse(_("There is a character in it that we can’t keep. Please type it again."), key)
    return None


def _too_long(characters: int) -> str:
    return _n(
        "That is {number} character; please keep it under {most}.",
        "That is {number} characters; please keep it under {most}.",
        characters,
        most=number(MOST_CHARACTERS),
    )
