"""One plan, told in five places: what `waypost plan` shows, what `why` and the learner's page say, what `simulate` lives, what was sent.

Someone who answers at once walks a whole route. Before anything comes she asks when it will; the chats themselves play no part in that,
so there are none here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from bot.cli import known
from bot.publishing import publish_shipped
from content.activity import Activity, Answer, Mark
from content.conditions import Outcome
from content.loading import parse
from content.message import Message
from content.outcomes import outcome
from content.programme import Programme
from content.shipped import shipped
from handlers.incoming import Said
from models import deliveries, organisations
from models.deliveries import Delivery, Kind, State
from scheduler.diary import What
from scheduler.simulation.forecast import asked_each_time
from scheduler.simulation.habits import Behaviour
from scheduler.simulation.happenings import LeftOut
from scheduler.simulation.happenings import Message as Came
from scheduler.simulation.life import Life
from scheduler.simulation.people import Circumstances
from scheduler.simulation.scenario import Scenario
from tests.databases import fresh_sqlite
from tests.desk import PROGRAMMES
from tests.offices import Office, office, words_of

LISBON = ZoneInfo("Europe/Lisbon")
FRIDAY_BEFORE, STARTS_ON = "2027-02-26T10:00:00+00:00", date(2027, 3, 1)  # summer time begins on the way, on 28 March
LONG_AFTER = datetime(2027, 6, 1, tzinfo=UTC)
LANDS, TWO_WAYS = "feedback-that-lands.yaml", "two-ways.yaml"
SAYS = {"quiz": "wrong"}  # by step, where the first answer that settles it is not the one to give
OBSTACLE = "practice"
ENTRY = re.compile(r"(\w+ \d+ \w+(?: \d{4})?, \d\d:\d\d): (.+)")


def programme_in(name: str) -> Programme:
    sources = dict(shipped())
    return parse(sources[name] if name in sources else (PROGRAMMES / name).read_bytes(), name)


@dataclass
class Told:
    """When each thing comes, by the key of its step or the week of its check-in, as somebody was told just before."""

    home: dict[str, datetime] = field(default_factory=dict)
    why: dict[str, datetime] = field(default_factory=dict)
    why_each: dict[str, datetime] = field(default_factory=dict)


@dataclass
class Walk:
    """Ana's way through a programme."""

    it: Office
    programme: Programme
    told: Told = field(default_factory=Told)

    def through(self) -> None:
        self.it.settle()
        while (following := self.it.heart.next_at(self.it.now)) is not None and following < LONG_AFTER:
            self.asks(following)
            self.it.to(following.isoformat())
            self.answers()
            self.it.settle()

    def asks(self, following: datetime) -> None:
        """What comes at that instant, as her page, `why` and `why` of each step have it."""
        week = f"{following.astimezone(LISBON):%G-W%V}"
        page = words_of(self.it.act("ana", Said.HOME)).partition("Next\n")[2]
        self.told.home |= {self.key(title, week): following for title in self.coming(page, following, f"{following:%Y} ")}
        for title in self.coming(self.it.command("ana", "why"), following):
            key = self.key(title, week)
            self.told.why[key] = following
            if key != week:
                said = re.search(r"comes (.+)", self.it.command("ana", f"why {key}"))
                assert said, key
                self.told.why_each[key] = instant(said[1])

    def coming(self, text: str, following: datetime, year: str = "") -> Iterator[str]:
        for when, title in ENTRY.findall(text):
            if instant(when.replace(", ", f" {year.strip()}, ") if year else when) == following:
                yield title

    def key(self, title: str, week: str) -> str:
        return next((step.key for step in self.programme.every_step if step.title == title), week)

    def answers(self) -> None:
        """Everything that has just come."""
        for row in self.rows():
            if row.state == State.SENT and row.kind == Kind.CHECKIN:
                values = {"did": ("I asked.",), "obstacle": (OBSTACLE,), "visible": ("me",)}
                self.it.act("ana", Said.FORM, token=row.token, form="checkin", values=values)
            elif row.state == State.SENT and row.step:
                given, _ = answer(self.programme.step(row.step).activity, SAYS.get(row.step))
                said = Said.CHOICE if given.choice else Said.FORM
                self.it.act("ana", said, token=row.token, choice=given.choice, form="answer", values=dict(given.values))

    def rows(self) -> list[Delivery]:
        with self.it.reading() as session:
            ana = self.it.person(session, "ana")
            return list(deliveries.planned_of(session, [ana.id or 0]))


