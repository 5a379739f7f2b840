"""Who will see an answer, in words and as people, at the moment of asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content.cldr import listed
from content.message import escape
from content.programme import Visibility
from content.translated import _
from models.people import Person


@dataclass(frozen=True, slots=True)
class Audience:
    """*people* are the numbers of those who will see the answer; *said* tells the learner, as Markdown."""

    people: tuple[int, ...]
    said: str


def only_you() -> Audience:
    """Nobody else."""
    return Audience((), _("Only you see your answer."))


def audience(visibility: Visibility, manager: Person | None, cohort: tuple[int, ...] = (), coach: Person | None = None) -> Audience:
    """What *visibility* means for a learner who has this *manager*, this *coach* and these others in the *cohort*."""
    match visibility:
        case Visibility.COACH if coach is not None and coach.id is not None:
            return Audience((coach.id,), _("Your coach, {name}, may see your answer.", name=escape(coach.name)))
        case Visibility.COACH:
            return Audience((), _("Nobody is set as your coach here, so only you see your answer."))
        case Visibility.MANAGER if manager is not None and manager.id is not None:
            return Audience((manager.id,), _("Your manager, {name}, will see your answer.", name=escape(manager.name)))
        case Visibility.MANAGER:
            return Audience((), _("Nobody is set as your manager here, so only you see your answer."))
        case Visibility.COHORT if cohort:
            return Audience(cohort, _("The others of your cohort may see your answer."))
        case Visibility.AGGREGATE:
            return Audience((), _("Nobody sees your answer by itself; it is only counted together with at least four others."))
        case _:
            return only_you()


def kept(visibility: Visibility, people: Sequence[Person]) -> Audience:
    """The same of an answer that was given: *people* are those who see it."""
    numbers = tuple(person.id for person in people if person.id is not None)
    match visibility:
        case Visibility.MANAGER | Visibility.COACH if numbers:
            return Audience(numbers, _said_to_see([escape(person.name) for person in people]))
        case Visibility.COHORT if numbers:
            return Audience(numbers, _("The others of your cohort may see this."))
        case Visibility.AGGREGATE:
            return Audience((), _("Nobody sees this by itself; it is only counted together with at least four others."))
        case _:
            return Audience((), _("Only you see this."))


def _said_to_see(names: Sequence[str]) -> str:
    if len(names) == 1:
        return _("{name} can see this.", name=names[0])
    return _("{names} can see this.", names=listed(names))
