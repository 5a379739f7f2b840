"""Who goes over to another version of a programme, at the command line: what that changes, and the going over itself, batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import track

from bot.ending import WRONG_SETTING, ended
from bot.opening import Opened, the_workspace
from bot.sides import PUBLISHED, Side, published
from bot.weeks import foreseen
from content.differences import Difference, differences
from content.problems import instead
from handlers.migrating import migrate
from models import cohorts, exchanges, organisations, people, versions, workspaces
from scheduler.foreseeing import Foreseen

BATCH = 40  # people a transaction: a running service on the same file waits for it


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for; rows outlive no session. *waiting* are the people, each with the version that they are on."""

    key: str
    number: int
    new: Side
    cohort: str | None
    workspace: str | None
    waiting: Sequence[tuple[int, int]]
    organisation_id: int
    cohort_id: int | None

    def changes(self, place: Opened) -> list[tuple[Side, int, Sequence[Difference]]]:
        """What differs from each version that somebody is on, and for how many."""
        counts = sorted(Counter(number for _, number in self.waiting).items())
        sides = [(published(place, f"{self.key}@{number}"), count) for number, count in counts]
        return [(old, count, differences(old.programme, self.new.programme)) for old, count in sides]

    def is_back(self, old: Side) -> bool:
        """Whether to go over from that version is to go back."""
        return int(old.name.rpartition("@")[2]) > self.number

    def foreseen(self, place: Opened) -> Sequence[Foreseen]:
        return foreseen(place, self.key, self.new.programme, self.cohort, self.workspace)


def asked(place: Opened, key: str, to: int | None, cohort: str | None, workspace: str | None) -> Asked:
    """Who would go over to which version. Ends the process if there is no such programme, version or cohort."""
    if not PUBLISHED.fullmatch(key) or "@" in key:
        raise ended([f"{key}: name what is published by its key, such as small-talk, and the version with --to"], WRONG_SETTING)
    new = published(place, key if to is None else f"{key}@{to}")
    number = int(new.name.rpartition("@")[2])
    where = the_workspace(place, workspace).id if workspace is not None else None
    with place.database.begin() as session:  # the organisation is made, if there is none
        first = organisations.the_first(session, place.now).id or 0
    with place.database.reading() as session:
        organisation = first if where is None else workspaces.get(session, where).organisation_id
        version = versions.numbered(session, organisation, key, number)
        there = cohorts.named(session, organisation, cohort) if cohort is not None else None
        if cohort is not None and there is None:
            known = [one.name for one in cohorts.all_of(session, organisation)]
            raise ended([f"--cohort: there is no cohort {cohort}; {instead(cohort, known)}"], WRONG_SETTING)
        cohort_id = there.id if there is not None else None
        waiting = exchanges.on_others(session, version, cohort_id) if version is not None else ()
        return Asked(key, number, new, cohort, workspace, [(one, other) for one, other in waiting], organisation, cohort_id)


def carry_out(place: Opened, what: Asked, *, quiet: bool) -> int:
    """Have them go over, each batch in a transaction of its own. Returns how many did; what was done stays done if it has to stop."""
    numbers = [person for person, _ in what.waiting]
    batches = [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]
    to, moved = Console(stderr=True), 0
    for batch in track(batches, "Going over", console=to, disable=quiet or not to.is_terminal):
        with place.database.begin() as session:
            version = versions.numbered(session, what.organisation_id, what.key, what.number)
            assert version is not None  # a version stays for ever
            cohort = cohorts.get(session, what.cohort_id) if what.cohort_id is not None else None
            whom = list(people.many(session, batch).values())
            moved += migrate(session, place.house, whom, version, place.now, cohort=cohort, actor=None).count
    return moved