def instant(said: str) -> datetime:
    return datetime.strptime(said, "%A %d %B %Y, %H:%M").replace(tzinfo=LISBON).astimezone(UTC)


def answer(activity: Activity, status: str | None) -> tuple[Answer, Mark]:
    """The first answer that settles it, with that *status* (None: any)."""
    pressed = [Answer(choice=one.key) for one in Message(activity.prompt()).choices()]
    filled = {"words": ("I tried it.",), "cue": ("we meet",), "action": ("ask first",)}
    marks = [(one, activity.mark(one, 1)) for one in (*pressed, Answer(values=filled))]
    return next(one for one in marks if one[1].done and not one[1].problems and status in (None, one[1].status))


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Answers the same, in a simulation."""

    programme: Programme

    def answers_at(self, message: Came) -> datetime | None:
        return message.sent_at

    def says(self, activity: Activity) -> Outcome | None:
        key = next(step.key for step in self.programme.every_step if step.activity is activity)
        return outcome(answer(activity, SAYS.get(key))[1])

    def obstacle(self) -> str:
        return OBSTACLE


@pytest.fixture(params=[LANDS, TWO_WAYS])
def walk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Walk]:
    programme = programme_in(request.param)
    with office(fresh_sqlite(tmp_path), FRIDAY_BEFORE) as it:
        with it.database.begin() as session:
            publish_shipped(session, organisations.the_first(session, it.now).id or 0, it.now)
        it.command("ana", "help")
        it.command("ada", f"enrol @ana in {programme.key} starting {STARTS_ON} cohort spring")
        yield Walk(it, programme)


def test_everybody_is_told_the_same_plan_and_it_is_what_comes(walk: Walk) -> None:
    walk.through()

    rows, told, (planned, open_) = walk.rows(), walk.told, shown_by_plan(walk.programme)
    sent = {row.step or row.week or "": row.sent_at for row in rows}
    assert {row.kind for row in rows} == {Kind.STEP, Kind.CHECKIN}
    assert sent == told.home == told.why
    assert told.why_each == {row.step: row.sent_at for row in rows if row.step}
    came, left_out = lived(walk.programme)
    assert came == sent
    assert left_out == {step.key for step in walk.programme.steps if step.branch} - sent.keys()
    assert planned == {key: sent[key] for key in planned}
    assert {key: at for key, at in open_.items() if key in sent} == {key: at for key, at in sent.items() if key in open_}
    later = sent.keys() - planned.keys() - open_.keys()  # what follows an answer or an obstacle has no date before
    assert later == {step.key for step in walk.programme.every_step if step.when.after in {*sent, "obstacle"}} & sent.keys()
    assert {step.key for step in walk.programme.steps} <= sent.keys() | left_out


def shown_by_plan(programme: Programme) -> tuple[Mapping[str, datetime], Mapping[str, datetime]]:
    """What surely comes by `waypost plan`, and what comes only if."""
    named = programme.key if f"{programme.key}.yaml" in dict(shipped()) else str(PROGRAMMES / f"{programme.key}.yaml")
    result = CliRunner().invoke(known(), ["plan", named, "--start", f"{STARTS_ON}", "--zone", LISBON.key, "--json"])
    dated = [one for one in json.loads(result.stdout) if one["at"]]
    found = {one["step"] or one["week"]: datetime.fromisoformat(one["at"]) for one in dated}
    unsure = {one["step"] for one in dated if "only_if" in one}
    return {key: at for key, at in found.items() if key not in unsure}, {key: at for key, at in found.items() if key in unsure}


def lived(programme: Programme) -> tuple[Mapping[str, datetime], set[str]]:
    """What comes to somebody in a simulation who answers the same, and what is left out."""
    begins = Scenario(programme, STARTS_ON, Behaviour(1), seed=7).diary(Circumstances(LISBON.key))
    happened = list(Life(begins, AtOnce(programme), asked_each_time).lived())
    messages = [one for one in happened if isinstance(one, Came)]
    assert all(one.what is not What.REMINDER for one in messages)
    return {one.about: one.sent_at for one in messages}, {one.step for one in happened if isinstance(one, LeftOut)}


def test_the_page_does_not_promise_what_is_still_open(tmp_path: Path) -> None:
    with office(fresh_sqlite(tmp_path), FRIDAY_BEFORE) as it:
        it.command("ana", "help")
        it.command("ada", f"enrol @ana in two-ways starting {STARTS_ON}")

        page = words_of(it.act("ana", Said.HOME))

    assert "Tuesday 2 March, 09:00: Once more, slowly (only if you scored less than 60% in “Which question”)" in page
