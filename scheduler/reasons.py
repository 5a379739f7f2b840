"""Why something comes when it does: each rule's reason in plain words.

Each is a clause of its own, so that others may stand beside it: {cause}: moved to Friday 13 March.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from content.cldr import clock, full_date, number, weekday
from content.programme import END, START, Step
from content.translated import N_, _, _n
from scheduler.calendar import local_day, week
from scheduler.diary import Away, Policy, Route
from scheduler.offsets import from_anchor, from_answer
from scheduler.workdays import DEFAULT, SATURDAY, Calendar, source_in_words

FELL_INTO = {
    Away.PAUSE: N_("it fell into the pause"),
    Away.LEAVE: N_("it fell into the leave"),
    Away.HOLD: N_("it fell into the time on hold"),
}
FELL_INTO_UNTIL = {
    Away.PAUSE: N_("it fell into the pause before {date}"),
    Away.LEAVE: N_("it fell into the leave before {date}"),
    Away.HOLD: N_("it fell into the time on hold before {date}"),
}
FOLLOWS = {
    Away.PAUSE: N_("it follows what is caught up after the pause"),
    Away.LEAVE: N_("it follows what is caught up after the leave"),
    Away.HOLD: N_("it follows what is caught up after the time on hold"),
}
UNTIL_THEN = {
    Away.PAUSE: N_("paused until then"),
    Away.LEAVE: N_("on leave until then"),
    Away.HOLD: N_("on hold until then"),
}
HALTED = {  # a leave has an end
    Away.PAUSE: N_("paused since {date}, and nobody knows until when: it has no date"),
    Away.HOLD: N_("on hold since {date}, and nobody knows until when: it has no date"),
}


def count(number: int, noun: str) -> str:
    """3 steps: in English, for operators."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def rule(route: Route, step: Step, day: date, last_on: date) -> tuple[str, ...]:
    """How a step's day comes from the programme."""
    when = step.when
    if when.after is None:
        which, at = number(when.week or step.week), clock(when.time)
        named = _("week {number}, {weekday} {time} in the programme", number=which, weekday=weekday(day.weekday()), time=at)
        return named, _starts(route)
    if when.after == START:
        return from_anchor(step), _starts(route)
    if when.after == END:
        return from_anchor(step), _("its last week ends {date}", date=full_date(last_on))
    # Translators: {anchor} is a name from the programme, such as “workshop”.
    return from_anchor(step), _("the {anchor} is on {date}", anchor=when.after, date=full_date(route.anchors[when.after]))


def _starts(route: Route) -> str:
    return _("the route starts {date}", date=full_date(route.start_on))


def asks(route: Route, step: Step, wrong: bool | None = None) -> str:
    """The rule of a step that follows an answer; None: nobody knows yet whether that is *wrong*."""
    title, days, sooner = _title(route, step.when.after or ""), step.when.days, step.when.if_wrong
    if sooner is None:
        return from_answer(step, title, days)
    if wrong:
        return _("{rule}, as the answer was wrong", rule=from_answer(step, title, sooner))
    said = from_answer(step, title, days)
    # Translators: 11 days after the answer to “Quiz”, 09:00 in the programme (4 if the answer is wrong): {number} is one of days.
    mostly = _("{rule} ({number} if the answer is wrong)", rule=said, number=number(sooner))
    return mostly if wrong is None else _("{rule}, as the answer was right", rule=said)


def no_day_yet(step: Step) -> str:
    # Translators: 2 days before the workshop, 09:00 in the programme, which has no day yet: the workshop has none.
    return _("{rule}, which has no day yet", rule=from_anchor(step))


def _title(route: Route, key: str) -> str:
    """The title of a step; its key, if the programme has no such step."""
    step = route.programme.spoken.find(key)
    return step.title if step is not None else key


def answered(day: date) -> str:
    return _("that answer came {date}", date=full_date(day))


