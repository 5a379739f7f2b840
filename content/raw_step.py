"""A step as it stands in a file, before we know that it is sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias, TypeGuard

from content.activities import kinds
from content.problems import Where
from content.traits import Bound

Finding: TypeAlias = tuple[Where, str]  # where, and what is wrong there


@dataclass(frozen=True, slots=True)
class RawStep:
    """*week* is the one it stands in; 0: it is a top-up."""

    where: Where
    week: int
    values: dict[str, Any]

    @property
    def key(self) -> str:
        return word(self.values.get("key"))

    @property
    def when(self) -> dict[str, Any]:
        when = self.values.get("when")
        return when if isinstance(when, dict) else {}

    @property
    def comes_in(self) -> int:
        """The week it counts for."""
        return week if whole(week := self.when.get("week")) else self.week

    @property
    def asks_again(self) -> bool:
        """Whether it asks the question of another step, whose answer it counts from."""
        cls = kinds().get(word(self.values.get("kind")))
        return cls is not None and issubclass(cls, Bound)

    @property
    def after(self) -> str:
        return word(self.values.get("of") if self.asks_again else self.when.get("after"))


def items(value: Any) -> list[Any]:
    """The items of a list; of anything else, none."""
    return value if isinstance(value, list) else []


def word(value: Any) -> str:
    """A text without space around it; of anything else, ""."""
    return value.strip() if isinstance(value, str) else ""


def whole(value: Any) -> TypeGuard[int]:
    """Whether it is a whole number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)
