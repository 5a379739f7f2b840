"""The command `enrol`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from content.cldr import full_date, number
from content.message import Facts, Message, Part, Text, escape
from content.translated import N_, _, _n
from handlers.background import enrol as background
from handlers.choosing import programme_named, start_named
from handlers.commands import Members, Request, command
from handlers.enrolling import LONGEST_NAME, Outcome, RouteOver, enrol, the_cohort
from handlers.grammar import Misunderstood, as_typed, clauses, only_text
from handlers.incoming import Place, Word
from handlers.naming import Named, some_of, the_people
from handlers.roles import May
from handlers.starting import Enrolled, Way
from models.cohorts import Cohort
from models.versions import ProgrammeVersion
from scheduler.calendar import DAY
from scheduler.library import title_of

SHOWN = 20
CLAUSES = ("in", "starting", "cohort")
Said = Mapping[str, tuple[Word, ...]]


@command(
    "enrol",
    N_("start people on a programme"),
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
            _(
                "a start on {date}: from then on, “{programme}” was over on {end}",
                date=wanted_on,
                programme=title_of(version),
                end=over.last_on,
            ),
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
    name = only_text(said.get("in", ()), _("which programme (for example: in feedback-that-lands)"))
    understood, organisation = f"enrol {as_typed(said[''])}", request.sender.workspace.organisation_id
    return programme_named(request.session, organisation, name, understood=understood, like=lambda key: _typed(said, **{"in": key}))


def _start(request: Request, said: Said) -> date:
    if "starting" not in said:
        return request.today + DAY
    understood, right = f"enrol {as_typed(said[''])} in {as_typed(said['in'])}", _typed(said, starting="monday")
    return start_named(said["starting"], request.today, understood=understood, right=right)


def _cohort(request: Request, said: Said) -> Cohort:
    name = only_text(said["cohort"], _("the cohort's name"))
    if len(name) > LONGEST_NAME or name.casefold() == "me":
        problem = _n(
            "the cohort's name “{name}” (up to {number} character, and not “me”)",
            "the cohort's name “{name}” (up to {number} characters, and not “me”)",
            LONGEST_NAME,
            name=name[:LONGEST_NAME],
        )
        raise Misunderstood(problem, nearest=_typed(said, cohort="autumn"))
    return the_cohort(request.session, request.sender.workspace, name, str(request.sender.zone), request.now)


def _said(version: ProgrammeVersion, outcome: Outcome, named: Named, cohort: Cohort | None, *, rolled: bool) -> list[Part]:
    many, each = len(outcome.enrolled), _("First activity, each in their own time:")
    parts: list[Part] = []
    if many:
        parts += [
            Text(f"{_enrolled(version, outcome, cohort, rolled=rolled)} {each}"),
            Facts(tuple((one.person.name, _first(one)) for one in outcome.enrolled[:SHOWN])),
            *_over(outcome.enrolled),
        ]
    if many > SHOWN:
        parts.append(Text(_("… and {number} more.", number=number(many - SHOWN))))
    if outcome.already:
        parts.append(Text(_("On it already, unchanged: {names}.", names=_listed([person.name for person in outcome.already]))))
    parts += _left_out(named)
    return parts or [Text(_("Nobody there can be enrolled: only bots, or people from elsewhere."))]


def _enrolled(version: ProgrammeVersion, outcome: Outcome, cohort: Cohort | None, *, rolled: bool) -> str:
    number, programme, date = len(outcome.enrolled), escape(title_of(version)), full_date(outcome.start_on)
    date = _("{date} (programmes start on Mondays)", date=date) if rolled else date
    if cohort is None:
        return _n(
            "Enrolled {number} person in **{programme}**, starting {date}.",
            "Enrolled {number} people in **{programme}**, starting {date}.",
            number,
            programme=programme,
            date=date,
        )
    return _n(
        "Enrolled {number} person in **{programme}** in cohort {cohort}, starting {date}.",
        "Enrolled {number} people in **{programme}** in cohort {cohort}, starting {date}.",
        number,
        programme=programme,
        cohort=escape(cohort.name),
        date=date,
    )


def _left_out(named: Named) -> list[Part]:
    names = _listed(named.left_out)
    return [Text(_("Left out (a bot, or nobody I can reach): {names}.", names=names))] if names else []


def _listed(names: Sequence[str]) -> str:
    return some_of([escape(name) for name in names], SHOWN)


def _first(one: Enrolled) -> str:
    match one.way:
        case Way.NEW:
            return one.said
        case Way.BACK:
            # Translators: {first} is when somebody's first activity comes, or why none does.
            return _("{first}; goes on where they left it", first=one.said)
        case Way.ANEW:
            # Translators: {first} is when somebody's first activity comes, or why none does.
            return _("{first}; was on it before, and begins anew", first=one.said)


def _over(enrolled: Sequence[Enrolled]) -> list[Part]:
    """What those who join others on the way are not given any more."""
    most = max(enrolled, key=lambda one: one.over)
    if not most.over:
        return []
    over = _n(
        "{number} activity of it is over already and won't come.",
        "{number} activities of it are over already and won't come.",
        most.over,
    )
    first = _("It begins with “{title}”.", title=escape(most.first))
    return [Text(f"{over} {first}" if most.first else over)]
