"""What came of a rehearsal, in the figures of the simulation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.rehearsing.playing import Play
from bot.simulating import Carried
from models import enrolments, outbox, people
from models.enrolments import State
from models.pace import Rate
from models.session import Session
from scheduler.diaries import read
from scheduler.plan import plan
from scheduler.simulation.happenings import LeftOut
from scheduler.simulation.load import Load, borne, by_hour, hour_of
from scheduler.simulation.tally import Tally

#: what a tally tells, by what it is about; not the instants, which the pace may move by seconds
FIGURES = {
    "messages": ("on_days", "a_day", "moved", "left_out"),
    "answers": ("asked", "answered", "questions", "given", "answers", "reminded", "checkins", "to_the_last", "everything"),
    "ways": ("came", "other_way", "to_the_end"),
}


def tally(play: Play) -> Tally:
    """All these lives, counted as those of a simulation are."""
    found = Tally()
    with play.stage.database.reading() as session:
        for number, part in play.parts.items():
            begins = play.cast.scenario.diary(part.someone.circumstances)
            found.count_moved(begins, 1)
            found.count(part.someone.workspace, begins, [*part.happened, *map(LeftOut, _left_out(session, play, number))])
    return found


def _left_out(session: Session, play: Play, number: int) -> Sequence[str]:
    """The steps that the learner's answers have led around."""
    over = [one for one in enrolments.of_person(session, number) if one.state != State.ACTIVE]
    (known,) = read(session, play.stage.house.library, [people.get(session, number)], as_if=over)
    missed = plan(known.diary, play.stage.now, explain=False).missed
    return [one.step for one in missed if one.chosen and one.step is not None]


def loads(play: Play) -> Mapping[str, Load]:
    """What each workspace had to bear: when things were due, and when they came."""
    by_name: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for name, due_at, came_at in play.came:
        by_name[name].append((due_at, came_at))
    found = {name: _load(came, play.stage.limits[name.partition(":")[0]].workspace) for name, came in sorted(by_name.items())}
    return {name: one for name, one in found.items() if one is not None}


def _load(came: Sequence[tuple[datetime, datetime]], rate: Rate) -> Load | None:
    waits: dict[datetime, timedelta] = {}
    for due_at, came_at in came:
        hour = hour_of(due_at)
        waits[hour] = max(waits.get(hour, timedelta(0)), came_at - due_at)
    return borne(by_hour(Counter(due_at for due_at, _ in came)), by_hour(Counter(came_at for _, came_at in came)), waits, rate)


def carried(play: Play, found: Tally, reckoned: Tally) -> Carried:
    """What the outbox had to do for it, and whether what was *found* is what is *reckoned* without it."""
    with play.stage.database.reading() as session:
        lost = outbox.count_unsent(session)
    unlike = tuple(name for name, figures in FIGURES.items() if any(getattr(found, one) != getattr(reckoned, one) for one in figures))
    box = play.stage.box
    return Carried(len(box.times), box.cards, sum(number > 1 for number in box.times.values()), lost, play.refused, unlike)
