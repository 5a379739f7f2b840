"""The command `enrol`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from content.message import Facts, Message, Part, Text, escape
from handlers.background import enrol as background
from handlers.choosing import programme_named, start_named
from handlers.commands import Members, Request, command
from handlers.enrolling import LONGEST_NAME, Outcome, RouteOver, enrol, the_cohort
from handlers.grammar import Misunderstood, as_typed, clauses, only_text
from handlers.incoming import Place, Word
from handlers.naming import Named, the_people
from handlers.roles import May
from handlers.starting import Enrolled, Way
from models.cohorts import Cohort
from models.versions import ProgrammeVersion
from scheduler.calendar import DAY

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
    crowd = len(named.people) >= background.CROWD
    try:
        outcome = enrol(
            request.session,
            request.house,
            () if crowd else named.people,  # a crowd's start is looked at all the same
            version,
            request.now,
            start_on=wanted_on,
            named="starting" in said,
            cohort=cohort,
            actor=request.sender.person,
        )
    except RouteOver as over:
        raise Misunderstood(
            f"a start on {wanted_on}: from then on, “{version.title}” was over on {over.last_on}",
            understood=f"enrol {as_typed(said[''])} in {as_typed(said['in'])}",
            nearest=_typed(said, starting=over.monday_on.isoformat()),
        ) from over
    if crowd:
        return _in_background(request, said, named, version, wanted_on, cohort)
    return Message(tuple(_said(version, outcome, named, cohort, rolled="starting" in said and outcome.start_on != wanted_on)))


def _in_background(request: Request, said: Said, named: Named, version: ProgrammeVersion, start_on: date, cohort: Cohort | None) -> Message:
    key, at_start = request.incoming.key, "starting" in said
    begun = background.begin(
        request.session, request.sender, named.people, version, request.now, key=key, start_on=start_on, named=at_start, cohort=cohort
    )
    return Message((*begun.parts, *_left_out(named)))


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
    name = only_text(said.get("in", ()), "which programme (for example: in feedback-that-lands)")
    understood, organisation = f"enrol {as_typed(said[''])}", request.sender.workspace.organisation_id
    return programme_named(request.session, organisation, name, understood=understood, like=lambda key: _typed(said, **{"in": key}))


def _start(request: Request, said: Said) -> date:
    if "starting" not in said:
        return request.today + DAY
    understood, right = f"enrol {as_typed(said[''])} in {as_typed(said['in'])}", _typed(said, starting="monday")
    return start_named(said["starting"], request.today, understood=understood, right=right)


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
    number = len(outcome.enrolled)
    parts: list[Part] = []
    if number:
        parts += [
            Text(
                f"Enrolled {number} {'person' if number == 1 else 'people'} in **{escape(version.title)}**{where}, "
                f"starting {outcome.start_on:%A %-d %B %Y}{monday}. First activity, each in their own time:"
            ),
            Facts(tuple((one.person.name, _first(one)) for one in outcome.enrolled[:SHOWN])),
            *_over(outcome.enrolled),
        ]
    if number > SHOWN:
        parts.append(Text(f"… and {number - SHOWN} more."))
    parts += [*_listed("On it already, unchanged", [person.name for person in outcome.already]), *_left_out(named)]
    return parts or [Text("Nobody there can be enrolled: only bots, or people from elsewhere.")]


def _left_out(named: Named) -> list[Part]:
    return _listed("Left out (a bot, or nobody I can reach)", named.left_out)


def _listed(said: str, names: Sequence[str]) -> list[Part]:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return [Text(f"{said}: {', '.join(escape(name) for name in names[:SHOWN])}{more}.")] if names else []


def _first(one: Enrolled) -> str:
    return one.said + {Way.NEW: "", Way.BACK: "; goes on where they left it", Way.ANEW: "; was on it before, and begins anew"}[one.way]


def _over(enrolled: Sequence[Enrolled]) -> list[Part]:
    """What those who join others on the way are not given any more."""
    most = max(enrolled, key=lambda one: one.over)
    if not most.over:
        return []
    first = f" It begins with “{escape(most.first)}”." if most.first else ""
    over = "1 activity of it is" if most.over == 1 else f"{most.over} activities of it are"
    return [Text(f"{over} over already and won't come.{first}")]
