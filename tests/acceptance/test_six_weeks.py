"""Six weeks of *Feedback that lands* for six people in four zones: the exact list of what each got, and when.

The list stands in `expected/six_weeks.txt`, to be read by people. `WRITE_EXPECTED=1` writes it anew; read the difference with care.
New York goes to summer time on 14 March 2027, Lisbon and Berlin on 28 March, Singapore never.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pytest

from content.loading import parse
from content.shipped import shipped
from tests.databases import fresh_sqlite
from tests.house import House, opened
from tests.phones import Phone, Seen

EXPECTED = Path(__file__).parent / "expected" / "six_weeks.txt"
HOW_TO_READ = "The reader's own time = the instant in UTC  what came, as it stands at the end"
FILE = "feedback-that-lands.yaml"
PROGRAMME = parse(dict(shipped())[FILE], FILE)
AFTER_AN_ANSWER = "What came of the three sentences?"  # five days after the answer to “Say your three sentences”
FRIDAY_BEFORE = "2027-02-26T10:00:00+00:00"
STARTS_ON, LAST_EVENING_ON = date(2027, 3, 1), date(2027, 4, 16)  # Farah pauses, so hers ends a week after the others'
LONG_AFTER = "2027-05-17T16:00:00+00:00"  # by then nothing should come any more
EVENING = time(18)
CHANNEL = "autumn-cohort"
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Got:
    """A message as it stands at the end; *channel* is its place, *local* the reader's time."""

    local: datetime
    said: str
    answered: bool

    @property
    def line(self) -> str:
        return f"{self.local:%a %d %b %H:%M} = {self.local.astimezone(UTC):%Y-%m-%dT%H:%MZ}  {self.said}{'  (answered)' * self.answered}"


async def reads(phone: Phone, message: Seen) -> None:
    await press(phone, message, "Done")


async def reports(phone: Phone, message: Seen) -> None:
    await press(phone, message, "Did it")
    await phone.fill(words="I tried it in the Thursday call, and it was easier than I had thought.")


async def plans(phone: Phone, message: Seen) -> None:
    await press(phone, message, "Make a plan")
    await phone.fill(cue="our Thursday call ends", action="write down one thing I saw")


async def checks_in(phone: Phone, message: Seen) -> None:
    await press(phone, message, "Check in")
    await phone.fill(did="I asked first, twice.", visible="My manager, Mia Lindqvist", obstacle="No time")


async def taps(phone: Phone, message: Seen) -> None:
    """Pick the second answer, and the third where that was wrong: a quiz gives two tries."""
    for label in message.buttons[1:3]:
        await press(phone, message, label)
        if label not in (await again(phone, message)).buttons:
            return


async def writes(phone: Phone, message: Seen) -> None:
    await press(phone, message, "Answer")
    await phone.fill(words="Asking first has become a habit. Coming back still needs a plan.")


async def press(phone: Phone, message: Seen, label: str) -> None:
    await phone.press(label, on=await again(phone, message))


async def again(phone: Phone, message: Seen) -> Seen:
    """The message as it is now."""
    return next(one for one in await phone.all() if one.name == message.name)


