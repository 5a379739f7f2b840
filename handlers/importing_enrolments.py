"""Use-case: people are enrolled from a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.cldr import either, number
from content.programme import Programme
from content.translated import _, _n
from handlers.enrolling import LONGEST_NAME, Outcome, enrol, last_on, the_cohort, the_programme
from handlers.grammar import Misunderstood, a_day, nearest
from handlers.house import House
from handlers.importing import Bad, Checked, Known, Ref, Row, Unclear, UserIds, checked_cells, known, nobody, ref, the_person
from models import enrolments, versions
from models.session import Session
from models.workspaces import Workspace
from scheduler.calendar import monday
from scheduler.library import Library

COLUMNS = ("user", "email", "programme", "start", "cohort")


@dataclass(frozen=True, slots=True)
class EnrolLine:
    """A row about one person; *on_it*: they are on that programme already, and nothing is to be done."""

    line: int
    who: Ref
    programme: str
    start_on: date
    cohort: str = ""
    on_it: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are enrolled together."""

    programme: str
    start_on: date
    cohort: str


def check_enrolments(session: Session, workspace: Workspace, rows: Iterable[Row], ids: UserIds, today: date) -> Checked[EnrolLine]:
    """Tell the lines that can be followed from those that can't; nothing is changed."""
    keys = _Keys(session, workspace.organisation_id)
    bad: list[Bad] = []
    good: list[EnrolLine] = []
    sound: list[tuple[Row, Ref]] = []
    for row in rows:
        try:
            checked_cells(row)
            sound.append((row, ref(row, ids)))
        except Unclear as unclear:
            bad.append(Bad(row.line, str(unclear)))
    there = known(session, workspace, [who for row, who in sound])
    running = _running(session, there)
    first: dict[tuple[str, str], int] = {}
    for row, who in sound:
        try:
            line = _read(row, who, keys, there, running, today, awaits=ids.awaits)
            if first.setdefault((there.name(who), line.programme), row.line) != row.line:
                before = first[there.name(who), line.programme]
                raise Unclear(_("{name} in {programme} stands on line {line} already", name=who, programme=line.programme, line=before))
            good.append(line)
        except (Unclear, Misunderstood) as unclear:
            bad.append(Bad(row.line, str(unclear)))
    return Checked(tuple(good), tuple(sorted(bad, key=lambda one: one.line)))


class _Keys:
    """The keys of programmes by what a file calls them, each looked up once."""

    def __init__(self, session: Session, organisation_id: int) -> None:
        self._session = session
        self._organisation_id = organisation_id
        self._found: dict[str, str] = {}
        self._programmes: dict[str, Programme] = {}

    def key(self, name: str) -> str:
        """The key of the programme of that key or title. Raises Unclear."""
        if not name:
            raise Unclear(_("the programme is missing"))
        if name not in self._found:
            version = the_programme(self._session, self._organisation_id, name)
            if version is None:
                there = [one.key for one in versions.latest_of_all(self._session, self._organisation_id)]
                raise Unclear(_no_programme(name, there))
            self._found[name] = version.key
            self._programmes[version.key] = Library().programme(self._session, version.id or 0)
        return self._found[name]

    def last_on(self, key: str, start_on: date) -> date:
        """The last day of that programme, if it starts on that Monday."""
        return last_on(self._programmes[key], start_on)


def _no_programme(name: str, there: Sequence[str]) -> str:
    near = nearest(name, there)
    if near is not None:
        return _("there is no programme “{name}”; did you mean “{nearest}”?", name=name, nearest=near)
    if there:
        return _("there is no programme “{name}”; it can be {known}", name=name, known=either(there))
    return _("there is no programme “{name}”; there is none to choose from", name=name)


def _running(session: Session, there: Known) -> frozenset[tuple[str, str]]:
    """Who is on which programme already."""
    everyone = {person.id or 0 for person in (*there.by_user.values(), *there.by_email.values())}
    return frozenset((f"person {one.person_id}", one.programme_key) for one in enrolments.active_of(session, everyone))


def _read(row: Row, who: Ref, keys: _Keys, there: Known, running: frozenset[tuple[str, str]], today: date, *, awaits: bool) -> EnrolLine:
    programme = keys.key(row.values.get("programme", ""))
    if not who.user and there.get(who) is None and not (awaits and there.is_nobodys(who)):
        raise Unclear(nobody(who))
    holder = there.holder(who)
    if who.user and holder is not None and there.get(who) is not holder:
        raise Unclear(_("{email} is the e-mail address of somebody else than {user}", email=who.email, user=who.user))
    start, cohort = row.values.get("start", ""), row.values.get("cohort", "")
    if len(cohort) > LONGEST_NAME:
        raise Unclear(
            _n(
                "the cohort's name has {number} character; {most} is the most",
                "the cohort's name has {number} characters; {most} is the most",
                len(cohort),
                most=number(LONGEST_NAME),
            )
        )
    on_it = (there.name(who), programme) in running
    start_on = a_day(start, today) if start else today + timedelta(days=1)
    if start_on < today and not on_it:  # a file that is read again later stays right
        if start_on != monday(start_on):
            raise Unclear(_("the start {day} is over", day=start_on))
        if (over_on := keys.last_on(programme, start_on)) < today:
            raise Unclear(
                _(
                    "from the start {day} on, {programme} was over on {over_on}; it could start {monday}",
                    day=start_on,
                    programme=programme,
                    over_on=over_on,
                    monday=monday(today),
                )
            )
    return EnrolLine(row.line, who, programme, monday(start_on), cohort, on_it)


def enrol_lines(session: Session, house: House, workspace: Workspace, lines: Sequence[EnrolLine], now: datetime) -> Mapping[Group, Outcome]:
    """Enrol the people of these lines, those with one programme, start and cohort together. Twice does nothing more."""
    groups: dict[Group, list[EnrolLine]] = defaultdict(list)
    for line in lines:
        if not line.on_it:
            groups[Group(line.programme, line.start_on, line.cohort)].append(line)
    return {group: _enrolled(session, house, workspace, group, theirs, now) for group, theirs in groups.items()}


def _enrolled(session: Session, house: House, workspace: Workspace, group: Group, lines: Sequence[EnrolLine], now: datetime) -> Outcome:
    awaits = workspace.platform in house.awaits
    whom = [the_person(session, workspace, line.who, now, awaits=awaits)[0] for line in lines]
    version = versions.latest(session, workspace.organisation_id, group.programme)
    assert version is not None  # it was there when the lines were checked, and versions stay
    cohort = the_cohort(session, workspace, group.cohort, workspace.zone, now) if group.cohort else None
    return enrol(session, house, whom, version, now, start_on=group.start_on, cohort=cohort)
