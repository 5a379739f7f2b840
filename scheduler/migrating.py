"""Use-case: people go over to another version of their programme.

Decided here, where the rules leave room:
- What was sent is never sent again, and can be answered as it was asked, in the words of the version that asked it.
- What was made and has not left us is forgotten, and made again if the new version still wants it, in its words.
- What is new and whose day is over is noted as passed, so that no later pause or leave brings it. Who wants it asks for it.
- Who is not reached by any chat has nothing noted: nothing comes to them, and what is a week old by the time they are does not either.
- The question that stands in a cohort's forum is not posted again, if it still asks the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from content.message import Message, to_json
from content.traits import Discussed
from models import cohorts, deliveries, enrolments, exchanges, wordings
from models.deliveries import Delivery, Kind, State
from models.enrolments import Enrolment
from models.people import Person
from models.session import Session
from models.versions import ProgrammeVersion
from scheduler import cohort_summaries, diaries
from scheduler.diaries import Known
from scheduler.diary import Past
from scheduler.exchange import Exchange, having_passed, passed_over
from scheduler.library import Library
from scheduler.made import PASSED

A_SIGN = to_json(Message())  # what is passed says nothing to anybody


@dataclass(frozen=True, slots=True)
class Moved:
    """Who went over, by the row of the version they came from; *noted* are the new steps that were passed, by person and enrolment.

    Those from before they joined are none of these: they are noted, and nobody's business any more.
    """

    people: Mapping[int, Sequence[int]] = field(default_factory=dict)
    noted: Mapping[tuple[int, int], Sequence[str]] = field(default_factory=dict)

    @property
    def passed(self) -> Counter[str]:
        """How many have passed each of the new steps."""
        return Counter(step for steps in self.noted.values() for step in steps)

    @property
    def count(self) -> int:
        return sum(len(there) for there in self.people.values())


def go_over(
    session: Session, library: Library, whom: Iterable[Person], version: ProgrammeVersion, now: datetime, *, cohort_id: int | None = None
) -> Moved:
    """Have these people go over to that version of its programme: who is on another one of it, in that cohort if one is given."""
    everyone = {person.id: person for person in whom if person.id is not None}
    exchanges.keep_from_others(session, everyone)
    rows = [one for one in enrolments.active_of(session, everyone) if _goes(one, version, cohort_id)]
    by_version: dict[int, list[Enrolment]] = defaultdict(list)
    for row in rows:
        by_version[row.version_id].append(row)
    new = library.programme(session, version.id or 0)
    changes = {old: Exchange(library.programme(session, old), new) for old in by_version}
    ways = {row.id or 0: changes[row.version_id] for row in rows}
    for old, theirs in by_version.items():
        _hand_over(session, theirs, changes[old], old, version.id or 0)
    session.flush()
    moved = [everyone[number] for number in dict.fromkeys(row.person_id for row in rows)]
    noted = _plan_anew(session, diaries.read(session, library, moved), ways, now)
    for cohort in cohorts.many(session, {row.cohort_id for row in rows if row.cohort_id is not None}).values():
        cohort.next_due_at = cohort_summaries.next_for_cohort(session, cohort, now)
    return Moved({old: [row.person_id for row in theirs] for old, theirs in by_version.items()}, noted)


def _goes(row: Enrolment, version: ProgrammeVersion, cohort_id: int | None) -> bool:
    return row.programme_key == version.key and row.version_id != version.id and cohort_id in (None, row.cohort_id)


def _hand_over(session: Session, theirs: Sequence[Enrolment], exchange: Exchange, old: int, new: int) -> None:
    """Put the new version in the place of the old one, with all that was made under it."""
    numbers = [row.id or 0 for row in theirs]
    exchanges.forget_waiting(session, numbers)
    exchanges.rename(session, numbers, {before: key for key, before in exchange.again.items()})
    wordings.keep(session, numbers, exchange.asked_otherwise, old)
    same = {step.key for step in exchange.new.steps if isinstance(step.activity, Discussed)} & exchange.kept - exchange.asked_otherwise
    exchanges.posts_go_along(session, {row.cohort_id for row in theirs if row.cohort_id is not None}, same, old, new)
    for row in theirs:
        row.version_id = new


def _plan_anew(
    session: Session, people_known: Iterable[Known], ways: Mapping[int, Exchange], now: datetime
) -> Mapping[tuple[int, int], Sequence[str]]:
    """Note what they have passed, and set when something comes next."""
    noted: list[Delivery] = []
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for known in people_known:
        for number in [one for one in known.enrolments if one in ways]:
            row = known.enrolments[number]
            passed = passed_over(known.diary, number, ways[number], now)
            known = replace(known, diary=having_passed(known.diary, number, passed))
            if known.workspace is not None:
                noted += [_note(known, known.workspace.id or 0, number, step, past) for step, past in passed.items()]
                since_at = row.resumed_at or row.joined_at
                found[row.person_id, number] += [step for step, past in passed.items() if past.due_at >= since_at]
        known.person.next_due_at = diaries.next_turn(known, now)
    deliveries.queue(session, noted)
    return found


def _note(known: Known, workspace_id: int, enrolment: int, step: str, past: Past) -> Delivery:
    return Delivery(
        workspace_id=workspace_id,
        person_id=known.person.id,
        enrolment_id=enrolment,
        kind=Kind.STEP,
        key=f"step/{enrolment}/{step}/1",
        conversation=deliveries.to_person(known.person.id or 0),
        step=step,
        message=A_SIGN,
        due_at=past.due_at,
        planned_at=past.due_at,
        state=State.CANCELLED,
        reason=PASSED,
    )