ACTS: dict[str, Callable[[Phone, Seen], Awaitable[None]]] = {
    "Done": reads,
    "Did it": reports,
    "Make a plan": plans,
    "Check in": checks_in,
    "Answer": writes,
}
ALL = (*ACTS, "")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who looks at their chat in the evening, *on* these days: *answers* are the buttons they care for, "" any one-tap answer."""

    name: str
    zone: str
    habit: str
    answers: Sequence[str] = ()
    on: Sequence[int] = range(5)


Act: TypeAlias = Callable[[Phone, Person], Awaitable[None]]
PEOPLE = (
    Person("ana", "Europe/Lisbon", "answers everything the same evening", ALL),
    Person("ben", "America/New_York", "never answers"),
    Person("chen", "Asia/Singapore", "answers with one tap and checks in, and nothing else", ("", "Check in")),
    Person("dina", "Europe/Berlin", "makes plans and reports on practice the same evening", ("Make a plan", "Did it")),
    Person("emeka", "Europe/Lisbon", "catches up on Friday evenings", ALL, on=(4,)),
    Person("farah", "America/New_York", "answers everything the same evening, and pauses from 15 March until 22 March", ALL),
)
FARAH_PAUSES_AT = datetime(2027, 3, 15, 8, 0, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture
async def autumn(platform: str, tmp_path: Path, record: Path | None) -> AsyncIterator[House]:
    """The house long after six weeks that began on Monday 1 March 2027."""
    async with opened(fresh_sqlite(tmp_path), FRIDAY_BEFORE, platform=platform, record=record) as house:
        ada = house.phone("ada")
        await ada.command("manager @ana @ben @chen @dina @emeka @farah is @mia")
        await ada.command("enrol @ana @ben @chen @dina @emeka @farah in feedback-that-lands starting 2027-03-01 cohort autumn")
        await ada.command("channel autumn here", channel=CHANNEL)
        for at, person, act in moments():
            await house.to(at.astimezone(UTC).isoformat())
            await act(house.phone(person.name), person)
        await house.to(LONG_AFTER)
        yield house


def moments() -> list[tuple[datetime, Person, Act]]:
    """Every working day's 18:00 of everybody who looks then, and Farah's pause; in order."""
    days = [STARTS_ON + A_DAY * number for number in range((LAST_EVENING_ON - STARTS_ON).days + 1)]
    found: list[tuple[datetime, Person, Act]] = [
        (datetime.combine(day, EVENING, ZoneInfo(person.zone)), person, spends_the_evening)
        for day in days
        for person in PEOPLE
        if person.answers and day.weekday() in person.on
    ]
    return sorted([*found, (FARAH_PAUSES_AT, PEOPLE[-1], pauses)], key=lambda one: one[0].astimezone(UTC))


async def pauses(phone: Phone, _: Person) -> None:
    await phone.command("pause until 2027-03-22")


async def spends_the_evening(phone: Phone, person: Person) -> None:
    for message in await phone.all():
        kind = next((label for label in message.buttons if label in ACTS), "")
        if is_open(message) and message.buttons and kind in person.answers:
            await ACTS.get(kind, taps)(phone, message)


def is_open(message: Seen) -> bool:
    """Whether it is a question of its own (and no reminder of one) that nobody has touched yet."""
    return message.ours and not message.edited and not message.alone and not message.summary.startswith("Still open")


async def got(phone: Phone, zone: str, channel: str | None = None) -> list[Got]:
    """All that Waypost wrote to somebody, or in a channel."""
    return [
        Got(message.shown_at.astimezone(ZoneInfo(zone)), message.summary.split(" · ")[0], message.edited)
        for message in await phone.all(channel)
        if message.ours and not message.alone and message.shown_at is not None
    ]


async def told(house: House) -> str:
    """The whole list, for people to read."""
    parts = [(f"{one.name}, {one.zone}: {one.habit}", await got(house.phone(one.name), one.zone)) for one in PEOPLE]
    parts.append(("mia, Europe/Berlin: everybody's manager", await got(house.phone("mia"), "Europe/Berlin")))
    parts.append(("#autumn-cohort, Europe/Berlin", await got(house.phone("ada"), "Europe/Berlin", CHANNEL)))
    return f"{HOW_TO_READ}\n\n" + "\n".join("\n".join((f"== {title}", *lines(messages), "")) for title, messages in parts)


def lines(messages: Sequence[Got]) -> list[str]:
    """A line each, an empty line before each new week."""
    found: list[str] = []
    for before, one in zip([None, *messages], messages, strict=False):
        if before is None or before.local.isocalendar().week != one.local.isocalendar().week:
            found.append("")
        found.append(one.line)
    return found


async def test_everybody_gets_in_six_weeks_exactly_what_is_expected_and_when(autumn: House) -> None:
    found = await told(autumn)

    if os.environ.get("WRITE_EXPECTED"):
        EXPECTED.parent.mkdir(exist_ok=True)
        EXPECTED.write_text(found, encoding="utf-8")
    assert found.splitlines() == EXPECTED.read_text(encoding="utf-8").splitlines()
    await everything_keeps_its_local_time(autumn)
    await nobody_gets_too_much(autumn)
    await mondays_bring_the_summaries(autumn)


async def everything_keeps_its_local_time(house: House) -> None:
    """Steps come at the programme's own hour and in its order, and check-ins on Friday at 15:00, whatever the clocks do."""
    times = {step.title: step.when.time for step in PROGRAMME.steps}
    for person in PEOPLE:
        messages = await got(house.phone(person.name), person.zone)
        steps = [one for one in messages if one.said in times]
        assert [(one.said, one.local.time()) for one in steps] == [(one.said, times[one.said]) for one in steps]
        dated = [one.said for one in steps if one.said != AFTER_AN_ANSWER]
        assert dated == [step.title for step in PROGRAMME.steps if step.title != AFTER_AN_ANSWER]
        assert {(one.local.weekday(), one.local.time()) for one in messages if "check-in" in one.said} == {(4, time(15))}


async def nobody_gets_too_much(house: House) -> None:
    """At most three a day, and no reminder more than twice."""
    for person in PEOPLE:
        messages = await got(house.phone(person.name), person.zone)
        assert max(Counter(one.local.date() for one in messages).values()) <= 3
        assert max(Counter(one.said for one in messages if one.said.startswith("Still open")).values(), default=0) <= 2


async def mondays_bring_the_summaries(house: House) -> None:
    for messages in (await got(house.phone("mia"), "Europe/Berlin"), await got(house.phone("ada"), "Europe/Berlin", CHANNEL)):
        assert {(one.local.weekday(), one.local.time()) for one in messages} == {(0, time(9))}
        weeks = [one.local.date() for one in messages]
        assert weeks[:6] == [date(2027, 3, 8) + A_WEEK * number for number in range(6)]
        assert len(set(weeks)) == len(weeks)
