"""What an activity may have beside its prompt and its marks: whoever makes something of it asks for it by `isinstance`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from content.activity import Activity, Answer, Mark
from content.conditions import Outcome
from content.file_types import FileType
from content.message import Choices, Part

REPLIED = "replied"  # the choice of one who has answered where the question stands, see `Discussed`


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
