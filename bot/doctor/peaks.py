"""The next working day's fullest quarter of an hour, and how long the pace needs for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.doctor import Finding, Patient, check, good, poor
from bot.doctor.words import some, span
from bot.limits import limits_of
from models import figures, workspaces
from scheduler.peaks import Peak, next_working_day, peak

LONG = timedelta(minutes=30)


@check("next peak", 70)
def peaks(patient: Patient) -> Sequence[Finding]:
    """A line for each workspace in which somebody is due that day."""
    if patient.database is None:
        return []
    found = []
    with patient.database.reading() as session:
        for workspace in workspaces.everyone(session):
            since, until = next_working_day(patient.now, ZoneInfo(workspace.zone))
            due = figures.people_due(session, workspace.id or 0, since, until)
            fullest = peak(due, limits_of(workspace.platform, patient.settings).workspace)
            if fullest is not None:
                found.append(_said(fullest, workspace.name, ZoneInfo(workspace.zone)))
    return found or [good("nobody is due on the next working day")]


def _said(fullest: Peak, workspace: str, zone: ZoneInfo) -> Finding:
    when = f"{fullest.at.astimezone(zone):%A %H:%M}"
    said = f"{workspace}, {when}: about {some(fullest.messages, 'message')} in a quarter of an hour"
    if fullest.takes <= timedelta(minutes=1):
        return good(f"{said}, out within a minute")
    said += f", and the pace needs {span(fullest.takes)} for them"
    return poor(said, "let programmes begin at different times, or ask for a higher limit") if fullest.takes > LONG else good(said)
