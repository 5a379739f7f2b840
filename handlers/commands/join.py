"""The command `join`."""

from __future__ import annotations

from collections.abc import Iterator

from content.message import Message, escape, say
from content.programme import Programme
from handlers.choosing import programme_named, start_named
from handlers.commands import Request, command
from handlers.enrolling import Outcome, RouteOver, enrol
from handlers.grammar import Misunderstood, clauses, only_text
from handlers.starting import Way, moment
from scheduler.calendar import DAY


@command("join", "start on a programme yourself", "join feedback-that-lands", "join feedback-that-lands starting monday")
def join(request: Request) -> Message:
    """Enrol the person themselves, where the programme allows it."""
    said = clauses(request.words, ("starting",))
    name, organisation = only_text(said[""], "which programme"), request.sender.workspace.organisation_id
    version = programme_named(request.session, organisation, name, like=lambda key: f"join {key}")
    programme = request.house.library.programme(request.session, version.id or 0)
    if not programme.joinable:
        return say(f"*{escape(programme.title)}* is by invitation. Ask an admin to enrol you.")
    named = "starting" in said
    start_on = request.today + DAY
    if named:
        understood = f"join {version.key}"
        start_on = start_named(said["starting"], request.today, understood=understood, right=f"{understood} starting monday")
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
