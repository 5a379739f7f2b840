"""Ask: somebody else is asked about the learner, and what they answer comes to the learner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Activity, Answer, Mark, Nature, Refused, refuse, unreadable
from content.cldr import either, listed
from content.conditions import Outcome
from content.fields import Label, Markdown, Switch
from content.message import Choice, Choices, Form, Input, Look, Part, Text, escape
from content.message import Field as FormField
from content.options import by_key, exactly, keyed, repeated
from content.roles import NOBODY_IS_SET, NOBODY_TO_ASK, ONLY_THEM, TO_THEM, TO_THEM_BY_NAME, YOURS
from content.scales import AGAIN, MOST_POINTS, height, point
from content.traits import Somebody
from content.translated import N_, _, everywhere

ASKED, ANSWERED, NOT_THIS_TIME = "asked", "answered", "not_this_time"  # of the learner’s answer
SIGNED, NOT_SIGNED = "signed", "not_signed"  # the same, where a sign-off has come back
SAID, CANNOT_SAY = "said", "cannot_say"  # of theirs
NOTHING_TO_SAY = N_("I can’t say")
LEAVE, WAIT_NO_LONGER = N_("Not this time"), N_("Wait no longer")
NAME = "{name}"  # stands for the learner's name
SEEN, NOT_YET = N_("Seen, and it was done well"), N_("Not yet")
OFFERED = "says what is offered anyway; leave it out"
ON_A_BUTTON = 50  # characters of a name, of the 75 that a button takes: not every language says the rest as briefly


class Whom(StrEnum):
    """Who is asked."""

    PEER = "peer"
    COACH = "coach"
    MANAGER = "manager"
    ASSESSOR = "assessor"


@kind("ask")
@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody else is asked about the learner."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True

    of: Annotated[Whom, Field(description="who is asked: peer, coach, manager or assessor of the learner")]
    question: Annotated[Markdown, Field(description="what they are asked (Markdown); {name} becomes the learner’s name")]
    points: Annotated[
        tuple[Label, ...] | None,
        Field(min_length=2, max_length=MOST_POINTS, description="the points of a scale in words, the lowest first; none: in words"),
    ] = None
    intro: Annotated[Markdown | None, Field(description="what the learner reads first (Markdown)")] = None
    sign_off: Annotated[Switch, Field(description="true to have them say whether it was done well, instead of a scale")] = False
    seen: Annotated[Label, Field(description="with sign_off, the button that says it was done well")] = SEEN
    not_yet: Annotated[Label, Field(description="with sign_off, the button that says it was not")] = NOT_YET

    def __post_init__(self) -> None:
        for key, usual in (("seen", SEEN), ("not_yet", NOT_YET)):
            if not self.sign_off and getattr(self, key) != usual:
                raise Refused("means something only with `sign_off: true`; add that, or take it out", key)
            if exactly(getattr(self, key), everywhere(NOTHING_TO_SAY)) is not None:
                raise Refused(OFFERED, key)
        if repeated((self.seen, self.not_yet)) is not None:
            raise Refused("says the same as `seen`; the two should differ", "not_yet")
        if self.points:
            self._check(self.points)

    def _check(self, points: tuple[str, ...]) -> None:
        if self.sign_off:
            raise Refused("can’t stand beside sign_off, which has two answers of its own; leave one of them out", "points")
        again = repeated(points)
        same = next((place for place, one in enumerate(points) if exactly(one, everywhere(NOTHING_TO_SAY)) is not None), None)
        if again is not None:
            raise Refused(AGAIN, "points", again)
        if same is not None:
            raise Refused(OFFERED, "points", same)

    @property
    def nature(self) -> Nature:
        return Nature.DOING if self.sign_off else Nature.ASKING  # what is signed off was done

    @property
    def involves(self) -> tuple[str, ...]:
        return ("cohort" if self.of is Whom.PEER else self.of.value,)

    def prompt(self) -> tuple[Part, ...]:
        return self._unknown().prompt()

    def mark(self, answer: Answer, tries: int) -> Mark:
        return self._unknown().mark(answer, tries)

    def _unknown(self) -> Activity:
        """The same for nobody in particular, as it is shown to those who write programmes."""
        return Around(self, "", (Somebody("", _(YOURS[self.of])),))

    def outcomes(self) -> tuple[Outcome, ...]:
        """Asked, and nothing has come back; an answer with each score that it can have, or none; nobody asked."""
        points = self._offered()
        scores = (*(height(place, points) for place in range(len(points))), None)
        return Outcome(ASKED, final=False), *(Outcome(self.came_to(one), score=one) for one in scores), Outcome(NOT_THIS_TIME, _(LEAVE))

    def came_to(self, score: float | None) -> str:
        """The status of the learner's step once somebody has answered with that *score*."""
        if not self.sign_off or score is None:
            return ANSWERED
        return SIGNED if score else NOT_SIGNED

    def role(self) -> str:
        return self.of.value

    def waiting(self) -> tuple[Part, ...]:
        return ()

    def among(self, learner: str, people: Sequence[Somebody]) -> Activity:
        return Around(self, learner, tuple(people))

    def about(self, learner: str) -> Activity:
        return OutsideView(self.said_of(learner), learner, self._offered(), signs=self.sign_off)

    def _offered(self) -> tuple[str, ...]:
        """What they can press, the lowest first."""
        if not self.sign_off:
            return self.points or ()
        return (
            _(NOT_YET) if self.not_yet == NOT_YET else self.not_yet,
            _(SEEN) if self.seen == SEEN else self.seen,
        )

    def said_of(self, learner: str) -> str:
        """The question with the learner's name in it."""
        return self.question.replace(NAME, escape(learner)) if learner else self.question

    def how(self) -> str:
        """How it can be answered, for the learner."""
        points = [escape(one) for one in self._offered()]
        if self.sign_off:
            return _(
                "They press “{seen}” or “{not_yet}”, with a few words if they like; or they say that they can’t.",
                seen=points[1],
                not_yet=points[0],
            )
        if points:
            return _(
                "They press an answer from “{lowest}” to “{highest}”, with a few words if they like; or they say that they can’t.",
                lowest=points[0],
                highest=points[-1],
            )
        return _("They answer in their own words; or they say that they can’t.")


