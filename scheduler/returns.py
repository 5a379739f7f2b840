"""The return planner: on the first day back from leave a learner sees what they missed, and how they can go on.

Decided here: a choice can be changed as long as the question is worth something (three days); whoever says nothing goes on as their
programme has it, and hears no more of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from content.cldr import clock, month_day, number, weekday_date
from content.message import Choice, Choices, Facts, Look, Message, Note, Part, Text, escape
from content.translated import N_, _, _n
from scheduler.absences import in_order
from scheduler.activities import minutes
from scheduler.calendar import DAY, local_day
from scheduler.diaries import Known
from scheduler.diary import Away, Diary, Pause, Policy
from scheduler.returning import Option, fell_into, options

TITLES = {
    Policy.SHIFT: N_("Shift everything"),
    Policy.COMPRESS: N_("Catch up lightly"),
    Policy.DROP: N_("Drop the optional ones"),
    Policy.BUNDLE: N_("All of it now"),
    Policy.SKIP: N_("Leave out what I missed"),
}
QUEUED = (Policy.COMPRESS, Policy.DROP)  # which say how many a day


def question(known: Known, number: int, now: datetime, until: datetime) -> Message | None:
    """What somebody is asked on their first day back from the leave of that *number*. None: they missed nothing."""
    lost = fell_into(known.diary, number, now)
    if not lost:
        return None
    welcome = _("Welcome back, **{name}**.", name=escape(known.person.name))
    missed = _missed(len(lost), minutes(sum(step.minutes for step in lost.values())), _days(_leave(known, number)))
    found = options(known.diary, number, now)
    note = Note(f"{_usual(found)} {_open(known, until)}")
    asked = _("How would you like to go on?")
    said = Text(f"{welcome} {missed} {asked}")
    return Message((said, *_ways(known.diary, found, now), note), summary=_("Welcome back"))


def _missed(many: int, length: str, days: str) -> str:
    if not days:
        return _n(
            "While you were away, {number} activity came due, about {length} in all.",
            "While you were away, {number} activities came due, about {length} in all.",
            many,
            length=length,
        )
    return _n(
        "While you were away ({days}), {number} activity came due, about {length} in all.",
        "While you were away ({days}), {number} activities came due, about {length} in all.",
        many,
        length=length,
        days=days,
    )


def chosen(known: Known, number: int, now: datetime, until: datetime | None) -> Message:
    """The question once it is answered: what was chosen and what comes of it, and what they can still choose instead."""
    leave = _leave(known, number)
    policy = leave.policy if leave is not None and leave.policy is not None else Policy.SHIFT
    found = options(known.diary, number, now)
    mine = [one for one in found if one.policy == policy]
    parts: list[Part] = [
        Text(_("You are back, and you chose: **{choice}**.", choice=_(TITLES[policy]))),
        *(Text(f"{_begun(one, known.diary, now)}.") for one in mine),
    ]
    others = [one for one in found if one.policy != policy]
    if others and until is not None:
        parts += [*_ways(known.diary, others, now), Note(_open(known, until))]
    return Message(tuple(parts), summary=_("You chose: {choice}", choice=_(TITLES[policy])))


def read_choice(key: str) -> tuple[Policy, int | None]:
    """The policy that a button stands for, and how many steps a day it says."""
    policy, _, at_most = key.partition("/")
    return Policy(policy), int(at_most) if at_most else None


def _leave(known: Known, number: int) -> Pause | None:
    """The leave of that number, with those before it that no working day parts from it."""
    diary = known.diary
    return next((one for one in in_order(diary.pauses, diary.calendar) if one.away == Away.LEAVE and one.number == number), None)


def _days(leave: Pause | None) -> str:
    """From when until when: 24 December to 3 January. "": it has no end."""
    if leave is None or leave.until_on is None:
        return ""
    last = leave.until_on - DAY
    first_date, last_date = month_day(leave.from_on), month_day(last)
    return first_date if last == leave.from_on else _("{first_date} to {last_date}", first_date=first_date, last_date=last_date)


def _ways(diary: Diary, found: Sequence[Option], now: datetime) -> tuple[Part, ...]:
    """Each way on a line of its own, and a button for each."""
    rows = tuple((_(TITLES[one.policy]), _says(one, diary, now)) for one in found)
    return Facts(rows), Choices(tuple(_button(one) for one in found))


def _button(option: Option) -> Choice:
    key = f"{option.policy}/{option.at_most}" if option.policy in QUEUED else str(option.policy)
    return Choice(key, _(TITLES[option.policy]), Look.PRIMARY if option.is_default else Look.PLAIN)


def _begun(option: Option, diary: Diary, now: datetime) -> str:
    said = _says(option, diary, now)
    return said[:1].upper() + said[1:]


def _says(option: Option, diary: Diary, now: datetime) -> str:
    """What that way brings, with its dates, as bare text."""
    if option.next_at is None or option.last_at is None:
        return _("nothing more is to come")
    # Translators: {when} is like “right now”, “today at 09:00” or “on Monday 14 December at 09:00”.
    comes = _("the next comes {when}, the last on {date}", when=_when(option.next_at, diary, now), date=_day(option.last_at, diary))
    match option.policy:
        case Policy.SHIFT:
            return _("it moves along with you: {what_comes}", what_comes=comes)
        case Policy.COMPRESS:
            pace = _("at most {number} a day", number=number(option.at_most))
            return f"{_level(option, diary, pace)}; {comes}"
        case Policy.DROP:
            less = _n(
                "without {number} optional one, at most {at_most} a day",
                "without {number} optional ones, at most {at_most} a day",
                len(option.left_out),
                at_most=number(option.at_most),
            )
            return f"{_level(option, diary, less)}; {comes}"
        case Policy.BUNDLE:
            pace = _("as many a day as may come to you")
            return f"{_level(option, diary, pace)}; {comes}"
        case Policy.SKIP:
            return _("what you missed does not come; {what_comes}", what_comes=comes)


def _level(option: Option, diary: Diary, how: str) -> str:
    """How, and until when, they catch up."""
    if not option.catching_up:
        return _("nothing is left to catch up")
    level = _day(max(at for enrolment, step, at in option.catching_up), diary)
    # Translators: {how} is like “at most 2 a day”, {length} like “20 minutes”.
    return _("{how} until you are level again on {date} ({length} to catch up)", how=how, date=level, length=minutes(option.minutes))


def _when(instant: datetime, diary: Diary, now: datetime) -> str:
    """In the person's own time: today at 09:00, tomorrow at 09:00, on Monday 14 December at 09:00; what is late comes now."""
    day, today = local_day(instant, diary.zone), local_day(now, diary.zone)
    at = clock(instant.astimezone(diary.zone))
    if instant <= now:
        return _("right now")
    if day == today:
        return _("today at {time}", time=at)
    if day == today + DAY:
        return _("tomorrow at {time}", time=at)
    return _("on {date} at {time}", date=weekday_date(day), time=at)


def _day(instant: datetime, diary: Diary) -> str:
    return month_day(local_day(instant, diary.zone))


def _usual(found: Sequence[Option]) -> str:
    """What comes if they say nothing."""
    usual = next((one for one in found if one.is_default), None)
    if usual is None:
        return _("If you do nothing, each programme goes on in its own way.")
    return _("If you do nothing, it is “{choice}”, as the programme has it.", choice=_(TITLES[usual.policy]))


def _open(known: Known, until: datetime) -> str:
    local = until.astimezone(known.zone)
    return _("You can choose, and choose anew, until {date}, {time}.", date=weekday_date(local), time=clock(local))
