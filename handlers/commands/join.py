"""The command `join`."""

from __future__ import annotations

from datetime import date, timedelta

from content.message import Message, escape, say
from handlers.commands import Request, command
from handlers.enrolling import enrol, moment, the_programme
from handlers.grammar import Misunderstood, a_day, clauses, nearest, only_text
from models import versions
from models.versions import ProgrammeVersion


@command("join", "start on a programme yourself", "join feedback-that-lands", "join feedback-that-lands starting monday")
def join(request: Request) -> Message:
    """Enrol the person themselves, where the programme allows it."""
    said = clauses(request.words, ("starting",))
    version = _version(request, only_text(said[""], "which programme"))
    programme = request.house.library.programme(request.session, version.id or 0)
    if not programme.joinable:
        return say(f"*{escape(programme.title)}* is by invitation. Ask an admin to enrol you.")
    tomorrow = request.today + timedelta(days=1)
    start_on = _start(request, version, only_text(said["starting"], "the start")) if "starting" in said else tomorrow
    sender = request.sender
    outcome = enrol(request.session, request.house, [sender.person], version, request.now, start_on=start_on, actor=sender.person)
    if outcome.already:
        return say(f"You are on *{escape(programme.title)}* already. `/waypost route` shows what comes.")
    on_it = f"You are on **{escape(programme.title)}**, starting {outcome.start_on:%A %-d %B}."
    first_at = outcome.enrolled[0].first_at
    if first_at is None:
        return say(f"{on_it} Nothing comes while you are on a break; `/waypost resume` ends it.")
    return say(f"{on_it} Your first activity comes {moment(first_at, sender.person, sender.workspace)}.")


def _version(request: Request, name: str) -> ProgrammeVersion:
    organisation = request.sender.workspace.organisation_id
    version = the_programme(request.session, organisation, name)
    if version is None:
        keys = [one.key for one in versions.latest_of_all(request.session, organisation)]
        like = f"join {nearest(name, keys) or keys[0]}" if keys else ""
        raise Misunderstood(f"the programme “{name}” (there is: {', '.join(keys) or 'none yet'})", nearest=like)
    return version


def _start(request: Request, version: ProgrammeVersion, typed: str) -> date:
    understood, right = f"join {version.key}", f"join {version.key} starting monday"
    try:
        day = a_day(typed, request.today)
    except Misunderstood as problem:
        raise problem.after(understood, nearest=right) from problem
    if day < request.today:
        raise Misunderstood(f"a start on {day}, which is over", understood=understood, nearest=right)
    return day
