"""Why something comes when it does: each rule's reason in plain words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from content.programme import END, START, Count, Step
from scheduler.calendar import local_day, week
from scheduler.diary import Away, Policy, Route
from scheduler.workdays import DEFAULT, Calendar

FROM = {Away.PAUSE: "a pause", Away.LEAVE: "leave", Away.HOLD: "a hold"}
IN = {Away.PAUSE: "the pause", Away.LEAVE: "the leave", Away.HOLD: "the time on hold"}


def day_in_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def rule(route: Route, step: Step, day: date, last_on: date) -> tuple[str, ...]:
    """How a step's day comes from the programme."""
    when = step.when
    if when.after is None:
        named = f"week {when.week or step.week}, {day:%A} {when.time:%H:%M} in the programme"
        return named, f"the route starts {day_in_words(route.start_on)}"
    offset = _offset(step, f"the {when.after}")
    if when.after == START:
        return offset, f"the route starts {day_in_words(route.start_on)}"
    if when.after == END:
        return offset, f"its last week ends {day_in_words(last_on)}"
    return offset, f"the {when.after} is on {day_in_words(route.anchors[when.after])}"


def asks(route: Route, step: Step, wrong: bool | None = None) -> str:
    """The rule of a step that follows an answer; None: nobody knows yet whether that is *wrong*."""
    answer = f"the answer to “{_title(route, step.when.after or '')}”"
    sooner = step.when.if_wrong
    if sooner is None:
        return _offset(step, answer)
    if wrong:
        return _offset(replace(step, when=replace(step.when, days=sooner)), f"{answer}, as it was wrong")
    return _offset(step, f"{answer}, as it was right" if wrong is False else f"{answer} ({sooner} if that is wrong)")


def no_day_yet(step: Step) -> str:
    return f"{_offset(step, f'the {step.when.after}')}, which has no day yet"


def _offset(step: Step, anchor: str) -> str:
    days, at = step.when.days, f"{step.when.time:%H:%M} in the programme"
    if days == 0:
        return f"on the day of {anchor}, {at}"
    noun = "working day" if step.when.count is Count.WORKING else "day"
    return f"{count(abs(days), noun)} {'after' if days > 0 else 'before'} {anchor}, {at}"


def _title(route: Route, key: str) -> str:
    """The title of a step; its key, if the programme has no such step."""
    step = route.programme.find(key)
    return step.title if step is not None else key


def answered(day: date) -> str:
    return f"that answer came {day_in_words(day)}"


def at_once() -> str:
    return "that time had passed, so at once"


def rolled(calendar: Calendar, day: date, to: date) -> str:
    """Why it does not come on the *day* on which it should."""
    if abs((to - day).days) > 6:
        return f"{_why_off(calendar, day)}: moved to {day_in_words(to)}"
    return f"{_why_off(calendar, day)}, so the {to:%A} {'after' if to > day else 'before'}"


def skipped(calendar: Calendar, day: date) -> str:
    return f"{_why_off(calendar, day)}; then it is left out"


def _why_off(calendar: Calendar, day: date) -> str:
    if day in calendar.blackouts:
        return f"{day_in_words(day)} is blocked out ({calendar.blackouts[day]})"
    if day in calendar.holidays:
        return f"{day_in_words(day)} is a holiday ({calendar.holidays[day]})"
    return f"{day:%A}" if day.weekday() >= 5 else f"{day:%A} is no working day{_from(calendar, 'week')}"


def _from(calendar: Calendar, setting: str) -> str:
    source = calendar.sources.get(setting, DEFAULT)
    return "" if source == DEFAULT else f" ({source})"


def quiet(calendar: Calendar, to: date) -> str:
    hours = f"{calendar.quiet_from:%H:%M} to {calendar.quiet_until:%H:%M}"
    return f"quiet hours from {hours}{_from(calendar, 'quiet')}: moved to {day_in_words(to)}, {calendar.quiet_until:%H:%M}"


def shifted(days: int, away: Away) -> str:
    return f"shifted by {count(days, 'working day')} by {FROM[away]}"


def left_out(away: Away, until_on: date, policy: Policy) -> str:
    optional = "optional, and " if policy is Policy.DROP else ""
    return f"{optional}it fell into {IN[away]} before {day_in_words(until_on)}: left out"


