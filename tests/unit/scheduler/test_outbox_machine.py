"""Whatever happens in whatever order (kills, freezes, lost answers, admins), no message is lost, and none doubled without a mark.

The outbox and its database are the real ones; processes and the platform are played by hypothesis, a step at a time: a *hand* is a
claim in some process that has come so far, and may be killed, or sleep for as long as it likes, between any two steps.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import coroutine
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import col, select

from content.message import Message, say, to_json
from handlers.house import House
from handlers.outbox import Act, take
from models import deliveries, organisations
from models.database import Database
from models.deliveries import Delivery, Kind, State
from models.pace import Rate
from models.session import Session, Unavailable
from models.workspaces import OnUnknown, Workspace
from scheduler.channel import Address, CannotTell, Sent, TryLater, Uncertain, Unreachable
from scheduler.engine import Task
from scheduler.outbox import Outbox
from scheduler.outcomes import OUTCOMES, Attempt
from scheduler.pace import Limits
from tests.databases import fresh_sqlite

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LEASE, TIMEOUT = timedelta(seconds=120), timedelta(seconds=10)
FREE = Limits(Rate(timedelta(0), 1_000), Rate(timedelta(0), 1_000))
OVER = (State.SENT, State.FAILED, State.EXPIRED, State.CANCELLED)
SETTLED = (*OVER, State.HELD)
MOST_ROUNDS = 60
OUTCOMES_THERE = ["taken", "comes, answer lost", "answer lost", "reset", "busy", "refused"]
SLEEPS = st.sampled_from([0, 11, 121])
ALL_THE_WAY = 9
STEPS = st.sampled_from([0, 1, 2, ALL_THE_WAY])  # asking, told, leaving, answered, and written down


@coroutine
def moment(name: str) -> Generator[str, Any, Any]:
    """Stand still until the test goes on; what it then says is returned."""
    return (yield name)


@dataclass
class Platform:
    """What stands there, by token; what is on the way there arrives at its instant. *asks*: it can be asked."""

    asks: bool
    standing: dict[str, list[str]] = field(default_factory=dict)
    coming: list[tuple[datetime, str, str]] = field(default_factory=list)
    names: int = 0

    def takes(self, key: str) -> Sent:
        self.names += 1
        self.standing.setdefault(key, []).append(f"m{self.names}")
        return Sent({"n": self.names}, f"m{self.names}")

    def comes(self, key: str, at: datetime) -> None:
        self.names += 1
        self.coming.append((at, key, f"m{self.names}"))

    def arrive(self, wire: datetime) -> None:
        for at, key, name in self.coming:
            if at <= wire:
                self.standing.setdefault(key, []).append(name)
        self.coming = [one for one in self.coming if one[0] > wire]

    async def send(self, to: Address, message: Message, *, key: str, thread: str | None = None) -> Sent:
        outcome = await moment("leaving")
        sent = outcome(key)
        await moment("answered")
        assert isinstance(sent, Sent)
        return sent

    async def update(self, sent: Sent, message: Message, *, key: str) -> None:
        raise AssertionError("nothing is updated here")

    async def find(self, to: Address, *, key: str, since: datetime, thread: str | None = None) -> Sent | None:
        trouble = await moment("asking")
        if trouble is not None:
            raise trouble
        if not self.asks:
            raise CannotTell
        names = self.standing.get(key)
        await moment("told")
        return Sent({"found": names[-1]}, names[-1]) if names else None


@dataclass
class Hand:
    """A claim in a process. *late*: its bytes left when the lease was over."""

    attempt: Attempt
    going: Coroutine[Any, Any, Sent]
    at: str = ""
    came: Sent | Exception | None = None
    late: bool = False


class Handed:
    most = 200

    def __init__(self) -> None:
        self.ids: list[int] = []

    def submit(self, session: Session, task: Task, ids: Sequence[int]) -> None:
        self.ids += ids

    async def run(self, handlers: Any) -> None: ...


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(fresh_sqlite(Path(self.folder.name)))
        self.now, self.wire = NOW, NOW + timedelta(days=1)
        self.engine = Handed()
        self.hands: list[Hand] = []
        self.rows = 0
        self.fences: Counter[int] = Counter()
        self.over: dict[int, State] = {}
        self.chosen_twice: set[int] = set()  # by the workspace's choice, or an admin's
        self.overslept: set[int] = set()  # a hand sent, or came back, when its lease was over
        self.died_late: set[int] = set()  # and it could not even say so

    @initialize(asks=st.booleans(), on_unknown=st.sampled_from(OnUnknown))
    def begin(self, asks: bool, on_unknown: OnUnknown) -> None:
        self.platform = Platform(asks)
        self.on_unknown = on_unknown
        self.outbox = Outbox(self.database, {"slack": self.platform}, lambda: self.now, lambda: self.wire, {"slack": FREE}, LEASE, TIMEOUT)
        with self.database.begin(lasting=False) as session:
            organisation = organisations.the_first(session, NOW)
            session.add(
                Workspace(organisation_id=organisation.id or 0, platform="slack", outside_id="T1", on_unknown=on_unknown, created_at=NOW)
            )
        self.make(None)

    # -- what happens

    @rule(what=st.sampled_from(["make", *Act]), pick=st.integers(0, 9), hours=st.sampled_from([None, 0, 2]))
    def aside(self, what: str, pick: int = 0, hours: int | None = None) -> None:
        """Something more falls due, worth sending for so many hours (None: for ever); or an admin takes a row in hand."""
        if what == "make":
            self.make(hours)
        else:
            self.admin(Act(what), 1 + pick % self.rows)

    @rule(sleep=SLEEPS, pick=st.integers(0, 9), again=st.booleans(), outcome=st.sampled_from(OUTCOMES_THERE), steps=STEPS)
    def takes_one(self, sleep: int = 0, pick: int = 0, again: bool = False, outcome: str = "taken", steps: int = 0) -> None:
        """A process claims one and comes so far with it; the engine may hand the same one out once more."""
        self.wait(sleep)
        self.outbox.sweep(self.engine, self.now)
        if not self.engine.ids:
            return
        number = self.engine.ids[pick % len(self.engine.ids)]
        if not again:
            self.engine.ids.remove(number)
        hand = self._claimed(number)
        if hand is not None:
            self._come(hand, steps, outcome)

    @precondition(lambda self: self.hands)
    @rule(sleep=SLEEPS, pick=st.integers(0, 9), outcome=st.sampled_from(OUTCOMES_THERE), steps=STEPS)
    def goes_on(self, sleep: int = 0, pick: int = 0, outcome: str = "taken", steps: int = ALL_THE_WAY) -> None:
        """A hand wakes up and comes so much further."""
        self.wait(sleep)
        self._come(self.hands[pick % len(self.hands)], max(1, steps), outcome)

    @rule(sleep=SLEEPS, hours=st.sampled_from([0, 0, 3]))
    def somebody_else_does_it_all(self, sleep: int = 0, hours: int = 0) -> None:
        """Another process, in which nothing goes wrong, sweeps and sends what it gets."""
        self.wait(sleep)
        self.now += timedelta(hours=hours)
        before, self.engine.ids = self.engine.ids, []
        self.outbox.sweep(self.engine, self.now)
        while self.engine.ids:
            hand = self._claimed(self.engine.ids.pop())
            if hand is not None:
                self._come(hand, ALL_THE_WAY, "taken")
        self.engine.ids = before

    @precondition(lambda self: self.hands)
    @rule(pick=st.integers(0, 9), how=st.sampled_from(["killed", "patience", "engine"]))
    def ends(self, pick: int = 0, how: str = "killed") -> None:
        """A process is killed; or an attempt is broken off, as it took too long; or the engine loses all it was handed."""
        hand = self.hands[pick % len(self.hands)]
        if how == "engine":
            self.engine.ids.clear()
        elif how == "killed":
            self._dies(hand)
        else:
            if hand.came is None:
                hand.going.close()
                hand.came = TimeoutError()
            self._note(hand)

    # -- how

    def make(self, hours: int | None) -> None:
        self.rows += 1
        given: dict[str, Any] = {"due_at": self.now, "planned_at": self.now, "message": to_json(say("Hello"))}
        expires_at = None if hours is None else self.now + timedelta(hours=hours)
        row = Delivery(workspace_id=1, kind=Kind.NOTICE, key=f"row/{self.rows}", conversation=f"channel/{self.rows % 3}", **given)
        row.to, row.expires_at = {"channel": "C1"}, expires_at
        with self.database.begin(lasting=False) as session:
            deliveries.queue(session, [row])

    def admin(self, act: Act, number: int) -> None:
        with self.database.begin(lasting=False) as session:
            was = deliveries.get(session, number)
            unsure, state = was.unsure, State(was.state)
            (taken,) = take(session, House(), act, [number], self.now, organisation_id=1, actor=None)
        if taken.done and act is Act.RESEND:
            assert state is not State.SENT
            self.over.pop(number, None)
            if unsure:
                self.chosen_twice.add(number)

    def wait(self, seconds: int) -> None:
        self.wire += timedelta(seconds=seconds)
        self.platform.arrive(self.wire)

    def _claimed(self, number: int) -> Hand | None:
        (job,) = self.outbox.claim([number])
        if job is None:
            return None
        attempt = Attempt(job)
        hand = Hand(attempt, self.outbox.send(attempt))
        self.hands.append(hand)
        self._on(hand)
        return hand

    def _come(self, hand: Hand, steps: int, outcome: str) -> None:
        for _ in range(steps):
            if hand.came is not None:
                self._note(hand)
                return
            self._step(hand, outcome)

    def _step(self, hand: Hand, outcome: str) -> None:
        match hand.at:
            case "asking":
                self._on(hand, {"busy": TryLater(timedelta(seconds=1)), "reset": Uncertain()}.get(outcome))
            case "leaving":
                if self.wire >= hand.attempt.job.until:
                    hand.late = True
                    self.overslept.add(hand.attempt.job.id)
                self._on(hand, self._happens(outcome))
            case _:
                self._on(hand)

    def _happens(self, outcome: str) -> Callable[[str], Sent]:
        def happen(key: str) -> Sent:
            match outcome:
                case "busy":
                    raise TryLater(timedelta(seconds=3))
                case "refused":
                    raise Unreachable("it will not have it")
                case "reset":
                    raise Uncertain
                case "answer lost":
                    self.platform.takes(key)
                    raise Uncertain
                case "comes, answer lost":
                    self.platform.comes(key, self.wire + TIMEOUT)
                    raise Uncertain
                case _:
                    return self.platform.takes(key)

        return happen

    def _on(self, hand: Hand, said: object = None) -> None:
        try:
            hand.at = hand.going.send(said)
            assert hand.at != "leaving" or self.wire < hand.attempt.job.until, "it was looked at last when the lease was over"
        except StopIteration as end:
            hand.came = end.value
        except OUTCOMES as came:
            hand.came = came

    def _note(self, hand: Hand) -> None:
        assert hand.came is not None
        if self.wire >= hand.attempt.job.until:
            self.overslept.add(hand.attempt.job.id)
        if isinstance(hand.came, CannotTell) and self.on_unknown is OnUnknown.RESEND:
            self.chosen_twice.add(hand.attempt.job.id)
        (trouble,) = self.outbox.outcomes.note_all([(hand.attempt, hand.came)])
        assert trouble is None
        self.hands.remove(hand)

    def _dies(self, hand: Hand) -> None:
        hand.going.close()
        if hand.late:
            self.died_late.add(hand.attempt.job.id)
        self.hands.remove(hand)

    # -- what holds

    def _all(self) -> Sequence[Delivery]:
        with self.database.reading() as session:
            rows = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
            session.expunge_all()
            return rows

    @invariant()
    def nothing_is_doubled_without_a_mark(self) -> None:
        for row in self._all():
            number, copies = row.id or 0, len(self.platform.standing.get(row.token, ()))
            unfinished = any(hand.attempt.job.id == number and hand.late for hand in self.hands)
            if copies > 1 and not unfinished and number not in self.died_late:
                assert row.possible_duplicate, f"{row.key} stands there {copies} times"
            if not {number} & (self.overslept | self.chosen_twice):  # killed, or frozen for less than the lease
                assert copies <= 1
            if row.possible_duplicate and number not in self.chosen_twice:
                assert number in self.overslept

    @invariant()
    def what_is_called_sent_stands_there(self) -> None:
        assert all(self.platform.standing.get(row.token) for row in self._all() if row.state == State.SENT)

    @invariant()
    def fences_grow_and_what_is_over_stays_over(self) -> None:
        for row in self._all():
            number, state = row.id or 0, State(row.state)
            assert row.fence >= self.fences[number]
            self.fences[number] = row.fence
            assert self.over.get(number, state) == state
            if state in OVER:
                self.over[number] = state

    def teardown(self) -> None:
        """Once all is well again, everything comes to an end; and what is to be sent is sent."""
        try:
            while self.hands:
                self._dies(self.hands[0])
            self._heal()
            self.nothing_is_doubled_without_a_mark()
            self.what_is_called_sent_stands_there()
        finally:
            self.database.close()
            self.folder.cleanup()

    def _heal(self) -> None:
        for _ in range(MOST_ROUNDS):
            if all(row.state in SETTLED for row in self._all()):
                return
            self.somebody_else_does_it_all(121)
        raise AssertionError([(row.key, row.state) for row in self._all()])


Machine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
test_whatever_happens_in_whatever_order = Machine.TestCase


# -- roads that chance seldom takes


@contextmanager
def told(*, asks: bool = True, on_unknown: OnUnknown = OnUnknown.HOLD) -> Iterator[Machine]:
    """A story of one row, at whose end all that holds is looked at."""
    machine = Machine()
    try:
        machine.begin(asks=asks, on_unknown=on_unknown)
        yield machine
        machine.nothing_is_doubled_without_a_mark()
        machine.fences_grow_and_what_is_over_stays_over()
    finally:
        machine.teardown()


def row(machine: Machine) -> Delivery:
    return machine._all()[0]


def copies(machine: Machine) -> int:
    return len(machine.platform.standing.get(row(machine).token, ()))


@pytest.mark.parametrize("outcome", ["taken", "answer lost", "comes, answer lost"])
def test_who_oversleeps_between_the_last_look_and_the_send_doubles_and_says_so(outcome: str) -> None:
    with told() as it:
        it.takes_one(steps=0)
        it.somebody_else_does_it_all(121)
        it.goes_on(outcome=outcome)
        it.wait(11)

        assert (row(it).state, copies(it), row(it).possible_duplicate) == (State.SENT, 2, True)


@pytest.mark.parametrize("steps", [1, 2])
def test_who_oversleeps_after_the_send_has_doubled_nothing(steps: int) -> None:
    with told() as it:
        it.takes_one(steps=steps)
        it.somebody_else_does_it_all(121)
        it.goes_on()

        assert (row(it).state, copies(it), row(it).possible_duplicate) == (State.SENT, 1, False)


@pytest.mark.parametrize("come", ["answer", "doubt"])
def test_who_oversleeps_where_nobody_can_be_asked_tells_what_became_of_it(come: str) -> None:
    with told(asks=False) as it:
        it.takes_one(steps=1)
        it.somebody_else_does_it_all(121)
        assert row(it).state == State.HELD

        it.goes_on() if come == "answer" else it.ends(how="patience")
        assert row(it).state == (State.SENT if come == "answer" else State.HELD)
        assert (copies(it), row(it).possible_duplicate) == (1, False)


def test_who_oversleeps_while_asking_sends_nothing() -> None:
    with told() as it:
        it.takes_one(outcome="reset", steps=ALL_THE_WAY)
        it.takes_one(sleep=11, steps=1)
        it.wait(121)
        it.goes_on()

        assert copies(it) == 0
        assert row(it).state in (State.UNKNOWN, State.SENDING)


@pytest.mark.parametrize("outcome", ["busy", "refused", "reset"])
def test_the_word_of_a_sleeper_changes_nothing_while_somebody_else_is_at_it(outcome: str) -> None:
    with told() as it:
        it.takes_one(steps=0)
        it.takes_one(sleep=121, steps=2)
        it.goes_on(pick=0, outcome=outcome)
        assert row(it).state == State.SENDING

        it.goes_on()
        assert (row(it).state, copies(it)) == (State.SENT, 1)


def test_a_sleepers_answer_while_somebody_else_asks_is_what_they_find() -> None:
    with told() as it:
        it.takes_one(steps=1)
        it.takes_one(sleep=121, steps=0)
        it.goes_on(pick=0)
        it.goes_on()

        assert (row(it).state, copies(it), row(it).possible_duplicate) == (State.SENT, 1, False)


def test_a_sleepers_answer_after_somebody_else_asked_is_a_second_one() -> None:
    with told() as it:
        it.takes_one(steps=0)
        it.takes_one(sleep=121, steps=2)  # asked, told no, about to send
        it.goes_on(pick=0)
        assert row(it).possible_duplicate
        it.goes_on()

        assert (row(it).state, copies(it), row(it).possible_duplicate) == (State.SENT, 2, True)


def test_what_comes_late_is_never_asked_for_early() -> None:
    with told() as it:
        it.takes_one(outcome="comes, answer lost", steps=ALL_THE_WAY)
        it.somebody_else_does_it_all()
        assert row(it).state == State.UNKNOWN
        it.somebody_else_does_it_all(11)

        assert (row(it).state, copies(it)) == (State.SENT, 1)


def test_what_has_not_arrived_and_is_too_late_is_not_sent() -> None:
    with told() as it:
        it.make(hours=2)
        it.takes_one(pick=1, outcome="reset", steps=ALL_THE_WAY)
        it.somebody_else_does_it_all(11, hours=3)

        assert State(it._all()[1].state) == State.EXPIRED


def test_what_an_admin_holds_and_a_sleeper_delivered_is_delivered() -> None:
    with told() as it:
        it.takes_one(steps=2)
        it.wait(121)
        it.outbox.sweep(it.engine, it.now)
        it.admin(Act.HOLD, 1)
        assert row(it).state == State.HELD
        it.goes_on()

        assert (row(it).state, copies(it), row(it).possible_duplicate) == (State.SENT, 1, False)


def test_what_an_engine_hands_out_twice_at_the_same_moment_is_claimed_once() -> None:
    with told() as it:
        it.outbox.sweep(it.engine, it.now)

        jobs = it.outbox.claim([1, 1])

        assert [job is None for job in jobs].count(False) == 1


def test_what_goes_where_a_process_has_no_channel_is_left_to_one_that_has() -> None:
    with told() as it:
        it.outbox.sweep(it.engine, it.now)
        asyncio.run(replace(it.outbox, channels={}).deliver(1))

        assert (row(it).state, row(it).fence) == (State.QUEUED, 0)

        it.somebody_else_does_it_all(121)
        assert (row(it).state, copies(it), row(it).possible_duplicate) == (State.SENT, 1, False)


def test_two_words_about_one_row_are_both_heard_if_they_come_at_the_same_moment() -> None:
    with told() as it:
        it.make(None)  # as a lot of one row is written down otherwise
        it.takes_one(steps=0)
        it.takes_one(sleep=121, pick=1, steps=2)  # asked, told no, about to send
        it.takes_one(steps=2)
        it.goes_on(pick=0, steps=2)
        it.goes_on(pick=1, steps=2)
        lot = [(hand.attempt, hand.came) for hand in it.hands if hand.came is not None]
        assert [attempt.job.claim for attempt, _ in lot] == [(1, 1), (1, 2), (2, 1)]

        assert it.outbox.outcomes.note_all(lot) == [None, None, None]

        it.hands.clear()
        assert (row(it).state, copies(it), row(it).possible_duplicate) == (State.SENT, 2, True)


def test_a_database_that_is_away_is_waited_for_once_by_all_who_have_something_to_say() -> None:
    with told() as it:
        it.make(None)
        it.takes_one(outcome="busy", steps=1)
        it.takes_one(outcome="busy", steps=1)
        lot = [(hand.attempt, hand.came) for hand in it.hands if hand.came is not None]
        away = replace(it.outbox.outcomes, database=Database("postgresql://waypost@127.0.0.1:9/x"))

        first, second = away.note_all(lot)

        assert isinstance(first, Unavailable)
        assert second is first


def test_a_mark_stays_when_one_of_two_is_found() -> None:
    with told() as it:
        it.takes_one(steps=0)
        it.takes_one(sleep=121, steps=2)
        it.goes_on(pick=0)
        it.goes_on(steps=1)
        it.ends(how="killed")
        it.somebody_else_does_it_all(121)

        assert (row(it).state, copies(it), row(it).possible_duplicate) == (State.SENT, 2, True)


def test_what_an_admin_sends_again_without_knowing_is_marked() -> None:
    with told(asks=False) as it:
        it.takes_one(outcome="answer lost", steps=ALL_THE_WAY)
        it.somebody_else_does_it_all(11)
        it.admin(Act.RESEND, 1)
        it.somebody_else_does_it_all()

        assert (row(it).state, copies(it), row(it).possible_duplicate) == (State.SENT, 2, True)
