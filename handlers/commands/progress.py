"""The command `progress`."""

from __future__ import annotations

from content.message import Message, Note, Table, Text, escape, say
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, only_text
from handlers.incoming import Mention
from handlers.naming import the_people
from handlers.progress import row
from handlers.roles import May, Standing, may_see
from models import cohorts, enrolments, roles
from models.people import Person

MOST = 99


@command(
    "progress",
    "how your people get on: done and due, check-ins, problems",
    "progress",
    "progress @ana",
    "progress autumn",
    may=May.MANAGERS,
)
def progress(request: Request) -> Message:
    """A table: a manager's own people, the people who are named, or (for admins) a cohort."""
    title, whom = _whom(request)
    if not whom:
        return say("Nobody to show: nobody of yours is on a programme.")
    rows = [row(request.session, request.house, person, request.now) for person in whom[:MOST]]
    more = f" The first {MOST} of {len(whom)}." if len(whom) > MOST else ""
    note = Note("Done of due so far. You see what was done; words only where somebody shared them with you." + more)
    return Message((Text(f"**{escape(title)}**"), Table(("Who", "Programme", "Done", "Check-ins", "Next"), tuple(rows)), note))


def _whom(request: Request) -> tuple[str, list[Person]]:
    if not request.words:
        if request.rank == Standing.ADMIN and not roles.reports_of(request.session, request.sender.id):
            everyone = enrolments.people_on_the_way(request.session, request.sender.workspace.organisation_id)
            return "Everyone on the way", list(everyone)
        return "Your people", list(roles.reports_of(request.session, request.sender.id))
    if isinstance(request.words[0], Mention) or "@" in str(request.words[0]):
        named = list(the_people(request, request.words).people)
        if not all(may_see(request.session, request.sender.person, request.rank, person) for person in named):
            raise Misunderstood("somebody who is not one of your people")
        return "Progress", named
    name = only_text(request.words, "whom you mean")
    cohort = cohorts.named(request.session, request.sender.workspace.organisation_id, name)
    if cohort is None or request.rank != Standing.ADMIN:
        raise Misunderstood(f"the cohort “{name}”" + ("" if request.rank == Standing.ADMIN else " (cohorts are for admins)"))
    return f"Cohort {cohort.name}", [person for _, person in enrolments.in_cohort(request.session, cohort.id or 0)]