def first_day_back(away: Away, day: date) -> str:
    return f"it fell into {IN[away]}: moved to the first working day after it, {day_in_words(day)}"


def caught_up(away: Away, back_on: date, most: int) -> str:
    light = f", {most} a day at most" if most < 10 else ""
    return f"it fell into {IN[away]}: caught up from {day_in_words(back_on)}{light}"


def pushed(away: Away, day: date) -> str:
    return f"it follows what is caught up after {IN[away]}: moved to {day_in_words(day)}"


def wall(own: time | None, instant: datetime, zone: ZoneInfo, calendar: Calendar) -> str:
    """The instant in both zones; *own* is the time it should be (None: any)."""
    local = instant.astimezone(zone)
    told = f"{local:%H:%M} {zone}{_from(calendar, 'zone')} is {instant.astimezone(UTC):%H:%M} UTC"
    return told if own in (None, local.time()) else f"{own:%H:%M} does not exist that day; {told}"


def reminder(number: int, days: int, sent_on: date) -> str:
    return f"reminder {number}, {count(days, 'day')} after the step was sent on {day_in_words(sent_on)}"


def one_reminder(day: date) -> str:
    return f"one reminder a day at most: moved to {day_in_words(day)}"


def checkin(day: date, at: time) -> str:
    return f"the check-in of week {week(day)}: {day_in_words(day)}, {at:%H:%M}"


def summary(day: date, about: str) -> str:
    return f"the summary of week {about} comes {day_in_words(day)}"


def back(away_until: date, day: date) -> str:
    return f"back from the leave that ended before {day_in_words(away_until)}; {day_in_words(day)} is the first working day"


def overdue() -> str:
    return "it should have come before, so it comes as soon as it can"


def morning(calendar: Calendar, now: datetime, to: datetime, zone: ZoneInfo) -> str:
    today, day = local_day(now, zone), local_day(to, zone)
    asleep = f"{_why_off(calendar, today)}, and nothing is made up then" if calendar.closed(today) else "nothing is made up at night"
    return f"{asleep}: moved to {day_in_words(day)}, {to.astimezone(zone):%H:%M}"


def full(calendar: Calendar, day: date) -> str:
    return f"{count(calendar.cap, 'message')} a day at most{_from(calendar, 'cap')}: moved to {day_in_words(day)}"


def blocked(calendar: Calendar, full_on: date, day: date) -> str:
    return f"{_why_off(calendar, full_on)}: moved to {day_in_words(day)}"


def paused(away: Away, day: date) -> str:
    until = {Away.PAUSE: "paused until then", Away.LEAVE: "on leave until then", Away.HOLD: "on hold until then"}[away]
    return f"{until}: moved to {day_in_words(day)}"


def halted(away: Away, from_on: date) -> str:
    since = {Away.PAUSE: "paused", Away.HOLD: "on hold"}[away]  # a leave has an end
    return f"{since} since {day_in_words(from_on)}, and nobody knows until when: it has no date"


def before_joining(joined_on: date) -> str:
    return f"before you joined on {day_in_words(joined_on)}"


def before_return(resumed_on: date) -> str:
    return f"due before you came back to it on {day_in_words(resumed_on)}"


def expired(expires_at: datetime, zone: ZoneInfo) -> str:
    local = expires_at.astimezone(zone)
    return f"expired: it was worth sending until {day_in_words(local.date())}, {local:%H:%M}"


def this_way(said: str) -> str:
    return f"it comes because {said}"


def other_way(said: str) -> str:
    return f"left out: it comes only if {said}"


def open_way(said: str) -> str:
    return f"it comes only if {said}, which is decided then"


def obstacle(day: date) -> str:
    return f"an extra that was drawn by the obstacle named on {day_in_words(day)}"


def at_latest(route: Route, key: str, days: int, came_on: date) -> str:
    return f"no answer to “{_title(route, key)}” within {count(days, 'day')} after it came on {day_in_words(came_on)}, so without one"


def no_answer(route: Route, key: str, became: str) -> str:
    return f"waits for an answer to “{_title(route, key)}” that never came" + (f" ({became})" if became else "")


def unanswered(route: Route, key: str) -> str:
    past = route.past.get(key)
    return f"waits for the answer to “{_title(route, key)}”, which " + (past.in_words or "was made" if past else "has not come yet")
