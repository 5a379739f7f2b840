"""The command `summary`."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from content.message import Choices, Message, escape, say
from content.translated import N_, _
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, only_text
from handlers.roles import May, NotYours, Standing
from models import cohorts, roles
from scheduler import cohort_summaries, summaries
from scheduler.calendar import local_day, week
from scheduler.records import the_week
from scheduler.words import resolve


@command("summary", N_("last week's summary, now"), "summary", "summary autumn", may=May.MANAGERS)
def summary(request: Request) -> Message:
    """The summary that came on Monday, as it is now; for admins a cohort's, in counts."""
    return _cohorts(request, only_text(request.words, _("which cohort"))) if request.words else _mine(request)


def _mine(request: Request) -> Message:
    session, sender = request.session, request.sender
    if not roles.reports_of(session, sender.id):
        return say(_("Nobody has you as their manager here, so there is no summary of yours. `/waypost summary autumn` shows a cohort's."))
    last = week(request.today - timedelta(days=7))
    message = summaries.for_manager(session, request.house.library, sender.person, sender.zone, last)
    # What is sent as a message has its words looked up then, and again when somebody takes theirs back.
    seen = message if request.incoming.by_message else resolve(session, message, sender.id)
    return Message(tuple(part for part in seen.parts if not isinstance(part, Choices)), seen.summary)


def _cohorts(request: Request, name: str) -> Message:
    if request.rank != Standing.ADMIN:
        raise NotYours(_("A cohort's summary is for admins, and in its channel; `/waypost summary` shows your people's."))
    session, organisation = request.session, request.sender.workspace.organisation_id
    cohort = cohorts.named(session, organisation, name)
    if cohort is None:
        known = ", ".join(one.name for one in cohorts.all_of(session, organisation)) or _("none yet")
        raise Misunderstood(_("the cohort “{typed}” (there is: {names})", typed=name, names=known))
    zone = ZoneInfo(cohort.zone)
    last_week = the_week(week(local_day(request.now, zone) - timedelta(days=7)), zone)
    found = cohort_summaries.of_week(session, cohort, last_week)
    nothing = _(
        "Nothing to report: nobody of cohort {cohort} was on the way in the week of {dates}.",
        cohort=escape(cohort.name),
        dates=last_week.title,
    )
    return found or say(nothing)
