"""The return planner: on the first day back from leave a learner sees what they missed, and how they can go on.

Decided here: a choice can be changed as long as the question is worth something (three days); whoever says nothing goes on as their
programme has it, and hears no more of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from content.message import Choice, Choices, Facts, Look, Message, Note, Part, Text, escape
from scheduler.absences import in_order
from scheduler.calendar import DAY, local_day
from scheduler.diaries import Known
from scheduler.diary import Away, Diary, Pause, Policy
from scheduler.reasons import count
from scheduler.returning import Option, fell_into, options

TITLES = {
    Policy.SHIFT: "Shift everything",
    Policy.COMPRESS: "Catch up lightly",
    Policy.DROP: "Drop the optional ones",
    Policy.BUNDLE: "All of it now",
    Policy.SKIP: "Leave out what I missed",
}
QUEUED = (Policy.COMPRESS, Policy.DROP)  # which say how many a day


def question(known: Known, number: int, now: datetime, until: datetime) -> Message | None:
    """What somebody is asked on their first day back from the leave of that *number*. None: they missed nothing."""
    lost = fell_into(known.diary, number, now)
    if not lost:
        return None
    minutes = sum(step.minutes for step in lost.values())
    came = "1 activity" if len(lost) == 1 else f"{len(lost)} activities"
    name = escape(known.person.name)
    away = _away(_leave(known, number))
    said = f"Welcome back, **{name}**. While you were away{away}, {came} came due, about {count(minutes, 'minute')} in all."
    found = options(known.diary, number, now)
    note = Note(f"{_usual(found)} {_open(known, until)}")
    return Message((Text(f"{said} How would you like to go on?"), *_ways(known.diary, found, now), note), summary="Welcome back")


def chosen(known: Known, number: int, now: datetime, until: datetime | None) -> Message:
    """The question once it is answered: what was chosen and what comes of it, and what they can still choose instead."""
    leave = _leave(known, number)
    policy = leave.policy if leave is not None and leave.policy is not None else Policy.SHIFT
    found = options(known.diary, number, now)
    mine = [one for one in found if one.policy == policy]
    parts: list[Part] = [
        Text(f"You are back, and you chose: **{TITLES[policy]}**."),
        *(Text(f"{_begun(one, known.diary, now)}.") for one in mine),
    ]
    others = [one for one in found if one.policy != policy]
    if others and until is not None:
        parts += [*_ways(known.diary, others, now), Note(_open(known, until))]
    return Message(tuple(parts), summary=f"You chose: {TITLES[policy]}")


def read_choice(key: str) -> tuple[Policy, int | None]:
    """The policy that a button stands for, and how many steps a day it says."""
    policy, _, at_most = key.partition("/")
    return Policy(policy), int(at_most) if at_most else None


def _leave(known: Known, number: int) -> Pause | None:
    """The leave of that number, with those before it that no working day parts from it."""
    diary = known.diary
    return next((one for one in in_order(diary.pauses, diary.calendar) if one.away == Away.LEAVE and one.number == number), None)


def _away(leave: Pause | None) -> str:
    """From when until when, in words: (24 December to 3 January)."""
    if leave is None or leave.until_on is None:
        return ""
    last = leave.until_on - DAY
    return f" ({leave.from_on:%-d %B})" if last == leave.from_on else f" ({leave.from_on:%-d %B} to {last:%-d %B})"


def _ways(diary: Diary, found: Sequence[Option], now: datetime) -> tuple[Part, ...]:
    """Each way on a line of its own, and a button for each."""
    rows = tuple((TITLES[one.policy], _says(one, diary, now)) for one in found)
    return Facts(rows), Choices(tuple(_button(one) for one in found))


def _button(option: Option) -> Choice:
    key = f"{option.policy}/{option.at_most}" if option.policy in QUEUED else str(option.policy)
    return Choice(key, TITLES[option.policy], Look.PRIMARY if option.is_default else Look.PLAIN)


def _begun(option: Option, diary: Diary, now: datetime) -> str:
    said = _says(option, diary, now)
    return said[:1].upper() + said[1:]


def _says(option: Option, diary: Diary, now: datetime) -> str:
    """What that way brings, with its dates, as bare text."""
    if option.next_at is None or option.last_at is None:
        return "nothing more is to come"
    comes = f"the next comes {_when(option.next_at, diary, now)}, the last on {_day(option.last_at, diary)}"
    match option.policy:
        case Policy.SHIFT:
            return f"it moves along with you: {comes}"
        case Policy.COMPRESS:
            return f"{_level(option, diary, f'at most {option.at_most} a day')}; {comes}"
        case Policy.DROP:
            less = f"without {count(len(option.left_out), 'optional one')}, at most {option.at_most} a day"
            return f"{_level(option, diary, less)}; {comes}"
        case Policy.BUNDLE:
            return f"{_level(option, diary, 'as many a day as may come to you')}; {comes}"
        case Policy.SKIP:
            return f"what you missed does not come; {comes}"


def _level(option: Option, diary: Diary, how: str) -> str:
    """How, and until when, they catch up."""
    if not option.catching_up:
        return "nothing is left to catch up"
    level = _day(max(at for _, _, at in option.catching_up), diary)
    return f"{how} until you are level again on {level} ({count(option.minutes, 'minute')} to catch up)"


def _when(instant: datetime, diary: Diary, now: datetime) -> str:
    """In the person's own time: today at 09:00, tomorrow at 09:00, on Monday 14 December at 09:00; what is late comes now."""
    day, today = local_day(instant, diary.zone), local_day(now, diary.zone)
    if instant <= now:
        return "right now"
    named = {today: "today", today + DAY: "tomorrow"}.get(day, f"on {day:%A %-d %B}")
    return f"{named} at {instant.astimezone(diary.zone):%H:%M}"


def _day(instant: datetime, diary: Diary) -> str:
    return f"{local_day(instant, diary.zone):%-d %B}"


def _usual(found: Sequence[Option]) -> str:
    """What comes if they say nothing."""
    usual = next((one for one in found if one.is_default), None)
    if usual is None:
        return "If you do nothing, each programme goes on in its own way."
    return f"If you do nothing, it is “{TITLES[usual.policy]}”, as the programme has it."


def _open(known: Known, until: datetime) -> str:
    return f"You can choose, and choose anew, until {until.astimezone(known.zone):%A %-d %B, %H:%M}."
