"""How a simulation runs: batches on all cores, with a bar."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import datetime
from itertools import repeat
from multiprocessing import get_context

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.limits import limits_of
from bot.settings import Settings
from bot.simulating import Simulated
from scheduler.simulation.crowd import live
from scheduler.simulation.load import Load, load
from scheduler.simulation.people import Someone, alike
from scheduler.simulation.scenario import Scenario
from scheduler.simulation.tally import Tally

BATCH = 250  # people; small enough for the bar to move, large enough for those alike to share their plans
ALONE = 2 * BATCH  # so few take no longer than other processes take to start


def simulated(scenario: Scenario, people: Sequence[Someone], settings: Settings, processes: int | None = None) -> Simulated:
    """Let these people live through it, on so many processes (None: as many as there are cores)."""
    tally, console = Tally(), Console(stderr=True)
    columns = (TextColumn("Simulating"), BarColumn(), MofNCompleteColumn(), TextColumn("people"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=len(people))
        for lived in _in_batches(scenario, people, processes or (1 if len(people) <= ALONE else os.cpu_count() or 1)):
            tally += lived
            bar.advance(task, lived.people.total())
    return Simulated(scenario, tally, _loads(tally, settings))


def _in_batches(scenario: Scenario, people: Sequence[Someone], processes: int) -> Iterator[Tally]:
    batches = list(alike(people, BATCH))
    if processes == 1:
        yield from map(live, repeat(scenario), batches)
        return
    # spawned: what is forked from a process with threads may hang
    with ProcessPoolExecutor(min(processes, len(batches)), mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(live, scenario, batch) for batch in batches]):
            yield done.result()


def _loads(tally: Tally, settings: Settings) -> dict[str, Load]:
    due: dict[str, Counter[datetime]] = {workspace: Counter() for workspace in sorted(tally.people)}
    for (workspace, instant), number in tally.due.items():
        due[workspace][instant] += number
    rates = {workspace: limits_of(workspace.partition(":")[0], settings).workspace for workspace in due}
    found = {workspace: load(instants, rates[workspace]) for workspace, instants in due.items()}
    return {workspace: one for workspace, one in found.items() if one is not None}
