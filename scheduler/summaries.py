"""Use-case: Monday's summary of the week before. To a manager about their own people, to a cohort's channel in counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.message import Chart, Choice, Choices, Facts, Heading, Message, Note, Part, Quote, Series, Text, escape, to_json
from models import checkins, deliveries, enrolments, responses, roles
from models.checkins import Checkin
from models.cohorts import Cohort
from models.deliveries import Delivery, Kind, State
from models.people import Person
from models.responses import Response
from models.session import Session
from scheduler import calendar
from scheduler.checkins import ENVIRONMENT, MANAGER, OBSTACLES
from scheduler.library import Library

K = 5  #: answers of fewer people than this are never put together
OPENS = time(9)
EXPIRES = timedelta(days=3)
TREND_WEEKS = 6
QUIET = timedelta(weeks=2)
ENCOURAGE, OFFER = "encourage", "offer"


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week as the reader's zone has it: from *since* up to *until*."""

    name: str
    since: datetime
    until: datetime
    monday: date

    @property
    def next_monday(self) -> date:
        return self.monday + timedelta(days=7)

    @property
    def title(self) -> str:
        return f"{self.monday:%-d %B} – {self.monday + timedelta(days=6):%-d %B}"


def the_week(name: str, zone: ZoneInfo) -> Week:
    """The week `2026-W48` in that zone."""
    monday = calendar.week_start(name)
    midnight = time(0)
    return Week(name, calendar.at(monday, midnight, zone), calendar.at(monday + timedelta(days=7), midnight, zone), monday)


@dataclass(frozen=True, slots=True)
class Record:
    """What some people got, did and said in a week, and how it went before."""

    steps: Sequence[Delivery]
    checked_in: Sequence[Checkin]
    asked: frozenset[int]  # whose check-in was opened for them
    late: Sequence[Checkin]
    answers: Sequence[Response]
    trend: Sequence[tuple[str, int, int]]  # label of the week, steps done, steps due
    silent: frozenset[int]  # nothing heard of them for two weeks, though they were asked

    def done(self, person_id: int | None = None) -> int:
        """How many of the week's steps are answered (by one person)."""
        return sum(row.state == State.ANSWERED for row in self.steps if person_id in (None, row.person_id))

    def due(self, person_id: int | None = None) -> int:
        """How many steps the week had (for one person)."""
        return sum(person_id in (None, row.person_id) for row in self.steps)


def record(session: Session, whom: Iterable[int], week: Week) -> Record:
    """Read the week's record of these people."""
    ids = frozenset(whom)
    since = week.since - timedelta(weeks=TREND_WEEKS - 1)
    steps = deliveries.of_week(session, ids, since, week.until)
    said = responses.of_people(session, ids, week.until - QUIET, week.until)
    sent_in = checkins.answered_since(session, ids, week.until - QUIET, week.until)
    heard = {row.person_id for row in said} | {row.person_id for row in sent_in}
    asked_long_ago = {row.person_id for row in steps if row.sent_at is not None and row.sent_at < week.until - QUIET + timedelta(days=3)}
    return Record(
        steps=[row for row in steps if row.sent_at is not None and row.sent_at >= week.since],
        checked_in=checkins.of_people(session, ids, [week.name]),
        asked=deliveries.asked_to_check_in(session, ids, week.name),
        late=[row for row in sent_in if row.week < week.name and row.answered_at >= week.since],
        answers=[row for row in said if row.answered_at >= week.since],
        trend=_trend(steps, week),
        silent=frozenset(number for number in asked_long_ago & ids if number is not None and number not in heard),
    )


def _trend(steps: Sequence[Delivery], week: Week) -> Sequence[tuple[str, int, int]]:
    rows: list[tuple[str, int, int]] = []
    for back in range(TREND_WEEKS - 1, -1, -1):
        since, until = week.since - timedelta(weeks=back), week.until - timedelta(weeks=back)
        mine = [row for row in steps if row.sent_at is not None and since <= row.sent_at < until]
        if mine or rows:
            monday = week.monday - timedelta(weeks=back)
            rows.append((f"{monday:%-d %b}", sum(row.state == State.ANSWERED for row in mine), len(mine)))
    return rows


