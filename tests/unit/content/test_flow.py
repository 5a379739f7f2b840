"""What is said of a programme's flow is so: proven against every way through it, gone step by step with the planner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from content import flow
from content.activities.practise import Practise
from content.activities.quiz import Option, Quiz
from content.activities.rate import Rate
from content.activity import Activity
from content.conditions import Branch, Condition, Outcome
from content.programme import Programme, Reminders, Step, Week, When
from scheduler.diary import Past
from scheduler.plan import What, plan
from scheduler.workdays import Calendar
from tests.unit.scheduler.routes import berlin, diary, route

QUIZ = Quiz("Which?", (Option("This", right=True), Option("That")), retry=0)
TRY = Practise("Try it.")
RATE = Rate("How often?", ("Never", "Now and then", "Always"))
RIGHT, WRONG = Outcome("right", "This", 1.0), Outcome("wrong", "That", 0.0)
DID, NOT_YET, NO_OCCASION = Outcome("did", "Did it"), Outcome("not_yet", "Not yet", final=False), Outcome("no_occasion", "No occasion")
NEVER, NOW_AND_THEN, ALWAYS = (Outcome("rated", label, score) for label, score in (("Never", 0.0), ("Now and then", 0.5), ("Always", 1.0)))

#: After so long somebody answers: soon, on the day of the next step before and after it, and after what waits for it has given up.
SOON, LATER, LATE = timedelta(hours=1), timedelta(hours=49), timedelta(hours=73)
DELAYS = (SOON, timedelta(hours=47), LATER, LATE)
History = Sequence[tuple[timedelta, Outcome]]


def once(*outcomes: Outcome) -> list[History]:
    return [[(after, one)] for one in outcomes for after in DELAYS]


#: All that somebody may do with a step, written down by hand.
HISTORIES: dict[Activity, list[History]] = {
    QUIZ: [[], *once(RIGHT, WRONG)],
    RATE: [[], *once(NEVER, NOW_AND_THEN, ALWAYS)],
    TRY: [
        [],
        *once(DID, NO_OCCASION, NOT_YET),
        *([(SOON, NOT_YET), (after, one)] for after in (LATER, LATE) for one in (DID, NO_OCCASION)),
    ],
}
QUESTIONS: dict[Activity, list[dict[str, Any]]] = {
    QUIZ: [{"answers": ("right",)}, {"answers": ("that",)}, {"below": 0.6}, {"at_least": 0.6}],
    RATE: [{"answers": ("Always", "Never")}, {"below": 0.5}, {"at_least": 1.0}, {"below": 0.5, "at_least": 0.5}],
    TRY: [{"answers": ("did",)}, {"answers": ("not_yet", "no_occasion")}],
}
ASKED: list[Activity] = [QUIZ, TRY, RATE]
DAYS = (0, 2, 4)  # the steps on days come on these


@dataclass(frozen=True, slots=True)
class Way:
    """One way through a programme: the steps that *came*, and those that the answers kept from coming."""

    came: frozenset[str]
    left_out: frozenset[str]


def ways(programme: Programme) -> Iterator[Way]:
    """Every way through it, whatever is answered or not, soon or late."""
    asked = [step for step in programme.steps if any(step.key in told_of(other) for other in programme.steps)]
    for histories in product(*(HISTORIES[step.activity] for step in asked)):
        yield gone(programme, dict(zip((step.key for step in asked), histories, strict=True)))


def told_of(step: Step) -> tuple[str, ...]:
    return (step.when.after or "", *(step.branch.asks_about if step.branch else ()))


def gone(programme: Programme, histories: Mapping[str, History]) -> Way:
    """The way of one who answers so: the planner is asked at each instant at which something may come."""
    past: dict[str, Past] = {}
    now = berlin("2026-11-23 00:00")
    while True:
        planned = plan(diary(route(programme, past), calendar=Calendar(works_on=frozenset(range(7)), cap=20)), now, explain=False)
        dues = [due for due in planned.dues if due.what is What.STEP]
        ready = [due for due in dues if due.at <= now and not due.only_if]
        if not dues:
            return Way(frozenset(past), frozenset(one.step or "" for one in planned.missed if one.chosen))
        past |= {due.step or "": _made(due.at, histories.get(due.step or "", ())) for due in ready}
        now = now if ready else dues[0].at


def _made(at: datetime, history: History) -> Past:
    answers = tuple((at + after, outcome) for after, outcome in history)
    answered_at = next((given_at for given_at, outcome in answers if outcome.final), None)
    return Past(at, at, answered_at is not None, answered_at, answers=answers)


def programme(*steps: Step) -> Programme:
    return Programme("p", "P", "", "", 60, (), (Week("One", steps), Week("Two", ())), checkin=False)


def step(key: str, when: When, activity: Activity = TRY, branch: Branch | None = None) -> Step:
    return Step(key, "any", key.upper(), 3, when, 1, activity, reminders=Reminders(at_most=0), branch=branch)


def on(day: int) -> When:
    return When(time(9), day // 7 + 1, day % 7)


@some.composite
def conditions(draw: some.DrawFn, earlier: Sequence[Step]) -> Condition:
    asked = draw(some.sampled_from(earlier))
    question: dict[str, Any] = draw(some.sampled_from([*QUESTIONS[asked.activity], {"answered": True}, {"answered": False}]))
    return Condition(step=asked.key, **question)


@some.composite
def programmes(draw: some.DrawFn) -> Programme:
    """Two or three steps, each of which may wait for an earlier one, and come only on a condition or two."""
    made = [step("s0", on(0), draw(some.sampled_from(ASKED)))]
    for number in range(1, draw(some.integers(2, 3))):
        when = on(DAYS[number])
        if draw(some.integers(0, 2)) == 0:
            latest = draw(some.sampled_from([None, 2]))
            when = When(time(9), after=draw(some.sampled_from(made)).key, days=1, latest_days=latest)
        asked = some.none() | conditions(made)
        only_if, unless = draw(asked), draw(asked)
        branch = Branch(only_if, unless) if only_if or unless else None
        made.append(step(f"s{number}", when, draw(some.sampled_from(ASKED)), branch))
    return programme(*made)


@settings(max_examples=60, derandomize=True)  # always the same: that something can come about needs the right delays among those above
@given(drawn=programmes())
def test_what_the_linter_says_of_a_branch_is_what_happens_on_every_way(drawn: Programme) -> None:
    told = {drawn.steps[int(where[3])].key: said for where, said in flow.findings(drawn)}
    every = list(ways(drawn))

    for one in drawn.steps:
        said = told.get(one.key, "")
        comes, stays_out = any(one.key in way.came for way in every), any(one.key in way.left_out for way in every)
        if "can never come" in said:
            assert not comes, said
        elif "comes in any case" in said:
            assert not stays_out, said
        elif one.branch is not None and not told:
            assert comes, one.key
            assert stays_out, one.key


ON_MONDAY = step("s0", on(0), QUIZ)
IF_RIGHT = Condition(step="s0", answers=("right",))


def said(*steps: Step) -> list[str]:
    return [f"{drawn.steps[int(where[3])].key}: {what}" for drawn in [programme(*steps)] for where, what in flow.findings(drawn)]


def test_an_answer_may_come_after_one_has_asked_for_it_and_before_the_next_does() -> None:
    unanswered = step("nudge", on(2), TRY, Branch(unless=Condition(step="s0", answered=True)))
    thanks = step("thanks", on(4), TRY, Branch(Condition(step="nudge", answered=True), unless=Condition(step="s0", answered=False)))

    assert said(ON_MONDAY, unanswered, thanks) == []


def test_two_that_come_at_the_same_instant_find_the_same() -> None:
    one = step("one", on(2), TRY, Branch(IF_RIGHT))
    other = step("other", on(2), TRY, Branch(unless=IF_RIGHT))
    both = step("both", on(4), TRY, Branch(Condition(step="one", answered=True), unless=Condition(step="other", answered=False)))

    assert said(ON_MONDAY, one, other, both) == [
        "both: it can never come: never is it so that you answered “ONE” and you answered “OTHER”",
    ]


def test_what_was_final_stays_so() -> None:
    one = step("one", on(2), TRY, Branch(IF_RIGHT))
    wrong = step("wrong", on(4), TRY, Branch(Condition(step="one", answered=True), unless=IF_RIGHT))

    assert said(ON_MONDAY, one, wrong) == [
        "wrong: it can never come: never is it so that you answered “ONE” and your answer to “S0” was not “right”"
    ]


def test_what_waits_for_an_answer_finds_it_unless_it_need_not_wait() -> None:
    for latest, expected in ((None, ["next: it comes in any case, whatever people answer; take the condition out"]), (3, [])):
        waits = When(time(9), after="s0", days=1, latest_days=latest)

        assert said(ON_MONDAY, step("next", waits, TRY, Branch(Condition(step="s0", answered=True)))) == expected


def test_of_two_that_wait_for_the_same_the_sooner_finds_nothing_of_the_later() -> None:
    sooner, later = When(time(9), after="s0", days=1), When(time(9), after="s0", days=2)
    asks = Branch(Condition(step="later", answered=True))

    assert said(ON_MONDAY, step("later", later), step("sooner", sooner, TRY, asks)) == [
        "sooner: “later” comes no earlier than this step; ask about one that comes before it",
    ]
    assert said(ON_MONDAY, step("later", sooner), step("sooner", later, TRY, asks)) == []


def test_a_step_can_be_missed_only_seven_days_after_it_came() -> None:
    missed = Branch(Condition(missed=1))

    assert said(ON_MONDAY, step("help", on(7), TRY, missed)) == []
    assert said(ON_MONDAY, step("help", on(6), TRY, missed)) == [
        "help: is 1, but no activity can be missed by then: one is after 7 days without an answer",
    ]


def chained(name: str) -> list[Step]:
    """Eight steps, each for those who did the one before."""
    did = [Branch(Condition(step=f"{name}{day - 1}", answers=("did",))) if day else None for day in range(8)]
    return [step(f"{name}{day}", on(day), TRY, branch) for day, branch in enumerate(did)]


def test_what_hangs_on_too_many_answers_is_not_guessed_at() -> None:
    last = step("last", on(9), TRY, Branch(Condition(step="a7", answers=("did",)), unless=Condition(step="b7", answers=("did",))))

    assert said(*chained("a"), *chained("b")) == []
    assert said(*chained("a"), *chained("b"), last) == ["last: depends on too many answers to be followed through; ask about fewer steps"]
