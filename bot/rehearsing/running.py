"""How a rehearsal runs: on one core, as the service would, with a bar that shows which day it is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from bot.rehearsing import seen
from bot.rehearsing.cast import Cast
from bot.rehearsing.playing import Play
from bot.rehearsing.stage import stage
from bot.settings import Settings
from bot.simulating import Simulated
from scheduler.calendar import DAY
from scheduler.simulation.crowd import live
from scheduler.simulation.people import Someone, alike
from scheduler.simulation.scenario import AHEAD, Scenario

A_DAY_EARLIER = timedelta(days=1)  # than anybody joins, wherever they are


def rehearsed(scenario: Scenario, source: str, cohort: Sequence[Someone], settings: Settings) -> Simulated:
    """Have these people live through the programme of that *source* in the service itself."""
    workspaces = sorted({one.workspace for one in cohort})
    platforms = sorted({name.partition(":")[0] for name in workspaces})
    opens_at = min(scenario.diary(one.circumstances).routes[0].joined_at for one in cohort) - A_DAY_EARLIER
    console = Console(stderr=True)
    columns = (TextColumn("Rehearsing"), BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        days = (AHEAD + A_DAY_EARLIER) / DAY + 7 * scenario.programme.length
        task = bar.add_task("", total=days)

        def moved(now: datetime) -> None:
            bar.update(task, completed=min(days, (now - opens_at) / DAY), description=f"{now:%A %-d %B %Y}")

        with stage(opens_at, platforms, settings) as here:
            play = Play(here, Cast(scenario, source), moved)
            with here.database.begin() as session:
                play.cast.set_up(session, workspaces, opens_at)
            asyncio.run(play.through(cohort))
            found = seen.tally(play)
            return Simulated(
                scenario, found, seen.loads(play), seen.carried(play, found, live(scenario, chain(*alike(cohort, len(cohort)))))
            )
