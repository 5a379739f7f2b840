"""The command `progress`."""

from __future__ import annotations

from content.cldr import number
from content.message import Message, Note, Table, Text, escape, say
from content.translated import N_, _, _n
from handlers.background import under_way
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, as_typed, only_text
from handlers.naming import Ambiguous, the_people
from handlers.progress import HEADER, rows
from handlers.roles import May, NotYours, Standing, may_see
from models import cohorts, enrolments, roles
from models.people import Person

MOST = 99


@command(
    "progress",
    N_("how your people get on: done and due, check-ins, problems"),
    "progress",
    "progress @ana",
    "progress autumn",
    may=May.MANAGERS,
)
def progress(request: Request) -> Message:
    """A table: a manager's own people, the people who are named, or (for admins) a cohort."""
    title, whom = _whom(request)
    going = under_way(request.session, request.sender.workspace.organisation_id) if request.rank == Standing.ADMIN else ()
    if not whom:
        return say(*going, _("Nobody to show: nobody there is on a programme."))
    shown = rows(request.session, request.house, whom[:MOST], request.now)
    notes = [_("Done of due so far. You see what was done; words only where somebody shared them with you.")]
    if len(whom) > MOST:
        notes.append(_("The first {shown} of {all}.", shown=number(MOST), all=number(len(whom))))
    return Message((*map(Text, going), Text(f"**{escape(title)}**"), Table(tuple(map(_, HEADER)), tuple(shown)), Note(" ".join(notes))))


def _whom(request: Request) -> tuple[str, list[Person]]:
    if not request.words:
        if request.rank == Standing.ADMIN and not roles.reports_of(request.session, request.sender.id):
            everyone = enrolments.people_on_the_way(request.session, request.sender.workspace.organisation_id)
            return _("Everyone on the way"), list(everyone)
        return _("Your people"), list(roles.reports_of(request.session, request.sender.id))
    if any(not isinstance(word, str) or "@" in word for word in request.words):
        return _people(request)
    name = only_text(request.words, _("whom you mean"))
    if request.rank == Standing.ADMIN and cohorts.named(request.session, request.sender.workspace.organisation_id, name) is not None:
        return _cohort(request, name)
    try:
        return _people(request)
    except Ambiguous:
        raise
    except Misunderstood:  # it is nobody's name
        return _cohort(request, name)


def _people(request: Request) -> tuple[str, list[Person]]:
    named = list(the_people(request, request.words).people)
    others = [person for person in named if not may_see(request.session, request.sender.person, request.rank, person)]
    if others:
        typed = escape(as_typed(request.words))  # no more of a name than they know
        raise NotYours(
            _n(
                "You see how your own people get on, and {names} is not among them.",
                "You see how your own people get on, and {names} are not all among them.",
                len(named),
                names=typed,
            )
        )
    return _("Progress"), named


def _cohort(request: Request, name: str) -> tuple[str, list[Person]]:
    if request.rank != Standing.ADMIN:
        raise NotYours(_("A whole cohort is for admins to see; `/waypost progress` shows your people."))
    organisation = request.sender.workspace.organisation_id
    cohort = cohorts.named(request.session, organisation, name)
    if cohort is None:
        known = ", ".join(one.name for one in cohorts.all_of(request.session, organisation)) or _("none yet")
        raise Misunderstood(_("the cohort “{typed}” (there is: {names})", typed=name, names=known))
    there = {person.id: person for enrolment, person in enrolments.in_cohort(request.session, cohort.id or 0)}
    return _("Cohort {cohort}", cohort=cohort.name), list(there.values())
