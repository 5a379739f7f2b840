"""What an activity can come to: asked of the activity itself, so that no list of kinds is kept beside them."""

from __future__ import annotations

from content.activity import Activity, Answer, Mark
from content.conditions import Outcome
from content.message import Message

MOST_TRIES = 6  # more than a quiz offers
SOME_WORDS = "Some words"


def possible(activity: Activity) -> tuple[Outcome, ...]:
    """Each outcome once. A kind whose buttons do not say it all has a method `outcomes`; of the others all buttons are tried."""
    told = getattr(activity, "outcomes", None)
    if told is not None:
        found: tuple[Outcome, ...] = told()
        return found
    answers = [Answer(choice=choice.key) for choice in Message(activity.prompt()).choices()]
    if activity.takes_text:
        answers.append(Answer(text=SOME_WORDS))
    marks = (activity.mark(answer, tries) for answer in answers for tries in range(MOST_TRIES))
    return tuple(dict.fromkeys(outcome(mark) for mark in marks if not mark.problems and mark.status))


def outcome(mark: Mark) -> Outcome:
    """The mark of an answer as conditions see it."""
    return Outcome(mark.status, mark.label, mark.score, mark.done)