def for_manager(session: Session, library: Library, manager: Person, zone: ZoneInfo, week_name: str) -> Message:
    """What a manager should know of their people's week: exceptions first, each with something to do about it."""
    week = the_week(week_name, zone)
    reports = [person for person in roles.reports_of(session, manager.id or 0) if person.id is not None]
    going = enrolments.going_in(session, [person.id or 0 for person in reports], week.since, week.next_monday)
    learners = [person for person in reports if person.id in going]
    heading = Heading(f"Your people, {week.title}")
    if not learners:
        return Message((heading, Text("Nothing to report: none of your people is on a programme.")), summary="Your weekly summary")
    kept = record(session, [person.id or 0 for person in learners], week)
    parts = (*_exceptions(manager, learners, kept), *_progress(learners, kept), *_trend_chart(kept), *_shared(manager, learners, kept))
    if not kept.due() and not kept.asked and not kept.answers and not kept.silent and not kept.late:
        parts = (Text(f"Nothing to report: nothing was due for your {people_count(len(learners))} last week."),)
    note = Note("You see what was done, and only the words that somebody chose to share with you.")
    return Message((heading, *parts, note), summary=f"Your people, {week.title}: {kept.done()} of {kept.due()} done")


def people_count(number: int) -> str:
    """1 person, 3 people."""
    return "1 person" if number == 1 else f"{number} people"


def _exceptions(manager: Person, learners: Sequence[Person], kept: Record) -> tuple[Part, ...]:
    weeks = {row.person_id: row for row in kept.checked_in}
    parts: list[Part] = []
    for person in learners:
        week = weeks.get(person.id or 0)
        reasons = []
        if week is not None and manager.id in week.help_from:
            reasons.append("asks you for help")
        if week is not None and week.visibility == MANAGER and manager.id in week.seen_by and week.obstacle in ENVIRONMENT:
            reasons.append(f"is held up: {OBSTACLES[week.obstacle].lower()}")
        if person.id in kept.silent:
            reasons.append("has not answered anything for two weeks")
        if reasons:
            parts += [Text(f"**{escape(person.name)}** " + " and ".join(reasons) + "."), _acts(person)]
    return (Text("**Worth a moment of yours**"), *parts) if parts else ()


def _acts(person: Person) -> Choices:
    return Choices((Choice(f"{ENCOURAGE}/{person.id}", "Send encouragement"), Choice(f"{OFFER}/{person.id}", "Offer time")))


def _progress(learners: Sequence[Person], kept: Record) -> tuple[Part, ...]:
    checked = {row.person_id for row in kept.checked_in}
    rows = []
    for person in learners:
        number = person.id or 0
        steps = f"{kept.done(number)} of {kept.due(number)} done" if kept.due(number) else "nothing was due"
        friday = "checked in" if number in checked else "no check-in" if number in kept.asked else ""
        rows.append((person.name, ", ".join(part for part in (steps, friday) if part)))
    late = f" {len(kept.late)} more came late for an earlier week." if kept.late else ""
    total = (
        f"Together: {kept.done()} of {kept.due()} steps done, {len(checked)} of {max(len(kept.asked), len(checked))} check-ins in.{late}"
    )
    return Facts(tuple(rows)), Text(total)


def _trend_chart(kept: Record) -> tuple[Part, ...]:
    if len(kept.trend) < 2:
        return ()
    labels = tuple(label for label, _, _ in kept.trend)
    shares = tuple(round(100 * done / due) if due else 0 for _, done, due in kept.trend)
    return (Chart("line", "Steps done, in per cent", labels, (Series("Done", tuple(float(share) for share in shares)),)),)


def _shared(manager: Person, learners: Sequence[Person], kept: Record) -> tuple[Part, ...]:
    names = {person.id: person.name for person in learners}
    quotes: list[Part] = [
        Quote(by=names[row.person_id], response=row.id) for row in kept.answers if manager.id in row.seen_by and row.words
    ]
    for week in (*kept.late, *kept.checked_in):
        if manager.id in week.seen_by:
            quotes += [
                Quote(by=f"{names[week.person_id]}, {said}", checkin=week.id, item=item)
                for item, said in (("did", "this week"), ("next", "next week"))
                if getattr(week, item)
            ]
    return (Text("**In their own words**, shared with you"), *quotes[:20]) if quotes else ()


