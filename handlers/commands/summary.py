"""The command `summary`."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from content.message import Choices, Message
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, only_text
from handlers.roles import May, Standing
from models import cohorts, enrolments
from scheduler import summaries
from scheduler.calendar import local_day, week
from scheduler.words import resolve


@command("summary", "last week's summary, now", "summary", "summary autumn", may=May.MANAGERS)
def summary(request: Request) -> Message:
    """The summary that came on Monday, as it is now; for admins a cohort's, in counts."""
    session, sender = request.session, request.sender
    if not request.words:
        last = week(request.today - timedelta(days=7))
        message = summaries.for_manager(session, request.house.library, sender.person, sender.zone, last)
        seen = resolve(session, message, sender.id)
        return Message(tuple(part for part in seen.parts if not isinstance(part, Choices)), seen.summary)
    name = only_text(request.words, "which cohort")
    cohort = cohorts.named(session, sender.workspace.organisation_id, name)
    if cohort is None or request.rank != Standing.ADMIN:
        raise Misunderstood(f"the cohort “{name}”" + ("" if request.rank == Standing.ADMIN else " (cohorts are for admins)"))
    zone = ZoneInfo(cohort.zone)
    last_week = summaries.the_week(week(local_day(request.now, zone) - timedelta(days=7)), zone)
    members = [person.id or 0 for _, person in enrolments.in_cohort(session, cohort.id or 0)]
    going = enrolments.going_in(session, members, last_week.since, last_week.next_monday)
    return summaries.for_cohort(cohort.name, len(going), summaries.record(session, going, last_week), last_week)
