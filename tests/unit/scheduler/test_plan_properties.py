"""What holds for every plan, whatever the programme, the history, the pauses and the zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import assume, given
from hypothesis import strategies as st

from content.programme import Coming, Count, Programme, Reminders, Returns, Roll, When
from scheduler.calendar import at, local_day
from scheduler.diary import Away, Policy
from scheduler.plan import Diary, Due, Past, Pause, Plan, Route, What, ends_on, next_due_at, plan
from scheduler.workdays import Calendar
from tests.unit.scheduler.routes import after_making, programme

MONDAYS = [date(2026, 3, 16), date(2026, 10, 12), date(2026, 11, 23), date(2026, 12, 28)]
#: None in the evening: what comes at night may fill the day when it is over, and what is late then gives up seven for its own time.
TIMES = [time(5, 30), time(9), time(9, 30), time(15), time(2, 30), time(0)]
ZONES = [
    ZoneInfo(name) for name in ("Europe/Berlin", "America/Lima", "Asia/Tokyo", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Kiritimati")
]
DAY = timedelta(days=1)


def instants(start: date, before: int = 10, after: int = 50) -> st.SearchStrategy[datetime]:
    begin = datetime.combine(start, time(), UTC) - before * DAY
    return st.integers(0, (before + after) * 24 * 12).map(lambda steps: begin + timedelta(minutes=5 * steps))


@st.composite
def whens(draw: st.DrawFn, earlier: list[str], weeks: int) -> When:
    at_time = draw(st.sampled_from(TIMES))
    match draw(st.sampled_from(["named", "named", "named", "start", "end", "step", "workshop"])):
        case "named":
            return When(at_time, week=draw(st.integers(1, weeks)), day=draw(st.integers(0, 6)))
        case "start":
            return When(at_time, after="start", days=draw(st.integers(0, 10)), count=draw(st.sampled_from(Count)))
        case "end":
            return When(at_time, after="end", days=draw(st.integers(-5, 10)), count=draw(st.sampled_from(Count)))
        case "workshop":
            return When(at_time, after="workshop", days=draw(st.integers(-8, 8)), count=draw(st.sampled_from(Count)))
        case _:
            anchor = draw(st.sampled_from(earlier)) if earlier else "start"
            return When(at_time, after=anchor, days=draw(st.integers(1, 4)))


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    weeks = draw(st.integers(1, 4))
    steps: dict[str, When] = {}
    for number in range(draw(st.integers(0, 8))):
        steps[f"s{number}"] = draw(whens(list(steps), weeks))
    nudge = Reminders(draw(st.integers(1, 3)), draw(st.integers(0, 3)))
    rolls = {key: draw(st.sampled_from([Roll.FORWARD, *Roll])) for key in steps}
    optional = {key for key in steps if draw(st.booleans())}
    returns = Returns(draw(st.sampled_from(Coming)), draw(st.integers(1, 3)))
    made = {"waits": draw(st.booleans()), "checkin": draw(st.booleans())}
    return programme(steps, weeks, **made, nudge=nudge, rolls=rolls, optional=optional, anchors=("workshop",), returns=returns)


@st.composite
def pasts(draw: st.DrawFn, now: datetime) -> Past:
    due_at = now - timedelta(hours=draw(st.integers(0, 24 * 20)))
    sent_at = draw(st.sampled_from([due_at, None]))
    answered_at = min(now, due_at + timedelta(hours=draw(st.integers(0, 100)))) if sent_at and draw(st.booleans()) else None
    reminders = (
        tuple(min(now, due_at + timedelta(hours=draw(st.integers(24, 150)))) for _ in range(draw(st.integers(0, 2)))) if sent_at else ()
    )
    return Past(due_at, sent_at, answered_at is not None or draw(st.booleans()), answered_at, reminders)


@st.composite
def routes(draw: st.DrawFn, number: int, zone: ZoneInfo, now: datetime, start: date) -> Route:
    of = draw(programmes())
    past = {step.key: draw(pasts(now)) for step in of.steps if draw(st.integers(0, 2)) == 0}
    anchors = {"workshop": start + draw(st.integers(-3, 30)) * DAY} if draw(st.booleans()) else {}
    holds = tuple(draw(pauses(zone, now, start, Away.HOLD, 1)) for _ in range(draw(st.sampled_from([0, 0, 0, 1]))))
    return Route(number, of, start, draw(instants(start, after=10)), past, anchors, holds=holds)


@st.composite
def pauses(draw: st.DrawFn, zone: ZoneInfo, now: datetime, start: date, away: Away, number: int) -> Pause:
    from_at = draw(instants(start, before=30))
    from_on = local_day(from_at, zone)
    if away is Away.LEAVE:
        from_at = at(from_on, time(0), zone)
    policy = Policy.SHIFT if away is Away.PAUSE else draw(st.sampled_from([None, *Policy]))
    still_open = away is not Away.LEAVE and from_at <= now and draw(st.integers(0, 5)) == 0
    until_on = None if still_open else from_on + draw(st.integers(0, 20)) * DAY
    return Pause(from_at, from_on, until_on, policy, away=away, number=number, asked=draw(st.booleans()))


@st.composite
def calendars(draw: st.DrawFn, start: date, cap: int) -> Calendar:
    """Mostly Monday to Friday; now and then with days off, another week, firm quiet hours."""
    most = draw(st.integers(1, cap))
    if draw(st.booleans()):
        return Calendar(cap=most)
    off = st.lists(st.integers(-5, 45).map(lambda days: start + days * DAY), max_size=6)
    return Calendar(
        works_on=frozenset(draw(st.sampled_from([range(5), (6, 0, 1, 2, 3), (1, 2), (), range(7)]))),
        holidays=dict.fromkeys(draw(off), "a holiday"),
        blackouts=dict.fromkeys(draw(off), "inventory"),
        quiet_from=draw(st.sampled_from([time(20), time(17), time(22, 30)])),
        quiet_until=draw(st.sampled_from([time(7), time(10)])),
        firm=draw(st.booleans()),
        cap=most,
    )


@st.composite
def moments(draw: st.DrawFn, cap: int = 4) -> tuple[Diary, datetime]:
    """A diary and an instant at which to read it."""
    zone, start = draw(st.sampled_from(ZONES)), draw(st.sampled_from(MONDAYS))
    now = draw(instants(start))
    today = local_day(now, zone)
    kinds = draw(st.lists(st.sampled_from([Away.PAUSE, Away.LEAVE, Away.LEAVE]), max_size=2))
    made = Diary(
        zone=zone,
        routes=tuple(draw(routes(number, zone, now, start)) for number in range(1, draw(st.integers(1, 3)))),
        checkin_day=draw(st.sampled_from([4, 4, 0, 6])),
        checkins={week: Past(now) for week in draw(st.lists(st.sampled_from(["2026-W42", "2026-W48", "2026-W49"]), unique=True))},
        pauses=tuple(draw(pauses(zone, now, start, away, index)) for index, away in enumerate(kinds, 1)),
        sent_on={today - ago * DAY: draw(st.integers(0, 3)) for ago in range(4)},
        calendar=draw(calendars(start, cap)),
        manages_since=draw(st.none() | st.just(now - 30 * DAY)),
    )
    return made, now


def known(diary: Diary) -> set[str]:
    """The keys of what was made."""
    steps = {f"step/{route.enrolment}/{key}/1" for route in diary.routes for key in route.past}
    return steps | {f"checkin/{week}" for week in diary.checkins} | {f"summary/{week}" for week in diary.summaries}


def coming(dues: tuple[Due, ...]) -> Mapping[str, datetime]:
    return {due.key: due.at for due in dues}


@given(moment=moments())
def test_nothing_comes_twice(moment: tuple[Diary, datetime]) -> None:
    diary, now = moment

    keys = Counter(due.key for due in plan(diary, now).dues)

    assert set(keys.values()) <= {1}
    assert not known(diary) & set(keys)


@given(moment=moments())
def test_nothing_comes_from_before_joining(moment: tuple[Diary, datetime]) -> None:
    diary, now = moment
    joined = {route.enrolment: route.joined_at for route in diary.routes}

    for due in plan(diary, now).dues:
        if due.what is What.STEP:
            assert due.planned_at >= joined[due.enrolment or 0]
        if due.what is What.CHECKIN:
            assert due.planned_at >= min(joined.values())


@given(moment=moments())
def test_no_day_has_more_messages_than_the_cap(moment: tuple[Diary, datetime]) -> None:
    diary, now = moment

    coming_on = Counter(local_day(due.at, diary.zone) for due in plan(diary, now).dues if due.what is not What.RETURN)

    assert all(number + diary.sent_on.get(day, 0) <= diary.calendar.cap for day, number in coming_on.items())


@given(moment=moments())
def test_no_day_has_two_reminders(moment: tuple[Diary, datetime]) -> None:
    diary, now = moment
    made = [local_day(one, diary.zone) for route in diary.routes for past in route.past.values() for one in past.reminders]

    days = [local_day(due.at, diary.zone) for due in plan(diary, now).dues if due.what is What.REMINDER]

    assert len(set(days)) == len(days)
    assert not set(days) & set(made)


@given(moment=moments())
def test_things_come_in_order_in_time_and_by_day(moment: tuple[Diary, datetime]) -> None:
    diary, now = moment
    made = plan(diary, now)

    assert [max(due.at, now) for due in made.dues] == sorted(max(due.at, now) for due in made.dues)
    assert next_due_at(diary, now) == (made.dues[0].at if made.dues else None)
    for due in made.dues:
        assert due.at >= now - timedelta(hours=1)
        assert due.planned_at <= due.at <= due.expires_at
        assert due.at.tzinfo is due.planned_at.tzinfo is UTC
        if due.at == now != due.planned_at:
            local = now.astimezone(diary.zone)
            assert not diary.calendar.quiet(local.time())
            assert not diary.calendar.closed(local.date())


@given(moment=moments())
def test_made_up_things_come_in_the_order_in_which_they_were_planned(moment: tuple[Diary, datetime]) -> None:
    diary, now = moment

    now_coming = [due for due in plan(diary, now).dues if due.at == now]

    assert now_coming == sorted(now_coming, key=lambda due: due.planned_at)


@given(moment=moments())
def test_nothing_comes_in_a_pause(moment: tuple[Diary, datetime]) -> None:
    diary, now = moment
    holds = {route.enrolment: route.holds for route in diary.routes}

    for due in plan(diary, now).dues:
        comes_at = max(due.at, now)
        for pause in (*diary.pauses, *holds.get(due.enrolment or 0, ())):
            over = pause.until_on is not None and comes_at >= at(pause.until_on, time(), diary.zone)
            assert comes_at < pause.from_at or over


@given(moment=moments())
def test_nothing_comes_in_a_blackout_or_in_firm_quiet_hours(moment: tuple[Diary, datetime]) -> None:
    diary, now = moment

    for due in plan(diary, now).dues:
        local = max(due.at, now).astimezone(diary.zone)
        assert local.date() not in diary.calendar.blackouts
        assert not (diary.calendar.firm and diary.calendar.quiet(local.time()))


@given(moment=moments())
def test_every_step_is_accounted_for_once(moment: tuple[Diary, datetime]) -> None:
    diary, now = moment
    made = plan(diary, now)

    told = Counter((due.enrolment, due.step) for due in made.dues if due.what is What.STEP)
    told += Counter((one.enrolment, one.step) for one in made.missed if one.what is What.STEP)
    told += Counter((enrolment, step) for enrolment, step, _ in made.waits)
    steps = {(route.enrolment, step.key) for route in diary.routes for step in route.programme.steps if step.key not in route.past}

    assert set(told.values()) <= {1}
    assert set(told) <= steps
    if all(pause.until_on for pause in (*diary.pauses, *(hold for route in diary.routes for hold in route.holds))):
        assert set(told) == steps


@given(moment=moments())
def test_what_is_made_leaves_the_rest_as_it_was(moment: tuple[Diary, datetime]) -> None:
    diary, now = moment
    before = plan(diary, now)
    assume(before.dues)
    first, rest = before.dues[0], before.dues[1:]

    later = plan(after_making(diary, first), max(now, first.at))

    new = {due.key for due in later.dues if due.what is What.SUMMARY} - coming(rest).keys()  # the next one, when one has come
    assert {key: instant for key, instant in coming(later.dues).items() if key not in new} == coming(rest)
    assert len(new) <= 1
    assert unordered(later) == unordered(before)


def unordered(made: Plan) -> tuple[set[object], set[object]]:
    return {(one.what, one.enrolment, one.step, one.week) for one in made.missed}, set(made.waits)


@given(moment=moments(cap=2))
def test_the_plan_is_what_really_happens(moment: tuple[Diary, datetime]) -> None:
    diary, now = moment
    foretold = [(due.key, due.at) for due in plan(diary, now).dues if due.what is not What.SUMMARY]

    happened, dues = [], plan(diary, now).dues
    while {due.what for due in dues} - {What.SUMMARY}:
        now = max(now, dues[0].at)
        diary = after_making(diary, dues[0])
        if dues[0].what is not What.SUMMARY:
            happened.append((dues[0].key, dues[0].at))
        dues = plan(diary, now, explain=False).dues

    assert happened == foretold


@given(moment=moments(), part=st.integers(1, 99))
def test_time_alone_changes_nothing_before_something_is_due(moment: tuple[Diary, datetime], part: int) -> None:
    diary, now = moment
    before = plan(diary, now)
    assume(before.dues and before.dues[0].at > now)

    later = plan(diary, now + (before.dues[0].at - now) * part / 100)

    told, expected = ([due._replace(why=()) for due in made.dues] for made in (later, before))  # why it is late may read otherwise
    new = [due for due in told if due.what is What.SUMMARY and due not in expected]  # the one after one that is late
    assert [due for due in told if due not in new] == expected
    assert later.waits == before.waits


@given(moment=moments(), hours=st.integers(-500, 500))
def test_pausing_and_resuming_on_the_same_day_changes_nothing(moment: tuple[Diary, datetime], hours: int) -> None:
    diary, now = moment
    from_at = now + timedelta(hours=hours)
    day = local_day(from_at, diary.zone)

    brief = replace(diary, pauses=(*diary.pauses, Pause(from_at, day, day)))

    assert plan(brief, now) == plan(diary, now)


@given(
    start=st.sampled_from(MONDAYS),
    zone=st.sampled_from(ZONES),
    weeks=st.integers(1, 8),
    days=st.lists(st.integers(0, 4), min_size=1, max_size=6),
)
def test_a_pause_of_whole_weeks_from_the_start_moves_the_route_by_them(start: date, zone: ZoneInfo, weeks: int, days: list[int]) -> None:
    joined_at = at(start - 3 * DAY, time(12), zone)
    steps = {f"s{number}": When(time(9), week=number + 1, day=day) for number, day in enumerate(days)}
    one = Route(1, programme(steps, len(days), checkin=True), start, joined_at)
    pause = Pause(at(start, time(0), zone), start, start + weeks * 7 * DAY)

    calm = plan(Diary(zone, (one,)), joined_at).dues
    away = Diary(zone, (one,), pauses=(pause,))
    moved = plan(away, joined_at).dues

    assert [wall(due.at, zone) for due in moved] == [wall(due.at, zone) + weeks * 7 * DAY for due in calm]
    assert ends_on(away, one) == ends_on(Diary(zone, (one,)), one) + weeks * 7 * DAY


@given(start=st.sampled_from(MONDAYS), zone=st.sampled_from(ZONES), begins=st.integers(-10, 30), lasts=st.integers(1, 40))
def test_what_came_on_different_days_still_does_in_the_same_order_after_any_pause(
    start: date, zone: ZoneInfo, begins: int, lasts: int
) -> None:
    joined_at = at(start - 14 * DAY, time(12), zone)
    steps = {f"s{number}": When(time(15 - number), week=number // 5 + 1, day=number % 5) for number in range(15)}
    from_on = start + begins * DAY
    pause = Pause(at(from_on, time(8), zone), from_on, from_on + lasts * DAY)

    planned = plan(Diary(zone, (Route(1, programme(steps, 3), start, joined_at),), pauses=(pause,)), joined_at)

    days = [local_day(due.at, zone) for due in sorted(planned.dues, key=lambda due: int((due.step or "s0")[1:]))]
    assert len(days) == 15
    assert all(before < after for before, after in pairwise(days))


def wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


@given(moment=moments(), days=st.integers(0, 30))
def test_a_pause_loses_nothing_and_brings_nothing_forward(moment: tuple[Diary, datetime], days: int) -> None:
    diary, now = moment
    free = tuple(replace(route, holds=()) for route in diary.routes)
    diary = replace(diary, routes=free, pauses=(), calendar=replace(diary.calendar, cap=100))
    today = local_day(now, diary.zone)
    paused = replace(diary, pauses=(Pause(now, today, today + days * DAY),))
    steps = {due.key: due.at for due in plan(diary, now).dues if due.what is What.STEP}

    later = {due.key: due.at for due in plan(paused, now).dues if due.what is What.STEP}

    assert later.keys() >= steps.keys()
    assert all(later[key] >= instant for key, instant in steps.items())


@given(moment=moments(), name=st.sampled_from(sorted(available_timezones())))
def test_a_change_of_zone_is_taken_as_it_comes(moment: tuple[Diary, datetime], name: str) -> None:
    diary, now = moment
    moved = replace(diary, zone=ZoneInfo(name))

    keys = Counter(due.key for due in plan(moved, now).dues)

    assert set(keys.values()) <= {1}
    assert not known(moved) & set(keys)


@given(
    start=st.sampled_from(MONDAYS),
    homes=st.lists(st.sampled_from(ZONES), min_size=2, max_size=5),
    hours=st.lists(st.integers(0, 21 * 24), min_size=4, max_size=4),
    joins=st.integers(-48, 48),
)
def test_who_moves_from_zone_to_zone_misses_nothing_and_gets_nothing_twice(
    start: date, homes: list[ZoneInfo], hours: list[int], joins: int
) -> None:
    """From Tokyo to Lima and back, at any moment; what counts as before joining is what was so where they joined."""
    joined_at = at(start, time(12), homes[0]) + timedelta(hours=joins)
    of = programme(
        {f"s{number}": When(TIMES[number % len(TIMES)], week=number // 7 + 1, day=number % 7) for number in range(21)}, 3, checkin=True
    )
    route = Route(1, of, start, joined_at, joined_zone=homes[0])
    moves = [(joined_at + timedelta(hours=hour), home) for hour, home in zip(sorted(hours), homes[1:], strict=False)]
    diary, now, made = Diary(homes[0], (route,), calendar=Calendar(cap=20)), joined_at, Counter[str]()
    expected = {due.key for due in plan(diary, now).dues}

    while dues := plan(diary, now, explain=False).dues:
        if moves and moves[0][0] <= max(now, dues[0].at):
            now, home = moves.pop(0)
            diary = replace(diary, zone=home)
        else:
            now = max(now, dues[0].at)
            diary, made = after_making(diary, dues[0]), made + Counter([dues[0].key])

    assert made == Counter(expected)
