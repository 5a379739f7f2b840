"""The command `join`."""

from __future__ import annotations

from datetime import timedelta

from content.message import Message, escape, say
from handlers.commands import Request, command
from handlers.enrolling import enrol, moment, the_programme
from handlers.grammar import Misunderstood, a_day, clauses, only_text
from models import versions


@command("join", "start on a programme yourself", "join feedback-that-lands", "join feedback-that-lands starting monday")
def join(request: Request) -> Message:
    """Enrol the person themselves, where the programme allows it."""
    said = clauses(request.words, ("starting",))
    organisation = request.sender.workspace.organisation_id
    name = only_text(said[""], "which programme")
    version = the_programme(request.session, organisation, name)
    if version is None:
        keys = ", ".join(one.key for one in versions.latest_of_all(request.session, organisation)) or "none yet"
        raise Misunderstood(f"the programme “{name}” (there is: {keys})")
    programme = request.house.library.programme(request.session, version.id or 0)
    if not programme.joinable:
        return say(f"*{escape(programme.title)}* is by invitation. Ask an admin to enrol you.")
    start_on = a_day(only_text(said["starting"], "the start"), request.today) if "starting" in said else request.today + timedelta(days=1)
    if start_on < request.today:
        raise Misunderstood(f"a start on {start_on}, which is over")
    outcome = enrol(
        request.session, request.house, [request.sender.person], version, request.now, start_on=start_on, actor=request.sender.person
    )
    if outcome.already:
        return say(f"You are on *{escape(programme.title)}* already. `/waypost route` shows what comes.")
    first = outcome.enrolled[0].first_at
    when = moment(first, request.sender.person, request.sender.workspace) if first else "soon"
    return say(f"You are on **{escape(programme.title)}**. Your first activity comes {when}.")
