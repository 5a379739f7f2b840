"""A cohort plays its weeks: what arrives is read, answered or not by the habits of the simulation, through the service's own door."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, groupby
from typing import Any

from bot.rehearsing.cast import Cast
from bot.rehearsing.saying import answers, scored
from bot.rehearsing.stage import Stage
from content.activity import Answer
from content.conditions import Outcome
from content.languages import speaking
from content.programme import Programme
from content.traits import Asks
from handlers.inbox import handle
from handlers.incoming import Incoming, Said
from handlers.questions import the_question
from models import deliveries, enrolments, held, responses
from models.deliveries import Delivery, Kind
from models.session import Session
from scheduler.asking import is_request
from scheduler.diary import What
from scheduler.simulation.crowd import habit
from scheduler.simulation.habits import Habit
from scheduler.simulation.happenings import Answered, Happening, Message
from scheduler.simulation.people import Someone

WHAT = {Kind.STEP: What.STEP, Kind.REMINDER: What.REMINDER, Kind.CHECKIN: What.CHECKIN}
ASKED, NOT_THIS_TIME = Outcome("asked", final=False), "not_this_time"  # what a step comes to that asks somebody else
A_DAY = timedelta(days=1)


@dataclass(slots=True)
class Part:
    """One learner's. *asked* is what was brought to them, *tokens* what answers it, both by step or week."""

    someone: Someone
    habit: Habit
    asked: dict[str, Message] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    reminded: set[str] = field(default_factory=set)
    saying: dict[str, Outcome | None] = field(default_factory=dict)  #: what they are about to answer
    happened: list[Happening] = field(default_factory=list)


