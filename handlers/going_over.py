"""What it would mean for a cohort, or for everybody on a programme, to go over to another version of it; in numbers, and done if wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from content.cldr import number as written
from content.differences import Sort, differences
from content.message import Choice, Choices, Look, Message, Note, Part, Table, Text, escape, say
from content.programme import Programme
from content.translated import N_, _, _n
from handlers.house import House
from handlers.migrating import migrate, told
from models import exchanges, people, versions
from models.cohorts import Cohort
from models.people import Person
from models.session import Session
from models.versions import ProgrammeVersion
from scheduler.counts import people_count
from scheduler.differences import IN_WORDS
from scheduler.foreseeing import Foreseen, foresee
from scheduler.library import title_of

LOOKED_AT = 200  # people, whose weeks are looked at before somebody tires of waiting
SHOWN = 15  # lines of what would be different
RULES = N_(
    "What was sent is never sent again, and can still be answered as it was asked. "
    "What is new and whose day is over does not come by itself: it is offered once, unless it is optional. "
    "What was still to come comes as the new version has it."
)


@dataclass(frozen=True)  # no slots: the cached properties live in the instance's dictionary
class Move:
    """Who would go over to that *version*, and what it would mean. *cohort* None: everybody on the programme."""

    session: Session
    house: House
    version: ProgrammeVersion
    cohort: Cohort | None
    now: datetime

    @cached_property
    def waiting(self) -> Sequence[tuple[int, int]]:
        """Who is on another version: person and its number."""
        return exchanges.on_others(self.session, self.version, self.cohort.id if self.cohort else None)

    @property
    def people(self) -> list[int]:
        return [person for person, _ in self.waiting]

    @property
    def numbers(self) -> Mapping[int, int]:
        """How many are on each of the other versions."""
        return dict(sorted(Counter(number for _, number in self.waiting).items()))

    @property
    def _named(self) -> dict[str, object]:
        """What messages say of the version, and of the cohort if there is one, as Markdown."""
        of = {"version": self.version.number, "programme": escape(title_of(self.version))}
        return of | {"cohort": escape(self.cohort.name)} if self.cohort else of

    def typed(self, number: int) -> str:
        """The command that has them go over to the version of that number."""
        whom = f"{self.cohort.name} to" if self.cohort else "everyone in"
        return f"migrate {whom} {self.version.key} version {number}"

    def nobody(self) -> Message:
        there = exchanges.count_on(self.session, self.version, self.cohort.id if self.cohort else None)
        return say(self._all_on_it(there) if there else self._none_on_it())

    def _none_on_it(self) -> str:
        if self.cohort is None:
            return _("Nobody is on **{programme}** at present. Nothing was changed.", **self._named)
        return _("Nobody in cohort {cohort} is on **{programme}** at present. Nothing was changed.", **self._named)

    def _all_on_it(self, there: int) -> str:
        if self.cohort is None:
            already = _n(
                "1 person is on version {version} of **{programme}** already, and nobody on another.",
                "{number} people are on version {version} of **{programme}** already, and nobody on another.",
                there,
                **self._named,
            )
        else:
            already = _n(
                "1 person in cohort {cohort} is on version {version} of **{programme}** already, and nobody on another.",
                "{number} people in cohort {cohort} are on version {version} of **{programme}** already, and nobody on another.",
                there,
                **self._named,
            )
        nothing = _("There is nothing to do.")
        return f"{already} {nothing}"

    def question(self) -> Message:
        """What would be different for how many of them; nothing is changed by asking."""
        parts: list[Part] = [Text(self._would())]
        parts += [Text(self._from(number, count)) for number, count in self.numbers.items()]
        rows = self._rows()
        if rows:
            parts.append(Table((_("What"), _("What becomes of it"), _("People")), rows[:SHOWN]))
        more = []
        if len(rows) > SHOWN:
            all_ = f"`waypost migrate {self.version.key}`"
            more.append(
                _n("… and 1 more: {command} shows all.", "… and {number} more: {command} shows all.", len(rows) - SHOWN, command=all_)
            )
        if len(self.waiting) > LOOKED_AT:
            more.append(_("Looked at for {number} of them.", number=written(LOOKED_AT)))
        if not rows:
            parts.append(Text(_("Nothing that is still to come would be different for anybody.")))
        title = _("Go over to version {version}", version=self.version.number)
        go = Choice("", title, Look.PRIMARY, command=f"{self.typed(self.version.number)} now")
        parts += [Note(" ".join((*more, _(RULES)))), Choices((go,))]
        summary = _("{programme}: go over to version {version}?", programme=title_of(self.version), version=self.version.number)
        return Message(tuple(parts), summary=summary)

    def _would(self) -> str:
        """How many would go over."""
        if self.cohort is None:
            return _n(
                "**1 person** would go over to version {version} of **{programme}**.",
                "**{number} people** would go over to version {version} of **{programme}**.",
                len(self.waiting),
                **self._named,
            )
        return _n(
            "**1 person** in cohort {cohort} would go over to version {version} of **{programme}**.",
            "**{number} people** in cohort {cohort} would go over to version {version} of **{programme}**.",
            len(self.waiting),
            **self._named,
        )

    def _from(self, number: int, count: int) -> str:
        """What differs between that version and the new one."""
        old = versions.numbered(self.session, self.version.organisation_id, self.version.key, number)
        assert old is not None  # somebody is on it
        library = self.house.library
        found = differences(library.programme(self.session, old.id or 0), library.programme(self.session, self.version.id or 0))
        sorts = Counter(one.sort for one in found)
        told = ", ".join(_differ(sort, sorts[sort]) for sort in Sort if sort in sorts) or _("they say the same")
        # Translators: {differences} are such as "2 added, 1 moved"
        said = _("From version {version} ({people}): {differences}.", version=number, people=people_count(count), differences=told)
        back = _("**It is newer: they would go back.**")
        return f"{said} {back}" if number > self.version.number else said

    def _rows(self) -> tuple[tuple[str, str, str], ...]:
        """What becomes of what, the most frequent first. Whether a step comes that only some get would tell what they answered."""
        hidden = {step.key for programme in self._programmes() for step in programme.every_step if step.for_some}
        counts: Counter[tuple[str, str]] = Counter()
        for group in self._foreseen():
            for one in group.effects:
                if one.step not in hidden:
                    title = _("{activity} (of another programme)", activity=one.title) if one.elsewhere else one.title
                    counts[title, _(IN_WORDS[one.becomes])] += len(group.names)
        return tuple((title, becomes, written(count)) for (title, becomes), count in counts.most_common())

    def _programmes(self) -> list[Programme]:
        found = (versions.numbered(self.session, self.version.organisation_id, self.version.key, number) for number in self.numbers)
        numbers = [one.id or 0 for one in found if one is not None]
        return [self.house.library.programme(self.session, number) for number in (*numbers, self.version.id or 0)]

    def _foreseen(self) -> Sequence[Foreseen]:
        whom = people.many(self.session, self.people[:LOOKED_AT]).values()
        new, cohort_id = self.house.library.programme(self.session, self.version.id or 0), self.cohort.id if self.cohort else None
        return foresee(self.session, self.house.library, whom, new, self.now, cohort_id=cohort_id, key=self.version.key)

    def made(self, actor: Person | None) -> Message:
        """Have them go over, all at once, and say what came of it."""
        whom = people.many(self.session, self.people).values()
        moved = migrate(self.session, self.house, list(whom), self.version, self.now, cohort=self.cohort, actor=actor)
        before = next(iter(self.numbers)) if len(self.numbers) == 1 else None
        return say(*told(self.session, self.house, self.version, self.cohort, moved.count, moved.passed), note=self.undo(before))

    def undo(self, before: int | None) -> str:
        """How they go back. *before* None: they came from several versions."""
        return _("`/waypost {command}` would take them back.", command=self.typed(before)) if before is not None else ""


def _differ(sort: Sort, number: int) -> str:
    """How many differences of that sort there are."""
    match sort:
        case Sort.ADDED:
            return _n("1 added", "{number} added", number)
        case Sort.REMOVED:
            return _n("1 removed", "{number} removed", number)
        case Sort.MOVED:
            return _n("1 moved", "{number} moved", number)
        case Sort.REWORDED:
            return _n("1 reworded", "{number} reworded", number)
        case Sort.CHANGED:
            return _n("1 changed", "{number} changed", number)