@dataclass(frozen=True, slots=True)
class Around:
    """What *ask* is to the *learner* ("": to nobody in particular) around whom these *people* are."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True

    ask: Ask
    learner: str
    people: tuple[Somebody, ...]

    def role(self) -> str:
        return self.ask.role()

    def among(self, learner: str, people: Sequence[Somebody]) -> Activity:
        return self.ask.among(learner, people)

    def about(self, learner: str) -> Activity:
        return self.ask.about(learner)

    def waiting(self) -> tuple[Part, ...]:
        asked = [one for one in self.people if one.asked and one.said is None]
        if not asked:
            return ()
        said = _("You have asked {names}, and no answer has come yet. A word from you to them often helps.", names=listed(_bold(asked)))
        return (Text(said),)

    def prompt(self) -> tuple[Part, ...]:
        intro = (Text(self.ask.intro),) if self.ask.intro else ()
        alone = _("Nothing goes out before you press, and what comes back is for you alone.")
        told = Text(f"{self.ask.how()} {alone}")
        nobody = () if self.people else (Text(self._nobody()),)
        return (*intro, Text(self._whom()), Text(self.ask.said_of(self.learner)), told, *nobody, *self._acts())

    def _whom(self) -> str:
        if self.people and self.learner:
            return _(TO_THEM_BY_NAME[self.role()], names=either(_bold(self.people)))
        return _(TO_THEM[self.role()])

    def _nobody(self) -> str:
        how = _("Ask your admin: `/waypost {role} @you is @name`.", role=self.role())
        return f"{_(NOBODY_IS_SET[self.role()])} {how}"

    def _acts(self) -> tuple[Part, ...]:
        free = [one for one in self.people if not one.asked]
        leave = Choice(NOT_THIS_TIME, _(WAIT_NO_LONGER) if len(free) < len(self.people) else _(LEAVE))
        if len(free) == 1:
            one = free[0]
            return (Choices((Choice(f"ask/{one.key}", _("Ask {name} now", name=one.name[:ON_A_BUTTON]), Look.PRIMARY), leave)),)
        if not free:
            return (Choices((leave,)),)
        names = tuple((one.key, one.name[:ON_A_BUTTON]) for one in free)
        whom = FormField("whom", _("Whom do you ask?"), Input.ONE, names, required=True)
        intro = self.ask.said_of(self.learner)
        # Translators: “Ask somebody” is the title of a form, at most 24 characters
        title, button = _("Ask somebody"), _("Choose whom to ask")
        return Choices((leave,)), Form("answer", title, (whom,), button=button, submit=_("Ask now"), intro=intro)

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        if answer.choice == NOT_THIS_TIME or exactly(answer.text, (_(LEAVE), _(WAIT_NO_LONGER), LEAVE, WAIT_NO_LONGER)) is not None:
            return Mark(status=NOT_THIS_TIME, label=_(LEAVE), feedback=(Text(_("Noted. Nobody is bothered with it any further.")),))
        found = self._meant(answer)
        if len(found) != 1:
            return refuse(self._refusal(several=len(found) > 1), "whom" if answer.values else "")
        return self._asked(found[0])

    def _meant(self, answer: Answer) -> Sequence[Somebody]:
        key = answer.choice.removeprefix("ask/") if answer.choice else answer.value("whom")
        if answer.choice or answer.values:
            return [one for one in self.people if one.key == key]
        typed = _typed(answer.text)
        full = [one for one in self.people if typed in _names(one.name)]
        return full or [one for one in self.people if typed in _names(*one.name.split()[:1])]

    def _refusal(self, *, several: bool) -> str:
        if not self.people:
            return _(NOBODY_TO_ASK[self.role()])
        if several:
            return _("Several of them have that name. Please press the button and choose.")
        only = _(ONLY_THEM[self.role()], names=", ".join(one.name for one in self.people))
        how = _("Press the button, type the name, or type “{leave}”.", leave=_(LEAVE))
        return f"{only} {how}"

    def _asked(self, one: Somebody) -> Mark:
        label = _("Asked {name}", name=one.name)
        if one.said is None:
            goes = _(
                "It goes to {name} in a message of their own, at an hour that suits them. What they answer comes to you here.",
                name=escape(one.name),
            )
            return Mark(done=False, status=ASKED, label=label, feedback=(Text(goes),), asks=one.key)
        others = any(other.said is None for other in self.people if other is not one)
        if one.said.status == CANNOT_SAY and others:
            return Mark(done=False, status=ASKED, label=label, feedback=one.said.feedback, asks=one.key)
        score = one.said.score
        return Mark(status=self.ask.came_to(score), label=label, score=score, feedback=one.said.feedback, asks=one.key)


@dataclass(frozen=True, slots=True)
class OutsideView:
    """The question to somebody else about *learner*. *points* are its scale, () for none; *signs*: they are “not yet” and “done”."""

    waits: ClassVar[bool] = False
    takes_text: ClassVar[bool] = True

    question: str
    learner: str
    points: tuple[str, ...] = ()
    signs: bool = False

    def prompt(self) -> tuple[Part, ...]:
        return Text(self._opening()), Text(self.question), Choices((*self._taps(), Choice(CANNOT_SAY, _(NOTHING_TO_SAY)))), self._form()

    def _opening(self) -> str:
        name = f"**{escape(self.learner)}**"
        if self.signs:
            return _("{name} asks you to see this and to say how it went. A minute is enough, and you may say that you can’t.", name=name)
        return _("{name} asks how you see this. A minute is enough, and you may say that you can’t.", name=name)

    def _taps(self) -> tuple[Choice, ...]:
        taps = tuple(Choice(key, label) for key, label in keyed(self.points))
        return (Choice(taps[1].key, taps[1].label, Look.PRIMARY), taps[0]) if self.signs else taps

    def _form(self) -> Form:
        words = FormField("words", _("In your own words"), required=not self.points)
        told = _("{name} will see what you write, and nobody else.", name=escape(self.learner))
        if not self.points:
            return Form("answer", _("Your answer"), (words,), intro=self.question, note=told)
        scale = FormField("point", _("Your answer"), Input.SCALE, keyed(self.points), required=True)
        button = _("Answer with a few words")
        return Form("answer", _("Your answer"), (scale, words), button=button, intro=self.question, note=told, look=Look.PLAIN)

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        if answer.choice == CANNOT_SAY or exactly(answer.text.replace("'", "’"), (_(NOTHING_TO_SAY), NOTHING_TO_SAY)) is not None:
            fine = Text(_("That is fine. {name} is told so.", name=escape(self.learner)))
            return Mark(status=CANNOT_SAY, label=_(NOTHING_TO_SAY), feedback=(fine,))
        words = answer.value("words") or answer.text.strip()
        return self._pointed(answer, words) if self.points else self._worded(answer, words)

    def _worded(self, answer: Answer, words: str) -> Mark:
        if words and not answer.choice:
            return Mark(status=SAID, words=words, feedback=self._thanks())
        return refuse(_("Please write a few words."), "words" if answer.values else "")

    def _pointed(self, answer: Answer, words: str) -> Mark:
        if answer.choice or "point" in answer.values:
            index = by_key(answer.choice or answer.value("point"), self.points)
            if index is None:
                return refuse(_("Please pick one of the answers offered."), "" if answer.choice else "point")
            return self._picked(index, "" if answer.choice else words)
        index = exactly(answer.text, self.points) if self.signs else point(answer.text, self.points)
        if index is not None:
            return self._picked(index, "")
        if words:
            which = Text(_("Kept. Which of the answers fits best? One tap is enough; only then does it go out."))
            return Mark(done=False, status=SAID, words=words, feedback=(which,))
        return refuse(_("Please pick one of the answers offered."))

    def _picked(self, index: int, words: str) -> Mark:
        return Mark(status=SAID, label=self.points[index], score=height(index, self.points), words=words, feedback=self._thanks())

    def _thanks(self) -> tuple[Part, ...]:
        return (Text(_("Thank you. It goes to {name}, and to nobody else.", name=escape(self.learner))),)


def _bold(people: Sequence[Somebody]) -> list[str]:
    return [f"**{escape(one.name)}**" for one in people]


def _names(*name: str) -> set[str]:
    """What one may type for that *name*: as it is, or as the answer's label has it."""
    return {_typed(said) for one in name for said in (one, f"asked {one}", _("Asked {name}", name=one))}


def _typed(words: str) -> str:
    return " ".join(word.lstrip("@") for word in words.casefold().split()).strip("@.! ")
