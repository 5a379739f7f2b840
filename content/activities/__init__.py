"""What a step can ask of a learner: one file of this folder, one kind."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, TypeVar, runtime_checkable

from content.cldr import number
from content.conditions import Outcome
from content.enclosures import Enclosed as Enclosed  # kinds take them
from content.file_types import FileType
from content.message import Choices, Form, Part
from content.problems import Refused as Refused  # kinds raise it
from content.translated import _, _n

REPLIED = "replied"  # the choice of one who has answered where the question stands, see `Discussed`
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


@runtime_checkable
class Counted(Protocol):
    """What an activity has beside, if everybody who has answered it sees how many gave which answer.

    Nobody sees an answer by itself then: such a step can be visible in the aggregate alone.
    """

    def counted(self) -> tuple[str, ...]:
        """The labels of the answers that are counted, in the order in which they are shown."""
        ...


@dataclass(frozen=True, slots=True)
class Signal:
    """What has to happen elsewhere: an event of that *name*, at most *back_days* before the step was sent."""

    name: str
    back_days: int


@runtime_checkable
class Signalled(Protocol):
    """What an activity has beside, if something that happens elsewhere answers it."""

    def waits_for(self) -> Signal:
        """What answers it."""
        ...

    def happened(self) -> Answer:
        """The answer that it is, once it has happened."""
        ...


@dataclass(frozen=True, slots=True)
class Conversation:
    """With whom it is to be held, `manager` or `coach`, and in how many working days."""

    partner: str
    within_days: int


@runtime_checkable
class Arranged(Protocol):
    """What an activity has beside, if it is a conversation for which times are offered, and that is asked about afterwards."""

    def conversation(self) -> Conversation:
        """What it is."""
        ...

    def offering(self, whom: str, times: Sequence[datetime]) -> Activity:
        """The same with that partner by name ("": nobody is known) and these local *times* to choose from."""
        ...

    def chosen(self, choice: str) -> datetime | None:
        """The time that is behind a choice, as it is where the learner is. None: it is no time."""
        ...

    def afterwards(self) -> Choices:
        """What can be said once that time is over."""
        ...


@runtime_checkable
class TakesFiles(Protocol):
    """What an activity has beside, if a typed answer may bring files.

    It is asked to mark such an answer twice: while they are on their way (which leaves the step open), and once they are here.
    """

    def file_types(self) -> frozenset[FileType]:
        """What the files may be; none at all: this one takes no files."""
        ...

    def instead(self) -> str:
        """What will do as well where a file can't be had, as a sentence; "" if nothing will."""
        ...


@runtime_checkable
class Discussed(Protocol):
    """What an activity has beside, if it is asked in the channel of the learner's cohort where there is one.

    Its answers stand there, and who is in the channel reads them: such a step can be visible to the cohort alone.
    For a learner without such a channel it is asked as any other, and then nobody else sees the answer.
    """

    def posted(self) -> tuple[Part, ...]:
        """What stands in the channel."""
        ...

    def led_to(self, place: str, *, heard: bool) -> Activity:
        """What stands in the learner's own chat meanwhile, done by the choice REPLIED; it may be an `Elsewhere`.

        *place* is the channel as Markdown; *heard*: we are told who replies there, so that nobody has to say so.
        """
        ...


@runtime_checkable
class Elsewhere(Protocol):
    """What an activity has beside, if it is answered elsewhere than in one's own chat."""

    @property
    def read_by(self) -> str:
        """Who reads what is written there, as Markdown."""
        ...

    def reminder(self) -> tuple[Part, ...]:
        """What stands in a reminder: the way there, and something to press for whom we have not heard."""
        ...


@dataclass(frozen=True, slots=True)
class Somebody:
    """One whom an activity may ask about the learner. *key* names them among what is offered.

    *asked*: they were. *said*: how their answer was marked, with what is shown of it as its feedback; None: there is none.
    """

    key: str
    name: str
    asked: bool = False
    said: Mark | None = None


@runtime_checkable
class Asks(Protocol):
    """What an activity has beside, if somebody else is asked about the learner. For each side it becomes an activity of their own."""

    def role(self) -> str:
        """What they are to the learner: peer, coach, manager or assessor."""
        ...

    def among(self, learner: str, people: Sequence[Somebody]) -> Activity:
        """The same for the learner of that name, around whom these people are."""
        ...

    def about(self, learner: str) -> Activity:
        """What one of them is asked about the learner of that name."""
        ...

    def waiting(self) -> tuple[Part, ...]:
        """What a reminder says of those who were asked; () if nothing."""
        ...


@runtime_checkable
class Recallable(Protocol):
    """What an activity has beside, if some of its answers are right and others wrong: it can be asked again."""

    def again(self) -> Activity:
        """The same question, so that who has kept only the place of the right answer does not find it."""
        ...

    def outcomes(self) -> tuple[Outcome, ...]:
        """All that an answer to it can come to."""
        ...


@runtime_checkable
class Bound(Protocol):
    """What an activity has beside, if it asks the question of another step, whose key is its own key `of`.

    It comes some days after the answer to that one, so its file gives no day; sooner, if the answer was wrong.
    """

    def bound(self, other: Activity) -> Activity:
        """The same with the question of that step."""
        ...

    def days_after(self, earlier: int | None) -> int:
        """How many days after it this comes, if the answer was right. *earlier*: so many did that one wait itself; None: it is no such."""
        ...


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


A = TypeVar("A", bound=Activity)
_KINDS: dict[str, type[Activity]] = {}


def kind(name: str) -> Callable[[type[A]], type[A]]:
    """Register a frozen dataclass as the activity kind *name*."""

    def register(cls: type[A]) -> type[A]:
        if name in _KINDS:
            raise ValueError(f"two activity kinds are called {name}: {_KINDS[name].__qualname__} and {cls.__qualname__}")
        _KINDS[name] = cls
        return cls

    return register


@cache
def kinds() -> Mapping[str, type[Activity]]:
    """Every kind by its name: all modules of this folder are imported for it."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return MappingProxyType(dict(sorted(_KINDS.items())))
