"""The simulation: what it says of a cohort is what the service would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.activity import Activity
from content.conditions import Branch, Condition, Outcome
from content.loading import parse
from content.programme import Programme, Reminders
from content.shipped import shipped
from models.pace import Rate
from scheduler.calendar import DAY, at
from scheduler.diary import Diary, Pause, What
from scheduler.plan import plan
from scheduler.simulation.crowd import habit, live
from scheduler.simulation.forecast import Shared, asked_each_time
from scheduler.simulation.habits import DELAYS, Behaviour, Delays
from scheduler.simulation.happenings import Answered, Message
from scheduler.simulation.life import Life
from scheduler.simulation.load import load
from scheduler.simulation.moved import Because, moved
from scheduler.simulation.people import Circumstances, Someone, drawn
from scheduler.simulation.saying import sorts
from scheduler.simulation.scenario import Scenario
from scheduler.simulation.tally import Tally

FILE = "feedback-that-lands.yaml"
PROGRAMME = parse(dict(shipped())[FILE], FILE)
TITLES = {step.key: step.title for step in PROGRAMME.steps}
SIX_WEEKS = Path(__file__).parents[2] / "acceptance" / "expected" / "six_weeks.txt"
FARAHS_PAUSE = Pause(datetime(2027, 3, 15, 12, tzinfo=UTC), date(2027, 3, 15), date(2027, 3, 22))
REMINDER, CHECKIN = "a reminder", "a check-in"


def scenario(start_on: date = date(2027, 3, 1), answers: float = 0.7, fading: float = 0) -> Scenario:
    return Scenario(PROGRAMME, start_on, Behaviour(answers, fading), seed=7)


class Silent:
    """Whoever goes a way without conditions need not say anything."""

    def says(self, activity: Activity) -> Outcome | None:
        raise AssertionError("nothing depends on it")

    def obstacle(self) -> str:
        raise AssertionError("nothing depends on it")


class AtOnce(Silent):
    """Answers everything the moment it comes."""

    def answers_at(self, message: Message) -> datetime | None:
        return message.sent_at


def test_who_answers_at_once_gets_what_the_plan_says_from_the_start() -> None:
    begins = scenario().diary(Circumstances("Europe/Lisbon", "PT"))
    planned = plan(begins, begins.routes[0].joined_at)

    got = messages(begins, AtOnce())

    dated = [(due.step or due.week, due.at) for due in planned.dues]
    after_an_answer = {step for _, step, _ in planned.waits}
    assert [(one.about, one.sent_at) for one in got if one.about not in after_an_answer] == dated
    assert {one.about for one in got if one.what is What.STEP} == set(TITLES)
    assert all(one.what is not What.REMINDER for one in got)


def messages(begins: Diary, habit: AtOnce | Evenings) -> list[Message]:
    return [one for one in Life(begins, habit, asked_each_time).lived() if isinstance(one, Message)]


@dataclass(frozen=True)
class Evenings(Silent):
    """Answers some things at six in the evening of some days."""

    zone: ZoneInfo
    answers: frozenset[str]
    on: Sequence[int]

    def answers_at(self, message: Message) -> datetime | None:
        if TITLES.get(message.about, message.about) not in self.answers:
            return None
        day = message.sent_at.astimezone(self.zone).date()
        while day.weekday() not in self.on or at(day, time(18), self.zone) < message.sent_at:
            day += DAY
        return at(day, time(18), self.zone)


@pytest.mark.parametrize("name", ["ana", "ben", "chen", "dina", "emeka", "farah"])
def test_everybody_gets_what_the_service_really_sent_in_six_weeks(name: str) -> None:
    zone, really = sent_to(name)
    answers = frozenset(said for _, said, answered in really if answered)
    weeks = frozenset(f"{instant:%G-W%V}" for instant, said, answered in really if answered and said == CHECKIN)
    habit = Evenings(zone, answers | weeks, (4,) if name == "emeka" else range(5))
    begins = scenario().diary(Circumstances(zone.key))

    got = messages(replace(begins, pauses=(FARAHS_PAUSE,) if name == "farah" else ()), habit)

    assert sorted((one.sent_at, called(one)) for one in got) == sorted((instant, said) for instant, said, _ in really)


def sent_to(name: str) -> tuple[ZoneInfo, list[tuple[datetime, str, bool]]]:
    """What the file of the acceptance test says that came to somebody: when, what, and whether it was answered; without the welcome."""
    head, *lines = SIX_WEEKS.read_text("utf-8").split(f"== {name}, ")[1].split("\n== ")[0].splitlines()
    return ZoneInfo(head.split(":")[0]), [one for one in map(_line, filter(None, lines)) if one[0] >= datetime(2027, 3, 1, tzinfo=UTC)]


def _line(line: str) -> tuple[datetime, str, bool]:
    _, _, rest = line.partition(" = ")
    instant, _, said = rest.partition("  ")
    what = said.removesuffix("  (answered)")
    named = what if what in TITLES.values() else CHECKIN if "check-in" in what else REMINDER
    return datetime.fromisoformat(instant), named, said != what


def called(message: Message) -> str:
    match message.what:
        case What.STEP:
            return TITLES[message.about]
        case What.CHECKIN:
            return CHECKIN
        case _:
            return REMINDER


CIRCUMSTANCES = st.builds(
    Circumstances,
    st.sampled_from(["America/New_York", "Europe/Berlin", "Asia/Singapore"]),
    st.sampled_from(["", "DE", "US"]),
    st.lists(st.tuples(st.integers(-5, 45), st.integers(1, 12)), max_size=2).map(
        lambda spans: tuple((date(2027, 3, 1) + first * DAY, date(2027, 3, 1) + (first + days) * DAY) for first, days in spans)
    ),
)
TWO_WAYS = parse(Path("tests/programmes/two-ways.yaml").read_text("utf-8"), "two-ways.yaml")
CROWDED = replace(
    PROGRAMME,
    weeks=tuple(
        replace(
            week, steps=tuple(replace(step, reminders=Reminders(1, 3), optional=number % 2 == 0) for number, step in enumerate(week.steps))
        )
        for week in PROGRAMME.weeks
    ),
)


def in_haste(programme: Programme, reminders: int) -> Programme:
    """The same with reminders from the next day on, and with a step for those who have missed something."""
    weeks = [[replace(step, reminders=Reminders(1, reminders)) for step in week.steps] for week in programme.weeks]
    weeks[-1].append(replace(weeks[-1][-1], key="missing", branch=Branch(Condition(missed=1))))
    weeks[-1].append(replace(weeks[-1][-1], key="after", when=replace(weeks[0][-1].when, after="back")))
    return replace(programme, weeks=tuple(replace(week, steps=tuple(steps)) for week, steps in zip(programme.weeks, weeks, strict=True)))


ALL_AN_HOUR = ((0, 1), (1, 1))  # so that people who differ in what they answer meet at the same instants
PROGRAMMES = (PROGRAMME, CROWDED, *(in_haste(TWO_WAYS, number) for number in range(4)))


@settings(max_examples=40, deadline=None)  # a life that asks the plan each time takes a tenth of a second
@given(
    whose=CIRCUMSTANCES,
    programme=st.sampled_from(PROGRAMMES),
    cap=st.integers(1, 4),
    quiet=st.sampled_from([None, (time(18), time(9, 30)), (time(12), time(14))]),
    answers=st.sampled_from([0.0, 0.3, 0.7, 1.0]),
    delays=st.sampled_from([DELAYS, ALL_AN_HOUR]),
    seed=st.integers(0, 1000),
)
def test_to_ask_the_plan_only_when_something_changed_and_once_for_all_who_are_alike_changes_nothing(
    whose: Circumstances, programme: Programme, cap: int, quiet: tuple[time, time] | None, answers: float, delays: Delays, seed: int
) -> None:
    where = Scenario(programme, date(2027, 3, 1), Behaviour(answers, 0.05, delays, well=0.5, hindered=0.5), seed, quiet)
    begins = where.diary(whose)
    begins = replace(begins, calendar=replace(begins.calendar, cap=cap))
    shared = Shared()

    for number in range(2):
        someone = Someone(number, whose, "slack")
        quick = list(Life(begins, habit(where, someone, begins), shared).lived())
        patient = list(Life(begins, habit(where, someone, begins), asked_each_time, patient=True).lived())
        assert quick == patient


def test_the_pace_lets_a_burst_through_and_then_one_after_the_other() -> None:
    nine = datetime(2027, 3, 1, 9, tzinfo=UTC)
    rate = Rate(timedelta(seconds=6), 10)  # 600 an hour

    found = load({nine: 910, nine + timedelta(minutes=30): 100, nine + timedelta(hours=5): 10}, rate)

    assert found is not None
    assert (found.fullest_at, found.messages, found.an_hour, found.full_hours) == (nine, 1010, 600, 1)
    assert found.drains_in == found.longest == timedelta(minutes=90)  # of the last of the 910
    assert dict(found.sent) == {nine: 609, nine + timedelta(hours=1): 401, nine + timedelta(hours=5): 10}
    assert sum(found.sent.values()) == sum(found.due.values()) == 1020


@given(st.dictionaries(st.integers(0, 60), st.integers(1, 20), min_size=1, max_size=6), st.integers(1, 5), st.integers(1, 12))
def test_the_pace_is_that_of_the_outbox(due: dict[int, int], seconds: int, burst: int) -> None:
    begins = datetime(2027, 3, 1, 9, tzinfo=UTC)
    rate, waits = Rate(timedelta(seconds=seconds), burst), timedelta(0)
    next_at: datetime | None = None
    waiting_since: list[datetime] = []
    for second in range(60 + 6 * 20 * 5 + 1):  # as the sweep does: what there is room for goes out
        wire = begins + timedelta(seconds=second)
        waiting_since += [wire] * due.get(second, 0)
        going = min(rate.room(next_at, wire), len(waiting_since))
        if going:
            waits = max(waits, wire - waiting_since[going - 1])
            next_at, waiting_since = rate.after(next_at, wire, going), waiting_since[going:]

    found = load({begins + timedelta(seconds=second): number for second, number in due.items()}, rate)

    assert found is not None
    assert not waiting_since
    assert found.longest == waits


def test_what_a_calendar_moves_is_counted_by_its_reason() -> None:
    easter = (date(2027, 3, 22), date(2027, 3, 31))
    quiet = replace(scenario(), quiet=(time(12), time(14)))

    found = moved(quiet.diary(Circumstances("Europe/London", "GB-ENG", (easter,))))

    steps = [step for step in PROGRAMME.steps if time(12) <= step.when.time < time(14)]
    assert found[Because.QUIET].moved == len(steps)
    assert found[Because.HOLIDAYS].moved > 0
    assert found[Because.LEAVE].moved > found[Because.HOLIDAYS].moved
    assert moved(scenario().diary(Circumstances("Europe/London"))) == {}


def test_the_seed_and_the_number_alone_decide_what_somebody_does() -> None:
    where, people = scenario(answers=0.5, fading=0.1), list(drawn(8, 7, "slack"))

    together, apart = live(where, people), Tally()
    for one in reversed(people):
        apart += live(where, [one])

    assert together == apart
    assert together != live(replace(where, seed=8), people)
    assert live(scenario(answers=0), people).answered.total() == 0
    assert live(scenario(answers=1), people).everything == len(people)


def test_answers_come_when_people_are_awake_and_there() -> None:
    leave = (date(2027, 3, 8), date(2027, 3, 20))
    whose = Someone(3, Circumstances("Asia/Tokyo", "JP", (leave,)), "slack")
    begins = scenario(answers=1).diary(whose.circumstances)

    lived = Life(begins, habit(scenario(answers=1), whose, begins), asked_each_time).lived()

    answered = [one.answered_at.astimezone(begins.zone) for one in lived if isinstance(one, Answered)]
    assert len(answered) > 30
    assert all(time(7) <= one.time() < time(20) for one in answered)
    assert not any(leave[0] <= one.date() < leave[1] for one in answered)


def test_everybody_goes_one_of_two_ways_as_they_answer() -> None:
    people = list(drawn(60, 7, "slack"))

    def tally(answers: float, well: float, hindered: float = 0) -> Tally:
        return live(Scenario(TWO_WAYS, date(2027, 3, 1), Behaviour(answers, 0, ALL_AN_HOUR, well, hindered), seed=7), people)

    some = tally(1, 0.5, 0.5)
    for one, other in (("again", "further"), ("further", "again")):
        assert some.came[one] == some.other_way[other] > 10
    assert some.came["again"] + some.came["further"] == some.to_the_end == 60
    assert some.came["smaller"] + some.other_way["smaller"] == 60
    assert 0 < some.came["extra"] < 60
    assert {key: tally(1, 1).came[key] for key in ("again", "smaller", "extra")} == {"again": 0, "smaller": 0, "extra": 0}
    silent = tally(0, 1)
    assert (silent.came["again"], silent.came["further"], silent.came["smaller"]) == (0, 60, 60)  # nobody has scored below anything


def test_the_best_of_what_can_be_answered_comes_most_often() -> None:
    found = {step.kind: [sorted({one.status for one in sort}) for sort in sorts(step.activity)] for step in PROGRAMME.steps}

    assert found["practise"] == [["did"], ["not_yet"], ["no_occasion"]]
    assert (found["quiz"][0], found["quiz"][-1]) == (["right"], ["wrong"])
    assert found["commit"] == [["planned"]]
