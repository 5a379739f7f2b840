"""The messages that one step makes: to the learner, and to others. Who appears in them is made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from content.activity import Mark
from content.message import Heading, Message, Note, Part, Quote, Text, escape
from content.programme import Programme, Step
from content.traits import Arranged, Asks, Discussed, Somebody
from models.people import Person
from scheduler import asking, conversations, forums
from scheduler.visibility import Audience, audience, kept
from scheduler.workdays import USUAL

NEVER = datetime.min.replace(tzinfo=UTC)
ANA, MIA, BEN = (
    Person(id=number, organisation_id=1, name=name, created_at=NEVER)
    for number, name in enumerate(("Ana Ferreira", "Mia Lindqvist", "Ben Okafor"), 1)
)
PLACE = "**\\#autumn-cohort**"
LEARNER, ASKED, POSTED, ALONE, AFTERWARDS = "", "asked", "posted", "alone", "afterwards"


@dataclass(frozen=True, slots=True)
class View:
    """The step as somebody has it. *shown* stands there as long as nobody has answered; None: the step's own message."""

    key: str
    title: str
    step: Step
    before: Audience
    after: Audience
    shown: Message | None = None


def views(programme: Programme, step: Step, today: date) -> tuple[View, ...]:
    """All of them, the learner's first."""
    return (_learners(step, today), *_others(programme, step))


def told_by(step: Step, asked: Sequence[str], said: Mark | None) -> Step:
    """The step for a learner who has asked these people; *said* is what came back (None: nothing yet)."""
    if not isinstance(step.activity, Asks):
        return step
    people = [
        Somebody(str(one.id), one.name, asked=str(one.id) in asked, said=said if str(one.id) in asked else None)
        for one in around(step.activity)
    ]
    return replace(step, activity=step.activity.among(ANA.name, people))


def around(activity: Asks) -> tuple[Person, ...]:
    """Whom the learner can ask."""
    return (MIA, BEN) if activity.role() == "peer" else (MIA,)


def heard(mark: Mark) -> Mark:
    """An answer about the learner as the learner is shown it."""
    label = f": *{escape(mark.label)}*" if mark.label else ""
    words: tuple[Part, ...] = (Quote(mark.words, by=MIA.name),) if mark.words else ()
    return Mark(True, mark.status, mark.label, mark.score, feedback=(Text(f"**{escape(MIA.name)}** has answered{label}"), *words))


def _learners(step: Step, today: date) -> View:
    seen = (audience(step.visible_to, MIA, (2, 3), coach=MIA), kept(step.visible_to, [MIA]))
    match step.activity:
        case Asks():
            step = told_by(step, (), None)
        case Discussed() as question:
            step = replace(step, activity=question.led_to(PLACE, heard=False))
        case Arranged() as talk:
            step = replace(step, activity=talk.offering(MIA.name, _times(talk, today, step.minutes)))
    return View(LEARNER, "To the learner", step, *seen)


def _others(programme: Programme, step: Step) -> Iterator[View]:
    match step.activity:
        case Asks() as question:
            asked = asking.for_the_asked(step, question, ANA)
            yield View(ASKED, f"To the {question.role()}", asked, asking.will_see(ANA, given=False), asking.will_see(ANA, given=True))
        case Discussed() as question:
            yield View(POSTED, "In the cohort’s channel", step, forums.alone(), forums.alone(), _post(programme, step, question))
            yield View(ALONE, "To a learner without such a channel", step, forums.alone(), kept(step.visible_to, []))
        case Arranged() as talk:
            words = Text(f"Did your conversation with {escape(MIA.name)} take place? It is about **{escape(step.title)}**.")
            seen = (audience(step.visible_to, MIA, (2, 3), coach=MIA), kept(step.visible_to, [MIA]))
            yield View(AFTERWARDS, "On the working day after", step, *seen, Message((words, talk.afterwards())))


def _post(programme: Programme, step: Step, question: Discussed) -> Message:
    where = f"{escape(programme.title)} · week {step.week} of {programme.length}"
    return Message((Heading(step.title), Note(where), *question.posted(), Note(forums.below())), summary=step.title)


def _times(talk: Arranged, today: date, minutes: int) -> Sequence[datetime]:
    days: list[date] = [USUAL.later(today, number + 1) for number in range(talk.conversation().within_days)]
    return conversations.times(USUAL, ZoneInfo("UTC"), days, minutes)
