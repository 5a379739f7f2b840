"""The command `join`."""

from __future__ import annotations

from collections.abc import Iterator

from content.cldr import weekday_date
from content.message import Message, escape, say
from content.programme import Programme
from content.translated import N_, _, _n
from handlers.choosing import programme_named, start_named
from handlers.commands import Request, command
from handlers.enrolling import Outcome, RouteOver, enrol
from handlers.grammar import Misunderstood, clauses, only_text
from handlers.starting import Way, moment
from scheduler.calendar import DAY


@command("join", N_("start on a programme yourself"), "join feedback-that-lands", "join feedback-that-lands starting monday")
def join(request: Request) -> Message:
    """Enrol the person themselves, where the programme allows it."""
    said = clauses(request.words, ("starting",))
    name, organisation = only_text(said[""], _("which programme")), request.sender.workspace.organisation_id
    version = programme_named(request.session, organisation, name, like=lambda key: f"join {key}")
    programme = request.house.library.programme(request.session, version.id or 0)
    if not programme.joinable:
        return say(_("*{programme}* is by invitation. Ask an admin to enrol you.", programme=escape(programme.title)))
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
        problem = _("a start on {day}: from then on, it was over on {last_day}", day=start_on, last_day=over.last_on)
        raise Misunderstood(problem, nearest=like) from over
    if outcome.already:
        return say(_("You are on *{programme}* already. `/waypost route` shows what comes.", programme=escape(programme.title)))
    return say(" ".join(_said(request, programme, outcome)))


def _said(request: Request, programme: Programme, outcome: Outcome) -> Iterator[str]:
    one, title, sender = outcome.enrolled[0], escape(programme.title), request.sender
    if one.way is Way.BACK:
        yield _("You are on **{programme}** again, where you left it. What you have had does not come a second time.", programme=title)
    else:
        yield _("You are on **{programme}**, starting {date}.", programme=title, date=weekday_date(outcome.start_on))
    if one.way is Way.ANEW:
        yield _("It begins anew; what you did before stays on record.")
    if one.over:
        yield _n("1 activity is over already and won't come.", "{number} activities are over already and won't come.", one.over)
    if one.first_at is None:
        yield _("Your first activity: {when}. `/waypost why` says more.", when=escape(one.said))
        return
    when = moment(one.first_at, sender.person, sender.workspace)
    # Translators: {when} is a date and a time, "Monday 23 November at 09:00"
    yield _("Your next activity comes {when}.", when=when) if one.way is Way.BACK else _("Your first activity comes {when}.", when=when)