def cohort_row(session: Session, library: Library, cohort: Cohort, now: datetime) -> Delivery | None:
    """The delivery of a cohort's summary to its channel. None: it has no channel, or nobody is on the way."""
    if cohort.summary_conversation is None or cohort.next_due_at is None:
        return None
    zone = ZoneInfo(cohort.zone)
    monday = cohort.next_due_at.astimezone(zone).date()
    week = the_week(calendar.week(monday - timedelta(days=7)), zone)
    members = [person.id or 0 for _, person in enrolments.in_cohort(session, cohort.id or 0)]
    going = enrolments.going_in(session, members, week.since, week.next_monday)
    if not going:
        return None
    channel = str(cohort.summary_conversation.get("channel", cohort.id))
    return Delivery(
        workspace_id=cohort.workspace_id,
        kind=Kind.SUMMARY,
        key=f"summary/cohort/{cohort.id}/{channel}/{week.name}",
        conversation=f"channel/{channel}",
        to=dict(cohort.summary_conversation),
        week=week.name,
        message=to_json(for_cohort(cohort.name, len(going), record(session, going, week), week)),
        due_at=cohort.next_due_at,
        planned_at=cohort.next_due_at,
        expires_at=cohort.next_due_at + EXPIRES,
    )


def for_cohort(name: str, members: int, kept: Record, week: Week) -> Message:
    """A cohort's week in counts, without names."""
    heading = Heading(f"{name}: {week.title}"[:150])
    if not kept.due() and not kept.asked:
        return Message((heading, Text("Nothing to report: nothing was due last week.")), summary=f"{name}: nothing to report")
    facts: list[tuple[str, str]] = [
        ("On the way", people_count(members)),
        ("Steps done", f"{kept.done()} of {kept.due()}"),
        ("Check-ins", f"{len(kept.checked_in)} of {max(len(kept.asked), len(kept.checked_in))}"),
    ]
    if kept.late:
        facts.append(("Late, for earlier weeks", str(len(kept.late))))
    answers = _together(kept.checked_in)
    return Message((heading, Facts((*facts, *answers)), *_trend_chart(kept)), summary=f"{name}: {kept.done()} of {kept.due()} steps done")


def _together(weeks: Sequence[Checkin]) -> tuple[tuple[str, str], ...]:
    """What the check-ins say in aggregate; nothing if they are too few, or all alike (which would tell each one's answer)."""
    rows: list[tuple[str, str]] = []
    means = [sum(week.progress.values()) / len(week.progress) for week in weeks if week.progress]
    if len(means) >= K and len(set(means)) > 1:
        rows.append(("Commitments, 0 to 10", f"{sum(means) / len(means):.1f} on average"))
    named = Counter(week.obstacle for week in weeks if week.obstacle)
    if sum(named.values()) >= K and len(named) > 1:
        code, _ = named.most_common(1)[0]
        rows.append(("Most in the way", OBSTACLES.get(code, "Something else")))
    return tuple(rows)


def next_for_cohort(session: Session, cohort: Cohort, now: datetime) -> datetime | None:
    """When the cohort's next summary is due: Monday 09:00 in its zone. None: it has no channel, or nobody is on the way."""
    if cohort.summary_conversation is None or cohort.id is None:
        return None
    members = enrolments.in_cohort(session, cohort.id)
    zone = ZoneInfo(cohort.zone)
    today = now.astimezone(zone).date()
    monday = calendar.monday(today)
    due = calendar.at(monday, OPENS, zone)
    if due <= now:
        due = calendar.at(monday + timedelta(days=7), OPENS, zone)
    over = [one.ended_at for one, _ in members if one.ended_at is not None]
    if all(one.state != enrolments.State.ACTIVE for one, _ in members) and (not over or max(over) < due - timedelta(days=7)):
        return None
    return due
