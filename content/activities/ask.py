"""Ask: somebody else is asked about the learner, and what they answer comes to the learner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import Activity, Answer, Mark, Nature, Refused, Somebody, kind, refuse, unreadable
from content.conditions import Outcome
from content.fields import Label, Markdown, Switch
from content.message import Choice, Choices, Form, Input, Look, Part, Text, escape
from content.message import Field as FormField
from content.options import by_key, exactly, keyed, repeated
from content.scales import AGAIN, MOST_POINTS, height, point

ASKED, ANSWERED, NOT_THIS_TIME = "asked", "answered", "not_this_time"  # of the learner’s answer
SIGNED, NOT_SIGNED = "signed", "not_signed"  # the same, where a sign-off has come back
SAID, CANNOT_SAY = "said", "cannot_say"  # of theirs
NOTHING_TO_SAY = "I can’t say"
LEAVE, WAIT_NO_LONGER = "Not this time", "Wait no longer"
NAME = "{name}"  # stands for the learner's name
SEEN, NOT_YET = "Seen, and it was done well", "Not yet"
OFFERED = "says what is offered anyway; leave it out"
ON_A_BUTTON = 60  # characters of a name, of the 75 that a button takes


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
            if exactly(NOTHING_TO_SAY, (getattr(self, key),)) is not None:
                raise Refused(OFFERED, key)
        if repeated((self.seen, self.not_yet)) is not None:
            raise Refused("says the same as `seen`; the two should differ", "not_yet")
        if self.points:
            self._check(self.points)

    def _check(self, points: tuple[str, ...]) -> None:
        if self.sign_off:
            raise Refused("can’t stand beside sign_off, which has two answers of its own; leave one of them out", "points")
        again, same = repeated(points), exactly(NOTHING_TO_SAY, points)
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
        return Around(self, "", (Somebody("", f"your {self.of}"),))

    def outcomes(self) -> tuple[Outcome, ...]:
        """Asked, and nothing has come back; an answer with each score that it can have, or none; nobody asked."""
        points = (self.not_yet, self.seen) if self.sign_off else self.points or ()
        scores = (*(height(place, points) for place in range(len(points))), None)
        return Outcome(ASKED, final=False), *(Outcome(self.came_to(one), score=one) for one in scores), Outcome(NOT_THIS_TIME, LEAVE)

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
        points = (self.not_yet, self.seen) if self.sign_off else self.points or ()
        return OutsideView(self.said_of(learner), learner, points, signs=self.sign_off)

    def said_of(self, learner: str) -> str:
        """The question with the learner's name in it."""
        return self.question.replace(NAME, escape(learner)) if learner else self.question

    def how(self) -> str:
        """How it can be answered, for the learner."""
        words = "with a few words if they like"
        if self.sign_off:
            way = f"They press “{escape(self.seen)}” or “{escape(self.not_yet)}”, {words}"
        elif self.points:
            way = f"They press an answer from “{escape(self.points[0])}” to “{escape(self.points[-1])}”, {words}"
        else:
            way = "They answer in their own words"
        return f"{way}; or they say that they can’t."


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
        names = _either([one.name for one in self.people if one.asked and one.said is None], "and")
        return (Text(f"You have asked {names}, and no answer has come yet. A word from you to them often helps."),) if names else ()

    def prompt(self) -> tuple[Part, ...]:
        intro = (Text(self.ask.intro),) if self.ask.intro else ()
        told = Text(f"{self.ask.how()} Nothing goes out before you press, and what comes back is for you alone.")
        nobody = () if self.people else (Text(self._nobody()),)
        return (*intro, Text(self._whom()), Text(self.ask.said_of(self.learner)), told, *nobody, *self._acts())

    def _whom(self) -> str:
        who = f"your {self.role()}" if self.ask.of is not Whom.PEER else "one of your peers"
        names = _either([one.name for one in self.people], "or") if self.learner else ""
        return f"A question about you, to {who}, {names}:" if names else f"A question about you, to {who}:"

    def _nobody(self) -> str:
        how = f"Ask your admin: `/waypost {self.role()} @you is @name`."
        return f"**Nobody is set as your {self.role()} here**, so nobody can be asked yet. {how}"

    def _acts(self) -> tuple[Part, ...]:
        free = [one for one in self.people if not one.asked]
        leave = Choice(NOT_THIS_TIME, WAIT_NO_LONGER if len(free) < len(self.people) else LEAVE)
        if len(free) == 1:
            one = free[0]
            return (Choices((Choice(f"ask/{one.key}", f"Ask {one.name[:ON_A_BUTTON]} now", Look.PRIMARY), leave)),)
        if not free:
            return (Choices((leave,)),)
        whom = FormField("whom", "Whom do you ask?", Input.ONE, tuple((one.key, one.name[:ON_A_BUTTON]) for one in free), required=True)
        intro = self.ask.said_of(self.learner)
        return Choices((leave,)), Form("answer", "Ask somebody", (whom,), button="Choose whom to ask", submit="Ask now", intro=intro)

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        if answer.choice == NOT_THIS_TIME or exactly(answer.text, (LEAVE, WAIT_NO_LONGER)) is not None:
            return Mark(status=NOT_THIS_TIME, label=LEAVE, feedback=(Text("Noted. Nobody is bothered with it any further."),))
        found = self._meant(answer)
        if len(found) != 1:
            return refuse(self._refusal(several=len(found) > 1), "whom" if answer.values else "")
        return self._asked(found[0])

    def _meant(self, answer: Answer) -> Sequence[Somebody]:
        key = answer.choice.removeprefix("ask/") if answer.choice else answer.value("whom")
        if answer.choice or answer.values:
            return [one for one in self.people if one.key == key]
        typed = " ".join(answer.text.casefold().strip().removeprefix("asked ").split()).strip("@.! ")
        full = [one for one in self.people if " ".join(one.name.casefold().split()) == typed]
        return full or [one for one in self.people if one.name.casefold().split()[:1] == [typed]]

    def _refusal(self, *, several: bool) -> str:
        names = ", ".join(one.name for one in self.people)
        if not names:
            return f"Nobody is set as your {self.role()} here, so there is nobody to ask."
        if several:
            return "Several of them have that name. Please press the button and choose."
        who = f"your peers here: {names}" if self.ask.of is Whom.PEER else f"your {self.role()} here, {names}"
        return f"This one can only be asked of {who}. Press the button, type the name, or type “{LEAVE}”."

    def _asked(self, one: Somebody) -> Mark:
        name = escape(one.name)
        if one.said is None:
            goes = Text(f"It goes to {name} in a message of their own, at an hour that suits them. What they answer comes to you here.")
            return Mark(done=False, status=ASKED, label=f"Asked {one.name}", feedback=(goes,), asks=one.key)
        others = any(other.said is None for other in self.people if other is not one)
        if one.said.status == CANNOT_SAY and others:
            return Mark(done=False, status=ASKED, label=f"Asked {one.name}", feedback=one.said.feedback, asks=one.key)
        score = one.said.score
        return Mark(status=self.ask.came_to(score), label=f"Asked {one.name}", score=score, feedback=one.said.feedback, asks=one.key)


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
        asks = "asks you to see this and to say how it went" if self.signs else "asks how you see this"
        opening = Text(f"**{escape(self.learner)}** {asks}. A minute is enough, and you may say that you can’t.")
        return opening, Text(self.question), Choices((*self._taps(), Choice(CANNOT_SAY, NOTHING_TO_SAY))), self._form()

    def _taps(self) -> tuple[Choice, ...]:
        taps = tuple(Choice(key, label) for key, label in keyed(self.points))
        return (Choice(taps[1].key, taps[1].label, Look.PRIMARY), taps[0]) if self.signs else taps

    def _form(self) -> Form:
        words = FormField("words", "In your own words", required=not self.points)
        told = f"{escape(self.learner)} will see what you write, and nobody else."
        if not self.points:
            return Form("answer", "Your answer", (words,), intro=self.question, note=told)
        scale = FormField("point", "Your answer", Input.SCALE, keyed(self.points), required=True)
        button = "Answer with a few words"
        return Form("answer", "Your answer", (scale, words), button=button, intro=self.question, note=told, look=Look.PLAIN)

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        if answer.choice == CANNOT_SAY or exactly(answer.text.replace("'", "’"), (NOTHING_TO_SAY,)) is not None:
            return Mark(status=CANNOT_SAY, label=NOTHING_TO_SAY, feedback=(Text(f"That is fine. {escape(self.learner)} is told so."),))
        words = answer.value("words") or answer.text.strip()
        return self._pointed(answer, words) if self.points else self._worded(answer, words)

    def _worded(self, answer: Answer, words: str) -> Mark:
        if words and not answer.choice:
            return Mark(status=SAID, words=words, feedback=self._thanks())
        return refuse("Please write a few words.", "words" if answer.values else "")

    def _pointed(self, answer: Answer, words: str) -> Mark:
        if answer.choice or "point" in answer.values:
            index = by_key(answer.choice or answer.value("point"), self.points)
            if index is None:
                return refuse("Please pick one of the answers offered.", "" if answer.choice else "point")
            return self._picked(index, "" if answer.choice else words)
        index = exactly(answer.text, self.points) if self.signs else point(answer.text, self.points)
        if index is not None:
            return self._picked(index, "")
        if words:
            which = Text("Kept. Which of the answers fits best? One tap is enough; only then does it go out.")
            return Mark(done=False, status=SAID, words=words, feedback=(which,))
        return refuse("Please pick one of the answers offered.")

    def _picked(self, index: int, words: str) -> Mark:
        return Mark(status=SAID, label=self.points[index], score=height(index, self.points), words=words, feedback=self._thanks())

    def _thanks(self) -> tuple[Part, ...]:
        return (Text(f"Thank you. It goes to {escape(self.learner)}, and to nobody else."),)


def _either(names: Sequence[str], joiner: str) -> str:
    """Names as Markdown, in a row: Ana, Ben or Chen."""
    said = [f"**{escape(name)}**" for name in names]
    return f" {joiner} ".join(part for part in (", ".join(said[:-1]), *said[-1:]) if part)
