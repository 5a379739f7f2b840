"""Use-case: Monday's summary of the week before, to a cohort's channel: in counts, without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from content.cldr import number
from content.message import Facts, Heading, Message, Text, to_json
from content.obstacles import OBSTACLES
from content.translated import _
from models import enrolments
from models.checkins import Checkin
from models.cohorts import Cohort
from models.deliveries import Delivery, Kind
from models.session import Session
from scheduler import calendar, calendars
from scheduler.counts import came_late, people_count, trend
from scheduler.readers import speaking_to_cohort
from scheduler.records import OPENS, Record, Week, record, the_week
from scheduler.workdays import Calendar

K = 5  #: answers of fewer people than this are never put together
EXPIRES = timedelta(days=3)
WEEK = timedelta(weeks=1)


def cohort_row(session: Session, cohort: Cohort) -> Delivery | None:
    """The delivery of a cohort's summary to its channel. None: it has no channel, or nobody is on the way."""
    if cohort.summary_conversation is None or cohort.next_due_at is None:
        return None
    zone = ZoneInfo(cohort.zone)
    monday = _monday(calendar.local_day(cohort.next_due_at, zone))
    with speaking_to_cohort(session, cohort.id or 0):
        week = the_week(calendar.week(monday - WEEK), zone)
        message = of_week(session, cohort, week)
    if message is None:
        return None
    channel = str(cohort.summary_conversation.get("channel", cohort.id))
    return Delivery(
        workspace_id=cohort.workspace_id,
        kind=Kind.SUMMARY,
        key=f"summary/cohort/{cohort.id}/{channel}/{week.name}",
        conversation=f"channel/{channel}",
        to=dict(cohort.summary_conversation),
        week=week.name,
        message=to_json(message),
        due_at=cohort.next_due_at,
        planned_at=cohort.next_due_at,
        expires_at=cohort.next_due_at + EXPIRES,
    )


def of_week(session: Session, cohort: Cohort, week: Week) -> Message | None:
    """The cohort's week in counts. None: nobody of it was on the way."""
    members = enrolments.in_cohort(session, cohort.id or 0)
    going = enrolments.going_in(session, [person.id or 0 for _, person in members], week.since, week.next_monday, cohort_id=cohort.id)
    if not going:
        return None
    theirs = frozenset(enrolment.id for enrolment, _ in members if enrolment.id is not None)
    return for_cohort(cohort.name, len(going), record(session, going, week, of=theirs), week)


def for_cohort(name: str, members: int, kept: Record, week: Week) -> Message:
    """A cohort's week in counts, without names."""
    heading = Heading(f"{name}, {week.title}"[:150])
    if kept.is_empty:
        nothing = _("{name}, {days}: nothing to report", name=name, days=week.title)
        return Message((heading, Text(_("Nothing to report: nothing was due that week."))), summary=nothing)
    done, due = number(kept.done()), number(kept.due())
    facts = [(_("On the way"), people_count(members)), (_("Steps done"), _("{done} of {due}", done=done, due=due))]
    opened = max(len(kept.asked), len(kept.checked_in))
    if opened:
        facts.append((_("Check-ins"), _("{done} of {due}", done=number(len(kept.checked_in)), due=number(opened))))
    if late := came_late(kept):
        facts.append((_("Late, for earlier weeks"), ", ".join(late)))
    together = _together(kept.checked_in, week)
    summary = _("{name}, {days}: {done} of {due} steps done", name=name, days=week.title, done=done, due=due)
    return Message((heading, Facts((*facts, *together)), *trend(kept)), summary=summary)


def _together(weeks: Sequence[Checkin], week: Week) -> tuple[tuple[str, str], ...]:
    """What the check-ins say in aggregate; nothing if they are too few, or all alike (which would tell each one's answer).

    Only what came in that week counts, and nothing at all is said once one of it was changed:
    else two readings of the same week would tell what a single person answered in between.
    """
    frozen = [one for one in weeks if one.answered_at < week.until]
    if any(one.edited_at is not None and one.edited_at >= week.until for one in frozen):
        return ()
    rows: list[tuple[str, str]] = []
    means = [sum(one.progress.values()) / len(one.progress) for one in frozen if one.progress]
    if len(means) >= K and len(set(means)) > 1:
        rows.append((_("Commitments, 0 to 10"), _("{number} on average", number=number(round(sum(means) / len(means), 1)))))
    named = Counter(one.obstacle for one in frozen if one.obstacle)
    if sum(named.values()) >= K and len(named) > 1:
        code = named.most_common(1)[0][0]
        rows.append((_("Most in the way"), _(OBSTACLES[code]) if code in OBSTACLES else _("Something else")))
    return tuple(rows)


def next_for_cohort(session: Session, cohort: Cohort, now: datetime) -> datetime | None:
    """When the cohort's next summary is due: Monday 09:00 in its zone. None: it has no channel, or nobody is on the way.

    A Monday off is made good on the next working day; a week that is off altogether has no summary.
    """
    if cohort.summary_conversation is None or cohort.id is None:
        return None
    zone, theirs = ZoneInfo(cohort.zone), calendars.of_cohort(session, cohort)
    monday = _monday(calendar.local_day(now, zone))
    while (due := _comes(theirs, monday, zone)) is None or due <= now:
        monday += WEEK
    members = enrolments.in_cohort(session, cohort.id)
    over = [one.ended_at for one, _ in members if one.ended_at is not None]
    week_before = calendar.at(monday - WEEK, OPENS, zone)
    if all(one.state != enrolments.State.ACTIVE for one, _ in members) and (not over or max(over) < week_before):
        return None
    return due


def replan(session: Session, cohort: Cohort, now: datetime) -> None:
    """The cohort's calendar is another: set anew when its summary is due, if it is not due already."""
    if cohort.next_due_at is not None and cohort.next_due_at > now:
        cohort.next_due_at = next_for_cohort(session, cohort, now)


def _comes(theirs: Calendar, monday: date, zone: ZoneInfo) -> datetime | None:
    """When the summary of that Monday comes. None: the whole week is off."""
    instant, day = theirs.awake(calendar.at(theirs.forward(monday), OPENS, zone), zone)
    return instant if day < monday + WEEK else None


def _monday(day: date) -> date:
    """The Monday of that day's week."""
    return day - day.weekday() * calendar.DAY
