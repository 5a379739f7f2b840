"""The command `enrol`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from content.message import Facts, Message, Part, Text, escape
from handlers.commands import Members, Request, command
from handlers.enrolling import LONGEST_NAME, Outcome, enrol, the_cohort, the_programme
from handlers.grammar import Misunderstood, a_day, as_typed, clauses, nearest, only_text
from handlers.incoming import Place, Word
from handlers.naming import Named, the_people
from handlers.roles import May
from models import versions
from models.cohorts import Cohort
from models.versions import ProgrammeVersion

SHOWN = 20
CLAUSES = ("in", "starting", "cohort")
Said = Mapping[str, tuple[Word, ...]]


@command(
    "enrol",
    "start people on a programme",
    "enrol @ana @ben in feedback-that-lands starting monday cohort autumn",
    "enrol everyone in #channel in feedback-that-lands starting 2026-11-23",
    "enrol ana@example.com in feedback-that-lands",
    may=May.ADMINS,
    members=Members.NAMED,
)
def enrol_(request: Request) -> Message:
    """Enrol the people who are named, or everyone in a channel, and say at once when their first activity comes."""
    said = clauses(_joined(request.words), CLAUSES)
    version = _version(request, said)
    named = the_people(request, said[""], awaits=True)
    wanted_on = _start(request, said)
    cohort = _cohort(request, said) if "cohort" in said else None
    outcome = enrol(
        request.session,
        request.house,
        named.people,
        version,
        request.now,
        start_on=wanted_on,
        cohort=cohort,
        actor=request.sender.person,
    )
    return Message(tuple(_said(version, outcome, named, cohort, rolled="starting" in said and outcome.start_on != wanted_on)))


def _joined(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Without the "in" of "everyone in #channel", which names the people and not the programme."""
    kept: list[Word] = []
    for here, word in enumerate(words):
        following = words[here + 1] if here + 1 < len(words) else None
        if not (isinstance(word, str) and word.casefold() == "in" and isinstance(following, Place)):
            kept.append(word)
    return tuple(kept)


def _typed(said: Said, **instead: str) -> str:
    """The command as it was typed, with something else in the place of a clause."""
    given = {key: as_typed(words) for key, words in said.items()} | instead
    rest = (f"{key} {given[key]}" for key in CLAUSES if given.get(key))
    return " ".join(("enrol", given[""] or "@ana", *rest))


def _version(request: Request, said: Said) -> ProgrammeVersion:
    organisation = request.sender.workspace.organisation_id
    name = only_text(said.get("in", ()), "which programme (for example: in feedback-that-lands)")
    version = the_programme(request.session, organisation, name)
    if version is None:
        keys = [one.key for one in versions.latest_of_all(request.session, organisation)]
        like = {"in": nearest(name, keys) or keys[0]} if keys else {}
        raise Misunderstood(
            f"the programme “{name}” (there is: {', '.join(keys) or 'none yet'})",
            understood=f"enrol {as_typed(said[''])}",
            nearest=_typed(said, **like),
        )
    return version


def _start(request: Request, said: Said) -> date:
    if "starting" not in said:
        return request.today + timedelta(days=1)
    understood, right = f"enrol {as_typed(said[''])} in {as_typed(said['in'])}", _typed(said, starting="monday")
    try:
        day = a_day(only_text(said["starting"], "the start"), request.today)
    except Misunderstood as problem:
        raise problem.after(understood, nearest=right) from problem
    if day < request.today:
        raise Misunderstood(f"a start on {day}, which is over", understood=understood, nearest=right)
    return day


def _cohort(request: Request, said: Said) -> Cohort:
    name = only_text(said["cohort"], "the cohort's name")
    if len(name) > LONGEST_NAME or name.casefold() == "me":
        raise Misunderstood(
            f"the cohort's name “{name[:LONGEST_NAME]}” (up to {LONGEST_NAME} characters, and not “me”)",
            nearest=_typed(said, cohort="autumn"),
        )
    return the_cohort(request.session, request.sender.workspace, name, str(request.sender.zone), request.now)


def _said(version: ProgrammeVersion, outcome: Outcome, named: Named, cohort: Cohort | None, *, rolled: bool) -> list[Part]:
    where = f" in cohort {escape(cohort.name)}" if cohort else ""
    monday = " (programmes start on Mondays)" if rolled else ""
    count = len(outcome.enrolled)
    parts: list[Part] = []
    if count:
        parts += [
            Text(
                f"Enrolled {count} {'person' if count == 1 else 'people'} in **{escape(version.title)}**{where}, "
                f"starting {outcome.start_on:%A %-d %B %Y}{monday}. First activity, each in their own time:"
            ),
            Facts(tuple((one.person.name, one.said) for one in outcome.enrolled[:SHOWN])),
        ]
    if count > SHOWN:
        parts.append(Text(f"… and {count - SHOWN} more."))
    for said, names in (
        ("On it already, unchanged", [person.name for person in outcome.already]),
        ("Left out (a bot, or nobody I can reach)", list(named.left_out)),
    ):
        if names:
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            parts.append(Text(f"{said}: {', '.join(escape(name) for name in names[:SHOWN])}{more}."))
    return parts or [Text("Nobody there can be enrolled: only bots, or people from elsewhere.")]