def at_once() -> str:
    return _("that time had passed, so at once")


def _moved(cause: str, to: date) -> str:
    # Translators: {cause} is a clause, such as “it fell into the pause”.
    return _("{cause}: moved to {date}", cause=cause, date=full_date(to))


def _moved_to(cause: str, to: date, at: time) -> str:
    return _("{cause}: moved to {date}, {time}", cause=cause, date=full_date(to), time=clock(at))


def rolled(calendar: Calendar, day: date, to: date) -> str:
    """Why it does not come on the *day* on which it should."""
    cause = _why_off(calendar, day)
    if abs((to - day).days) > 6:
        return _moved(cause, to)
    if to > day:
        return _("{cause}, so the {weekday} after", cause=cause, weekday=weekday(to.weekday()))
    return _("{cause}, so the {weekday} before", cause=cause, weekday=weekday(to.weekday()))


def skipped(calendar: Calendar, day: date) -> str:
    return _("{cause}; then it is left out", cause=_why_off(calendar, day))


def _why_off(calendar: Calendar, day: date) -> str:
    if day in calendar.blackouts:
        return _("{date} is blocked out ({reason})", date=full_date(day), reason=calendar.blackouts[day])
    if day in calendar.holidays:
        return _("{date} is a holiday ({name})", date=full_date(day), name=calendar.holidays[day])
    named = weekday(day.weekday())
    return named if day.weekday() >= SATURDAY else _by(calendar, "week", _("{weekday} is no working day", weekday=named))


def _by(calendar: Calendar, setting: str, said: str) -> str:
    """What is *said*, and where the setting comes from by which it is so."""
    source = calendar.sources.get(setting, DEFAULT)
    return said if source == DEFAULT else f"{said} ({source_in_words(source)})"


def quiet(calendar: Calendar, to: date) -> str:
    hours = _("quiet hours from {begin} to {end}", begin=clock(calendar.quiet_from), end=clock(calendar.quiet_until))
    return _moved_to(_by(calendar, "quiet", hours), to, calendar.quiet_until)


def shifted(days: int, away: Away) -> str:
    match away:
        case Away.PAUSE:
            return _n("shifted by {number} working day by a pause", "shifted by {number} working days by a pause", days)
        case Away.LEAVE:
            return _n("shifted by {number} working day by leave", "shifted by {number} working days by leave", days)
        case Away.HOLD:
            return _n("shifted by {number} working day by a hold", "shifted by {number} working days by a hold", days)


def left_out(away: Away, until_on: date, policy: Policy) -> str:
    cause = _(FELL_INTO_UNTIL[away], date=full_date(until_on))
    return _("optional, and {cause}: left out", cause=cause) if policy is Policy.DROP else _("{cause}: left out", cause=cause)


def first_day_back(away: Away, day: date) -> str:
    return _("{cause}: moved to the first working day after it, {date}", cause=_(FELL_INTO[away]), date=full_date(day))


def caught_up(away: Away, back_on: date, most: int) -> str:
    cause, back = _(FELL_INTO[away]), full_date(back_on)
    if most < 10:
        return _("{cause}: caught up from {date}, {number} a day at most", cause=cause, date=back, number=number(most))
    return _("{cause}: caught up from {date}", cause=cause, date=back)


def pushed(away: Away, day: date) -> str:
    return _moved(_(FOLLOWS[away]), day)


def wall(own: time | None, instant: datetime, zone: ZoneInfo, calendar: Calendar) -> str:
    """The instant in both zones; *own* is the time it should be (None: any)."""
    local = instant.astimezone(zone)
    there = _by(calendar, "zone", str(zone))
    told = _("{time} {zone} is {utc_time} UTC", time=clock(local), zone=there, utc_time=clock(instant.astimezone(UTC)))
    return told if own in (None, local.time()) else _("{time} does not exist that day; {instead}", time=clock(own), instead=told)


