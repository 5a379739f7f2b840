"""Who will see an answer, in words and as people, at the moment of asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content.message import escape
from content.programme import Visibility
from models.people import Person


@dataclass(frozen=True, slots=True)
class Audience:
    """*people* are the numbers of those who will see the answer; *said* tells the learner, as Markdown."""

    people: tuple[int, ...]
    said: str


ONLY_YOU = Audience((), "Only you see your answer.")


def audience(visibility: Visibility, manager: Person | None, cohort: tuple[int, ...] = (), coach: Person | None = None) -> Audience:
    """What *visibility* means for a learner who has this *manager*, this *coach* and these others in the *cohort*."""
    match visibility:
        case Visibility.COACH if coach is not None and coach.id is not None:
            return Audience((coach.id,), f"Your coach, {escape(coach.name)}, may see your answer.")
        case Visibility.COACH:
            return Audience((), "Nobody is set as your coach here, so only you see your answer.")
        case Visibility.MANAGER if manager is not None and manager.id is not None:
            return Audience((manager.id,), f"Your manager, {escape(manager.name)}, will see your answer.")
        case Visibility.MANAGER:
            return Audience((), "Nobody is set as your manager here, so only you see your answer.")
        case Visibility.COHORT if cohort:
            return Audience(cohort, "The others of your cohort may see your answer.")
        case Visibility.AGGREGATE:
            return Audience((), "Nobody sees your answer by itself; it is only counted together with at least four others.")
        case _:
            return ONLY_YOU


def kept(visibility: Visibility, people: Sequence[Person]) -> Audience:
    """The same of an answer that was given: *people* are those who see it."""
    numbers = tuple(person.id for person in people if person.id is not None)
    match visibility:
        case Visibility.MANAGER | Visibility.COACH if numbers:
            return Audience(numbers, " and ".join(escape(person.name) for person in people) + " can see this.")
        case Visibility.COHORT if numbers:
            return Audience(numbers, "The others of your cohort may see this.")
        case Visibility.AGGREGATE:
            return Audience((), "Nobody sees this by itself; it is only counted together with at least four others.")
        case _:
            return Audience((), "Only you see this.")
