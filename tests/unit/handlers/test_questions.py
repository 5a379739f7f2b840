"""What was recorded of an answer is enough to say again what we made of it."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from content.activities.commit import Commit
from content.activities.learn import Learn
from content.activities.poll import Poll
from content.activities.practise import Practise
from content.activities.quiz import Option, Quiz
from content.activities.rate import Rate
from content.activities.reflect import Reflect
from content.activities.survey import Item, Survey
from content.activity import Activity, Answer
from content.programme import Programme, Step, Visibility, When
from handlers.questions import Question, marked
from models.deliveries import Delivery, Kind
from models.people import Person
from models.responses import Response
from scheduler.visibility import audience, kept

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
QUIZ = Quiz("Which?", (Option("This", feedback="No."), Option("That", right=True, feedback="Yes.")))
PICK = Quiz("Which?", (Option("This", right=True), Option("That", right=True), Option("Neither")))
SURE = Rate("How sure?", ("0 Not at all", "1", "2 Completely"), no_occasion=True)
SURVEY = Survey("How was it?", (Item("I asked"), Item("I talked", reversed=True)), ("Never", "Often"), required=False)
POLL = Poll("Which?", ("1 hour", "Tea", "b"))
TAPS = Reflect("How often?", options=("Never", "Often"))


def question(activity: Activity) -> Question:
    step = Step("try", "any", "Try it", 5, When(time(9), week=1, day=0), 1, activity)
    asked = Delivery(workspace_id=1, kind=Kind.STEP, key="step/1/try/1", conversation="person/1", message={}, due_at=NOW, planned_at=NOW)
    return Question(asked, Programme("p", "P", "", "", 30, (), ()), step)


@pytest.mark.parametrize(
    ("activity", "answer"),
    [
        (Learn("Read."), Answer(choice="done")),
        (Learn("Read."), Answer(text="ok")),
        (Practise("Try."), Answer(choice="did")),
        (Practise("Try."), Answer(text="Not yet, I was ill")),
        (Practise("Try."), Answer(text="I asked Ben")),
        (Reflect("What?"), Answer(values={"words": ("It was hard",)})),
        (TAPS, Answer(choice="1")),
        (TAPS, Answer(text="never")),
        (TAPS, Answer(values={"option": ("1",), "words": ("since May",)})),
        (TAPS, Answer(text="it depends")),
        (QUIZ, Answer(choice="0")),
        (QUIZ, Answer(text="2")),
        (PICK, Answer(values={"options": ("0", "2")})),
        (PICK, Answer(text="1 and 2")),
        (SURE, Answer(choice="2")),
        (SURE, Answer(text="1")),
        (SURE, Answer(text="2")),
        (SURE, Answer(choice="no_occasion")),
        (SURE, Answer(text="no occasion")),
        (SURVEY, Answer(text="1 2")),
        (SURVEY, Answer(text="– 2")),
        (SURVEY, Answer(values={"item1": (), "item2": ("1",)})),
        (POLL, Answer(choice="2")),
        (POLL, Answer(text="1")),
        (POLL, Answer(text="b")),
        (Commit("Plan."), Answer(text="If Ben calls, then I will ask")),
        (Commit("Plan."), Answer(values={"cue": ("Ben calls",), "action": ("ask",)})),
    ],
)
@pytest.mark.parametrize("tries", [0, 1])
def test_an_answer_is_marked_again_as_it_was(activity: Activity, answer: Answer, tries: int) -> None:
    first = activity.mark(answer, tries)
    given = {"choice": answer.choice} if answer.choice else {}
    values = given | {name: list(value) for name, value in answer.values.items() if name != "words"}
    row = Response(person_id=1, status=first.status, label=first.label, words=first.words, values=values, final=first.done, answered_at=NOW)

    again = marked(question(activity), row, tries)

    assert (again.done, again.status, again.label, again.feedback) == (first.done, first.status, first.label, first.feedback)


MIA = Person(id=7, organisation_id=1, name="Mia *Lind*", created_at=NOW)


@pytest.mark.parametrize(
    ("visibility", "manager", "cohort", "before", "after"),
    [
        (Visibility.PRIVATE, MIA, (), "Only you see your answer.", "Only you see this."),
        (Visibility.COACH, MIA, (), r"Your coach, Mia \*Lind\*, may see your answer.", r"Mia \*Lind\* can see this."),
        (Visibility.COACH, None, (), "Nobody is set as your coach here, so only you see your answer.", "Only you see this."),
        (Visibility.MANAGER, MIA, (), r"Your manager, Mia \*Lind\*, will see your answer.", r"Mia \*Lind\* can see this."),
        (Visibility.MANAGER, None, (), "Nobody is set as your manager here, so only you see your answer.", "Only you see this."),
        (Visibility.COHORT, MIA, (7,), "The others of your cohort may see your answer.", "The others of your cohort may see this."),
        (Visibility.COHORT, MIA, (), "Only you see your answer.", "Only you see this."),
        (
            Visibility.AGGREGATE,
            MIA,
            (7,),
            "Nobody sees your answer by itself; it is only counted together with at least four others.",
            "Nobody sees this by itself; it is only counted together with at least four others.",
        ),
    ],
)
def test_who_sees_an_answer_is_said_alike_before_and_after(
    visibility: Visibility, manager: Person | None, cohort: tuple[int, ...], before: str, after: str
) -> None:
    asked = audience(visibility, manager, cohort, coach=manager)

    given = kept(visibility, [MIA] if asked.people else [])

    assert asked.said == before
    assert given.said == after
    assert given.people == asked.people
