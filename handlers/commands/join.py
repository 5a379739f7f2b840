"""The command `join`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from content.message import Message, escape, say
from content.programme import Programme
from handlers.commands import Request, command
from handlers.enrolling import Outcome, RouteOver, enrol, the_programme
from handlers.grammar import Misunderstood, a_day, clauses, nearest, only_text
from handlers.starting import Way, moment
from models import versions
from models.versions import ProgrammeVersion
from scheduler.calendar import monday


@command("join", "start on a programme yourself", "join feedback-that-lands", "join feedback-that-lands starting monday")
def join(request: Request) -> Message:
    """Enrol the person themselves, where the programme allows it."""
    said = clauses(request.words, ("starting",))
    version = _version(request, only_text(said[""], "which programme"))
    programme = request.house.library.programme(request.session, version.id or 0)
    if not programme.joinable:
        return say(f"*{escape(programme.title)}* is by invitation. Ask an admin to enrol you.")
    named = "starting" in said
    start_on = _start(request, version, only_text(said["starting"], "the start")) if named else request.today + timedelta(days=1)
    person = request.sender.person
    try:
        outcome = enrol(request.session, request.house, [person], version, request.now, start_on=start_on, named=named, actor=person)
    except RouteOver as over:
        like = f"join {version.key} starting {over.monday_on}"
        raise Misunderstood(f"a start on {start_on}: from then on, it was over on {over.last_on}", nearest=like) from over
    if outcome.already:
        return say(f"You are on *{escape(programme.title)}* already. `/waypost route` shows what comes.")
    return say(" ".join(_said(request, programme, outcome)))


def _said(request: Request, programme: Programme, outcome: Outcome) -> Iterator[str]:
    one, title, sender = outcome.enrolled[0], escape(programme.title), request.sender
    if one.way is Way.BACK:
        yield f"You are on **{title}** again, where you left it. What you have had does not come a second time."
    else:
        anew = " It begins anew; what you did before stays on record." if one.way is Way.ANEW else ""
        yield f"You are on **{title}**, starting {outcome.start_on:%A %-d %B}.{anew}"
    if one.over:
        yield f"{'1 activity is' if one.over == 1 else f'{one.over} activities are'} over already and won't come."
    if one.first_at is None:
        yield f"Your first activity: {escape(one.said)}. `/waypost why` says more."
    else:
        yield f"Your {'next' if one.way is Way.BACK else 'first'} activity comes {moment(one.first_at, sender.person, sender.workspace)}."


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
    if day < request.today and day != monday(day):  # to begin with a Monday that is over is to join those who began then
        raise Misunderstood(f"a start on {day}, which is over", understood=understood, nearest=right)
    return day
