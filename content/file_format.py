"""Format 1 of a programme file: its keys, their types, and what each is for."""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, Union, cast, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model, model_validator

from content.activities import kinds
from content.activity import Activity, Refused
from content.fields import Clock, Line, Number, Reason, Sentences, Slug, Switch, Title, Whole, Word
from content.languages import ENGLISH, is_tag
from content.message import Choices, Form, Note, Part, Text
from content.programme import MOST_ANCHORS, Cause, Coming, Count, Roll, Visibility
from content.traits import Asks, Counted, Discussed

FORMATS = (1,)
MOST_PROMPT = 3500  # characters of a step's text, so that it fits one Slack message with all we add to it

ONLY_COUNTED: Any = (  # of a step whose answers are shown in numbers to all who have answered
    Literal[Visibility.AGGREGATE],
    Field(default=Visibility.AGGREGATE, description="who will see the answer: nobody by itself"),
)

ONLY_DISCUSSED: Any = (  # of a step that is answered in the cohort's channel
    Literal[Visibility.COHORT],
    Field(default=Visibility.COHORT, description="who will see the answer: whoever is in the cohort’s channel"),
)

ONLY_ASKED: Any = (  # of a step whose answer is somebody else's, and meant for the learner
    Literal[Visibility.PRIVATE],
    Field(default=Visibility.PRIVATE, description="who sees the learner’s part: nobody; what comes back is for the learner alone"),
)


def _tag(written: str) -> str:
    if not is_tag(written):
        raise Refused(f"“{written}” is no language; write it as de, es or pt-BR")
    return written


Day: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Obstacle: TypeAlias = Literal[
    "unclear", "time", "process", "discouraged", "practice", "unconvinced", "occasion", "forgot", "other"
]  # as the check-in has them
Tag: TypeAlias = Annotated[Word, AfterValidator(_tag)]
Level: TypeAlias = Annotated[Number, Field(ge=0, le=4)]


