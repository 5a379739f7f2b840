"""The command `enrol`."""

from __future__ import annotations

from datetime import timedelta

from content.message import Facts, Message, Part, Text, escape
from handlers.commands import Request, command
from handlers.enrolling import Outcome, enrol, moment, the_cohort, the_programme
from handlers.grammar import Misunderstood, a_day, as_typed, clauses, only_text
from handlers.incoming import Place, Word
from handlers.naming import Named, the_people
from handlers.roles import May
from models import people, versions
from models.cohorts import Cohort
from models.versions import ProgrammeVersion

SHOWN = 20


@command(
    "enrol",
    "start people on a programme",
    "enrol @ana @ben in feedback-that-lands starting 2026-11-23 cohort autumn",
    "enrol everyone in #channel in feedback-that-lands starting monday",
    "enrol @ana in feedback-that-lands",
    may=May.ADMINS,
    members=True,
)
def enrol_(request: Request) -> Message:
    """Enrol the people who are named, or everyone in a channel, and say at once when their first activity comes."""
    said = clauses(_joined(request.words), ("in", "starting", "cohort"))
    named = the_people(request, said[""])
    version = _version(request, as_typed(said[""]), only_text(said.get("in", ()), "which programme"))
    start_on = a_day(only_text(said["starting"], "the start"), request.today) if "starting" in said else request.today + timedelta(days=1)
    if start_on < request.today:
        raise Misunderstood(f"a start on {start_on}, which is over", understood=f"enrol {as_typed(said[''])} in {version.key}")
    cohort = _cohort(request, only_text(said["cohort"], "the cohort's name")) if "cohort" in said else None
    outcome = enrol(
        request.session,
        request.house,
        named.people,
        version,
        request.now,
        start_on=start_on,
        cohort=cohort,
        actor=request.sender.person,
    )
    return _said(request, version, outcome, named, cohort, rolled=outcome.start_on != start_on)


def _joined(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Without the "in" of "everyone in #channel", which names the people and not the programme."""
    kept: list[Word] = []
    for here, word in enumerate(words):
        following = words[here + 1] if here + 1 < len(words) else None
        if not (isinstance(word, str) and word.casefold() == "in" and isinstance(following, Place)):
            kept.append(word)
    return tuple(kept)


def _version(request: Request, who: str, name: str) -> ProgrammeVersion:
    organisation = request.sender.workspace.organisation_id
    version = the_programme(request.session, organisation, name)
    if version is None:
        keys = ", ".join(one.key for one in versions.latest_of_all(request.session, organisation)) or "none yet"
        raise Misunderstood(
            f"the programme “{name}” (there is: {keys})", understood=f"enrol {who}", nearest=f"enrol {who} in {keys.split(',')[0]}"
        )
    return version


def _cohort(request: Request, name: str) -> Cohort:
    return the_cohort(request.session, request.sender.workspace, name, str(request.sender.zone), request.now)


def _said(request: Request, version: ProgrammeVersion, outcome: Outcome, named: Named, cohort: Cohort | None, *, rolled: bool) -> Message:
    parts: list[Part] = []
    where = f" in cohort {escape(cohort.name)}" if cohort else ""
    if outcome.enrolled:
        count = len(outcome.enrolled)
        monday = " (programmes start on Mondays)" if rolled else ""
        parts.append(
            Text(
                f"Enrolled {count} {'person' if count == 1 else 'people'} in **{escape(version.title)}**{where}, "
                f"starting {outcome.start_on:%A %-d %B %Y}{monday}. First activity, each in their own time:"
            )
        )
        reached = people.addresses(request.session, [one.person.id or 0 for one in outcome.enrolled])
        rows = []
        for one in outcome.enrolled[:SHOWN]:
            workspace = reached[one.person.id or 0][1] if one.person.id in reached else None
            zone = people.zone_of(one.person, workspace)
            rows.append(
                (one.person.name, f"{moment(one.first_at, one.person, workspace)} ({zone})" if one.first_at else "no chat reaches them")
            )
        parts.append(Facts(tuple(rows)))
        if count > SHOWN:
            parts.append(Text(f"… and {count - SHOWN} more."))
    if outcome.already:
        parts.append(Text("On it already, unchanged: " + ", ".join(escape(person.name) for person in outcome.already[:SHOWN]) + "."))
    if named.left_out:
        parts.append(Text("Left out (a bot, or nobody I can reach): " + ", ".join(escape(name) for name in named.left_out[:SHOWN]) + "."))
    return Message(tuple(parts) or (Text("Nobody there can be enrolled: only bots, or people from elsewhere."),))