@dataclass(slots=True)
class Play:
    """*moved* is told of each instant that is reached. *refused* counts the answers that were not taken.

    *came*: when what the figures are about was due and came, by workspace.
    """

    stage: Stage
    cast: Cast
    moved: Callable[[datetime], None]
    parts: dict[int, Part] = field(default_factory=dict)
    refused: int = 0
    came: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    _answering: list[tuple[datetime, int, int, str]] = field(default_factory=list)
    _means: dict[int, Outcome | None] = field(default_factory=dict)  # what is to come of a step about which somebody else was asked
    _numbers: count[int] = field(default_factory=count)

    @property
    def programme(self) -> Programme:
        return self.cast.scenario.programme

    async def through(self, cohort: Sequence[Someone]) -> None:
        """Play until nobody of the cohort is on the programme any more, and all is answered that will be."""
        joining = self._joining(cohort)
        while True:
            there = [self.stage.next_at(), *(instant for instant, _ in joining[:1]), *(one[0] for one in self._answering[:1])]
            upcoming = min((one for one in there if one is not None), default=None)
            if upcoming is None or (upcoming > self.stage.now + A_DAY and not joining and not self._answering and self._is_over()):
                return
            self.stage.now = max(self.stage.now, upcoming)
            self.moved(self.stage.now)
            await self._pass(joining)
            await asyncio.sleep(0)  # for whoever wants to stop us

    def _is_over(self) -> bool:
        with self.stage.database.reading() as session:
            return not enrolments.active_of(session, self.parts)

    def _joining(self, cohort: Sequence[Someone]) -> list[tuple[datetime, list[Someone]]]:
        """When who joins, the first first."""
        diaries = {one.circumstances: self.cast.scenario.diary(one.circumstances) for one in cohort}
        when = {circumstances: diary.routes[0].joined_at for circumstances, diary in diaries.items()}
        ordered = sorted(cohort, key=lambda one: (when[one.circumstances], one.number))
        return [(instant, list(group)) for instant, group in groupby(ordered, key=lambda one: when[one.circumstances])]

    async def _pass(self, joining: list[tuple[datetime, list[Someone]]]) -> None:
        """All that happens at this instant: what is due comes first, then who joins, then who answers."""
        await self._settle()
        if joining and joining[0][0] <= self.stage.now:
            _, group = joining.pop(0)
            self.cast.join(self.stage, group)
            for one in group:
                begins = self.cast.scenario.diary(one.circumstances)
                self.parts[self.cast.numbers[one.number]] = Part(one, habit(self.cast.scenario, one, begins))
            await self._settle()
        while self._answering and self._answering[0][0] <= self.stage.now:
            _, _, number, about = heapq.heappop(self._answering)
            self._answer(number, about)
            await self._settle()

    async def _settle(self) -> None:
        while True:
            await self.stage.settle()
            arrived, self.stage.box.arrived = self.stage.box.arrived, []
            if not arrived:
                return
            for token in arrived:
                self._arrived(token)

    def _arrived(self, token: str) -> None:
        with self.stage.database.reading() as session:
            row = deliveries.by_token(session, token)
            assert row is not None  # we have made it
            number = row.person_id or 0
            what = What.RETURN if held.leave_of(row.key) is not None else WHAT.get(Kind(row.kind))
            if number in self.parts and what is not None:
                self._read(self.parts[number], row, what)
            asked = is_request(row)
            theirs = self._about(session, row) if asked else ()
        self.refused += asked and not (theirs and all(self._give(number, token, one) for one in theirs))

    def _read(self, part: Part, row: Delivery, what: What) -> None:
        """It moves them to something, or to nothing; whoever is about to answer is moved no further."""
        about = row.step or row.week or ""
        self.came.append((part.someone.workspace, row.due_at, self.stage.now))
        part.happened.append(Message(what, about, row.due_at, row.due_at > row.planned_at))
        if what is What.RETURN:
            return
        message = Message(what, about, self.stage.now)
        if what is What.REMINDER:
            part.reminded.add(about)
        else:
            part.asked[about], part.tokens[about] = message, row.token
        if about in part.saying:
            return
        answer_at = part.habit.answers_at(message)
        if answer_at is not None and (what is not What.CHECKIN or row.expires_at is None or answer_at < row.expires_at):
            heapq.heappush(self._answering, (answer_at, next(self._numbers), row.person_id or 0, about))
            part.saying[about] = self._says(part.habit, about) if what is not What.CHECKIN else None

    def _says(self, habit: Habit, key: str) -> Outcome | None:
        if not self.programme.asks_back:
            return None
        with speaking(self.programme.ours):
            return habit.says(self.programme.step(key).activity)

    def _answer(self, number: int, about: str) -> None:
        """Do what they are about to do, if that can be done here. What was not taken is counted, and has changed nothing."""
        part = self.parts[number]
        wanted = part.saying.pop(about)
        taken: Sequence[bool]
        if part.asked[about].what is What.CHECKIN:
            taken = [self._check_in(number, part, about)]
        else:
            taken = self._answer_step(number, part.tokens[about], wanted)
        if taken and all(taken):
            part.happened.append(Answered(part.asked[about], self.stage.now, about in part.reminded))
        self.refused += not all(taken)

    def _check_in(self, number: int, part: Part, week: str) -> bool:
        obstacle = part.habit.obstacle() if self.programme.top_ups else ""
        values = {"did": ("Some words",), "obstacle": (obstacle or "nothing",), "visible": ("me",)}
        return self._act(number, Said.FORM, token=part.tokens[week], form="checkin", values=values)

    def _answer_step(self, number: int, token: str, wanted: Outcome | None) -> Sequence[bool]:
        """Whether each of the answers was taken that it needs; none: it has none, such as by a file alone."""
        with self.stage.database.reading() as session, speaking(self.programme.ours):
            row = deliveries.by_token(session, token)
            assert row is not None
            activity = the_question(session, self.stage.house, row).step.activity
            if isinstance(activity, Asks) and (wanted is None or wanted.status != NOT_THIS_TIME):
                self._means[row.id or 0], wanted = wanted, ASKED
            sequence = answers(activity, wanted)
        return [self._give(number, token, one) for one in sequence]

    def _about(self, session: Session, request: Delivery) -> Sequence[Answer]:
        """What is answered about a learner, at once, so that the step comes to what was meant."""
        wanted = self._means.get(request.about_id or 0)
        with speaking(self.programme.ours):
            activity = the_question(session, self.stage.house, request).step.activity
            return scored(activity, wanted.score) if wanted is not None else answers(activity, None)

    def _give(self, number: int, token: str, answer: Answer) -> bool:
        if answer.choice:
            return self._act(number, Said.CHOICE, token=token, choice=answer.choice)
        if answer.values:
            return self._act(number, Said.FORM, token=token, form="answer", values=answer.values)
        source = f"typed/{next(self._numbers)}"
        return self._act(number, Said.TEXT, text=answer.text, thread=token, source=source) and self._answers(token, source)

    def _answers(self, token: str, source: str) -> bool:
        """Whether what was typed was taken as an answer, and not as a note of theirs."""
        with self.stage.database.reading() as session:
            row = deliveries.by_token(session, token)
            return row is not None and any(one.source == source for one in responses.to_delivery(session, row.id or 0))

    def _act(self, number: int, said: Said, **given: Any) -> bool:
        """Whether it was taken."""
        where = self.cast.where[number]
        incoming = Incoming(where.platform, where.workspace, where.user, said, f"act/{next(self._numbers)}", **given)
        with self.stage.database.begin() as session:
            reply = handle(session, self.stage.house, incoming, self.stage.now)
            if reply.refused or reply.problems:
                session.rollback()
        return not (reply.refused or reply.problems)