class Entry(BaseModel):
    """A set of keys; others are not read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WhenEntry(Entry):
    """When a step falls due: day and time, or after, days and time."""

    day: Annotated[Day | None, Field(description="the day of the week: mon, tue, wed, thu, fri, sat or sun")] = None
    week: Annotated[Whole | None, Field(ge=1, le=52, description="the week, if it is not the one the step stands in")] = None
    after: Annotated[
        Slug | None, Field(description="what the days are counted from: start, end, one of the programme’s anchors, or the key of a step")
    ] = None
    days: Annotated[Whole | None, Field(ge=-366, le=366, description="how many days after it; below 0 is before")] = None
    count: Annotated[Count | None, Field(description="which days are counted: calendar (all of them) or working")] = None
    latest_days: Annotated[
        Whole | None,
        Field(ge=1, le=60, description="without an answer it comes at the latest so many days after the step that it waits for"),
    ] = None
    time: Annotated[Clock, Field(description='the time of day where the learner is, such as "09:00"')]


class ConditionEntry(Entry):
    """What has to hold: a step with its answer or score, a number of missed activities, or an attribute of the person."""

    step: Annotated[Slug | None, Field(description="the key of the step that it asks about")] = None
    answer: Annotated[
        tuple[Word, ...] | None, Field(min_length=1, max_length=10, description="the answers that count, such as [not_yet, no_occasion]")
    ] = None
    answered: Annotated[Switch | None, Field(description="true if any answer counts, false if none")] = None
    score_below: Annotated[Number | None, Field(gt=0, le=1, description="a score below which it holds, from 0 to 1")] = None
    score_at_least: Annotated[Number | None, Field(gt=0, le=1, description="a score from which it holds, from 0 to 1")] = None
    rating_below: Annotated[Whole | None, Field(ge=2, le=11, description="a point of the scale below which it holds; 1 is the first")] = (
        None
    )
    rating_at_least: Annotated[Whole | None, Field(ge=2, le=11, description="a point of the scale from which it holds; 1 is the first")] = (
        None
    )
    missed: Annotated[Whole | None, Field(ge=1, le=50, description="how many activities were not answered within a week")] = None
    attribute: Annotated[Slug | None, Field(description="what is asked of the person, such as role or site")] = None
    is_: Annotated[
        tuple[Word, ...] | None,
        Field(alias="is", min_length=1, max_length=20, description="what the attribute is, such as [Berlin, Porto]"),
    ] = None


class RemindersEntry(Entry):
    """How often an unanswered step is brought back to mind."""

    after_days: Annotated[Whole | None, Field(ge=1, le=14, description="how many days without an answer bring a reminder")] = None
    at_most: Annotated[Whole | None, Field(ge=0, le=5, description="how many reminders there are at most; 0 is none")] = None


class ReturnsEntry(Entry):
    """How a learner comes back from leave."""

    policy: Annotated[Coming, Field(description="what becomes of the steps they missed")] = Coming.SHIFT
    at_most: Annotated[Whole, Field(ge=1, le=3, description="how many steps a day there are at most while they catch up")] = 2


class BehaviourEntry(Entry):
    """What people will be seen to do."""

    behaviour: Annotated[Line, Field(description="a short sentence of what one can see somebody do")]
    key: Annotated[Slug, Field(description="a short name for it, such as asks-first")]
    actual: Annotated[Level, Field(description="how often it happens now, from 0 (never) to 4 (on every occasion)")]
    desired: Annotated[Level, Field(description="how often it should happen, from 0 (never) to 4 (on every occasion)")]
    known_by: Annotated[Reason, Field(description="how one can tell that it happens")]
    cause: Annotated[Cause | None, Field(description="what keeps people from it most of all")] = None


class StepEntry(Entry):
    """What every step has, whatever its kind."""

    key: Annotated[Slug, Field(description="a short name of its own in this file, such as w1-why")]
    title: Annotated[Title, Field(description="a few words above the step")]
    minutes: Annotated[Whole, Field(ge=1, le=60, description="how many minutes it takes, from 1 to 60")]
    when: Annotated[WhenEntry, Field(description='when it comes, such as {day: mon, time: "09:00"}')]
    visible_to: Annotated[Visibility, Field(description="who will see the answer")] = Visibility.PRIVATE
    behaviour: Annotated[Slug | None, Field(description="the key of the outcome behaviour that it serves")] = None
    reminders: Annotated[RemindersEntry | None, Field(description="reminders for this step, if they differ from the programme’s")] = None
    roll: Annotated[Roll, Field(description="where it goes if its day is off: forward, back, or skip to leave it out")] = Roll.FORWARD
    optional: Annotated[Switch, Field(description="true if one who catches up may leave it out")] = False
    if_: Annotated[
        ConditionEntry | None,
        Field(alias="if", description="on what it depends whether it comes, such as {step: w1-quiz, score_below: 0.6}"),
    ] = None
    unless: Annotated[ConditionEntry | None, Field(description="what keeps it from coming, said as for if")] = None
    because: Annotated[Line | None, Field(description="what tells the learner why it comes, if it comes only to some")] = None
    obstacles: Annotated[
        tuple[Obstacle, ...] | None, Field(min_length=1, max_length=10, description="of a top-up: who names one of these gets it")
    ] = None


class AnyStep(StepEntry):
    """A step with the keys of its kind."""

    kind: str

    @model_validator(mode="after")
    def _fits_a_message(self) -> AnyStep:
        length = sum(_length(part) for part in self.activity().prompt())
        if length > MOST_PROMPT:
            raise Refused(f"has {length:,} characters to show; {MOST_PROMPT:,} is the most that fits a message. Split it into two steps")
        return self

    def activity(self) -> Activity:
        """What it asks. Raises Refused when the kind can't do that."""
        cls = kinds()[self.kind]
        return cls(**{field.name: getattr(self, field.name) for field in fields(cast("Any", cls))})