def reminder(which: int, days: int, sent_on: date) -> str:
    return _n(
        "reminder {which}, {number} day after the step was sent on {date}",
        "reminder {which}, {number} days after the step was sent on {date}",
        days,
        which=number(which),
        date=full_date(sent_on),
    )


def one_reminder(day: date) -> str:
    return _moved(_("one reminder a day at most"), day)


def checkin(day: date, at: time) -> str:
    return _("the check-in of week {week}: {date}, {time}", week=week(day), date=full_date(day), time=clock(at))


def summary(day: date, about: str) -> str:
    return _("the summary of week {week} comes {date}", week=about, date=full_date(day))


def back(away_until: date, day: date) -> str:
    return _(
        "back from the leave that ended before {until_date}; {date} is the first working day",
        until_date=full_date(away_until),
        date=full_date(day),
    )


def overdue() -> str:
    return _("it should have come before, so it comes as soon as it can")


def morning(calendar: Calendar, now: datetime, to: datetime, zone: ZoneInfo) -> str:
    today, local = local_day(now, zone), to.astimezone(zone)
    if calendar.closed(today):
        cause = _("{cause}, and nothing is made up then", cause=_why_off(calendar, today))
    else:
        cause = _("nothing is made up at night")
    return _moved_to(cause, local.date(), local.time())


def full(calendar: Calendar, day: date) -> str:
    most = _n("{number} message a day at most", "{number} messages a day at most", calendar.cap)
    return _moved(_by(calendar, "cap", most), day)


def blocked(calendar: Calendar, full_on: date, day: date) -> str:
    return _moved(_why_off(calendar, full_on), day)


def paused(away: Away, day: date) -> str:
    return _moved(_(UNTIL_THEN[away]), day)


def halted(away: Away, from_on: date) -> str:
    return _(HALTED[away], date=full_date(from_on))


def before_joining(joined_on: date) -> str:
    return _("before you joined on {date}", date=full_date(joined_on))


def before_return(resumed_on: date) -> str:
    return _("due before you came back to it on {date}", date=full_date(resumed_on))


def expired(expires_at: datetime, zone: ZoneInfo) -> str:
    local = expires_at.astimezone(zone)
    return _("expired: it was worth sending until {date}, {time}", date=full_date(local.date()), time=clock(local))


def this_way(said: str) -> str:
    # Translators: {condition} is a clause, such as “you answered “Quiz””, or several of them.
    return _("it comes because {condition}", condition=said)


def other_way(said: str) -> str:
    # Translators: {condition} is a clause, such as “you answered “Quiz””, or several of them.
    return _("left out: it comes only if {condition}", condition=said)


def open_way(said: str) -> str:
    # Translators: {condition} is a clause, such as “you answered “Quiz””, or several of them.
    return _("it comes only if {condition}, which is decided then", condition=said)


def obstacle(day: date) -> str:
    return _("an extra that was drawn by the obstacle named on {date}", date=full_date(day))


def at_latest(route: Route, key: str, days: int, came_on: date) -> str:
    return _n(
        "no answer to “{title}” within {number} day after it came on {date}, so without one",
        "no answer to “{title}” within {number} days after it came on {date}, so without one",
        days,
        title=_title(route, key),
        date=full_date(came_on),
    )


def no_answer(route: Route, key: str, became: str) -> str:
    title = _title(route, key)
    if not became:
        return _("waits for an answer to “{title}” that never came", title=title)
    # Translators: {became} says what became of it, such as “was sent and answered”.
    return _("waits for an answer to “{title}” that never came ({became})", title=title, became=became)


def unanswered(route: Route, key: str) -> str:
    title, past = _title(route, key), route.past.get(key)
    if past is None:
        return _("waits for the answer to “{title}”, which has not come yet", title=title)
    # Translators: {became} says what became of it, such as “was sent and waits for an answer”.
    return _("waits for the answer to “{title}” ({became})", title=title, became=past.in_words or _("was made"))