class WeekEntry(Entry):
    """One week of the route."""

    title: Annotated[Title, Field(description="a word or two for the week")]
    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1, max_length=50, description="what comes in that week, in order")]


class ProgrammeEntry(Entry):
    """A programme for Waypost."""

    format: Annotated[Literal[1], Field(description="the version of this format")] = 1
    language: Annotated[Tag, Field(description="the language in which it is written, such as de; it may have others beside")] = ENGLISH
    title: Annotated[Title, Field(description="the programme’s name")]
    summary: Annotated[Sentences, Field(description="what it is about, in a sentence or two")]
    audience: Annotated[Line, Field(description="who it is for")]
    minutes_a_week: Annotated[Whole, Field(ge=1, le=600, description="how many minutes a week may take at most")]
    joinable: Annotated[Switch, Field(description="true if learners may join by themselves")] = False
    outcome: Annotated[
        tuple[BehaviourEntry, ...], Field(min_length=1, max_length=10, description="what people will be seen to do, as a list")
    ]
    reminders: Annotated[RemindersEntry, Field(description="how often an unanswered step is brought back to mind")] = RemindersEntry()
    anchors: Annotated[
        tuple[Slug, ...], Field(max_length=MOST_ANCHORS, description="days that each cohort sets for itself, such as workshop")
    ] = ()
    returns: Annotated[ReturnsEntry, Field(description="how a learner comes back from leave")] = ReturnsEntry()
    checkin: Annotated[Switch, Field(description="false if there is no check-in on Fridays")] = True
    answers: Annotated[
        dict[str, Reason], Field(default_factory=dict, description="advice of `waypost lint` that does not fit here: its code, and why")
    ]
    weeks: Annotated[tuple[WeekEntry, ...], Field(min_length=1, max_length=52, description="the weeks, as a list of title and steps")]
    top_ups: Annotated[
        tuple[AnyStep, ...], Field(max_length=50, description="steps beside the route, drawn when somebody names an obstacle")
    ] = ()


@cache
def programme_entry() -> type[ProgrammeEntry]:
    """The format with every kind that there is: a step has the keys of its kind beside the common ones."""
    steps: Any = Union[tuple(_step(name, cls) for name, cls in kinds().items())]  # noqa: UP007 (the kinds are known only now)
    step: Any = Annotated[steps, Field(discriminator="kind")]
    weeks, top_ups = ProgrammeEntry.model_fields["weeks"], ProgrammeEntry.model_fields["top_ups"]
    week = create_model("Week", __base__=WeekEntry, steps=(tuple[step, ...], WeekEntry.model_fields["steps"]))
    return create_model("Programme", __base__=ProgrammeEntry, weeks=(tuple[week, ...], weeks), top_ups=(tuple[step, ...], top_ups))


def _step(name: str, cls: type[Activity]) -> type[AnyStep]:
    types = get_type_hints(cls, include_extras=True)
    own = {field.name: (types[field.name], ... if field.default is MISSING else field.default) for field in fields(cast("Any", cls))}
    if taken := own.keys() & AnyStep.model_fields.keys():
        raise TypeError(f"the kind {name} has keys that every step has: {', '.join(sorted(taken))}")
    kind: Any = (Literal[name], Field(description="what the step asks"))
    counted = {"visible_to": ONLY_COUNTED} if issubclass(cls, Counted) else {}
    discussed = {"visible_to": ONLY_DISCUSSED} if issubclass(cls, Discussed) else {}
    asked = {"visible_to": ONLY_ASKED} if issubclass(cls, Asks) else {}
    keys = cast("dict[str, Any]", own | counted | discussed | asked)
    return create_model(f"{cls.__name__}Step", __base__=AnyStep, __doc__=cls.__doc__, kind=kind, **keys)


def _length(part: Part) -> int:
    match part:
        case Text(markdown) | Note(markdown):
            return len(markdown)
        case Choices(choices):
            return sum(len(choice.label) for choice in choices)
        case Form(fields=questions):
            return sum(len(label) for question in questions for _, label in question.options)
    return 0
