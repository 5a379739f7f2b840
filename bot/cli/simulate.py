"""`waypost simulate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import cli

if TYPE_CHECKING:  # imported when the command runs: `waypost --help` imports this file
    from bot.simulating import Simulated


@cli("simulate")
def simulate(
    programme: Annotated[
        str,
        typer.Argument(metavar="PROGRAMME", help="A programme file, or the key of one that ships or is published.", show_default=False),
    ],
    people: Annotated[
        str, typer.Option(metavar="FILE.csv|N", help="A file with the column zone, or how many are drawn over common zones.")
    ],
    start: Annotated[str, typer.Option(metavar="DATE", help="Such as 2027-01-11; programmes start on the first Monday from then.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same figures, on whatever machine.")] = 7,
    answers: Annotated[float, typer.Option(min=0, max=1, help="The chance that somebody answers a message of themselves.")] = 0.7,
    fading: Annotated[float, typer.Option(min=0, max=1, help="The share who, each week, stop answering for good.")] = 0.05,
    well: Annotated[float, typer.Option(min=0, max=1, help="The share of answers of the best sort, where the route asks for them.")] = 0.7,
    hindered: Annotated[float, typer.Option(min=0, max=1, help="The share of check-ins that name an obstacle.")] = 0.3,
    holidays: Annotated[
        str, typer.Option(metavar="CODE", help="Public holidays of who has none of their own, such as GB-ENG.", show_default=False)
    ] = "",
    quiet: Annotated[str, typer.Option(metavar="HOURS", help="In which nothing comes, such as 18:00-08:00.", show_default=False)] = "",
    anchor: Annotated[
        list[str] | None, typer.Option(metavar="NAME=DATE", help="The day of an anchor of the programme’s own.", show_default=False)
    ] = None,
    workspace: Annotated[str, typer.Option(metavar="NAME", help="Where who has none of their own is: slack, teams, slack:T1 …")] = "slack",
    rehearse: Annotated[
        bool,
        typer.Option(
            "--rehearse", help="Through planner and outbox, row by row, on a database of its own: a second a person, 2,000 at most."
        ),
    ] = False,
    processes: Annotated[int | None, typer.Option(min=1, max=64, help="As many as there are cores, unless you say.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Everything, for programs; - prints it.", show_default=False)] = None,
    picture: Annotated[Path | None, typer.Option(metavar="FILE.png", help="Draw it.", show_default=False)] = None,
) -> None:
    """Let a cohort live through a programme in advance: who gets how much and when, and what your chat has to bear.

    The plan is the real one. Whether and when people answer is drawn from the chances that you state. Nobody gets anything.
    """
    from bot.ending import WRONG_SETTING, ended
    from bot.opening import the_settings
    from bot.rehearsing.running import rehearsed
    from bot.simulating import asked
    from bot.simulating.running import simulated
    from scheduler.calendar import monday
    from scheduler.simulation.habits import Behaviour
    from scheduler.simulation.scenario import Scenario

    if rehearse and processes is not None:
        raise ended(["--processes: a rehearsal runs in one process; leave it out"], WRONG_SETTING)
    settings, _ = the_settings()
    found = asked.the_programme(programme)
    wanted_on = asked.the_day(start, "--start")
    try:
        start_on = monday(wanted_on)
        cohort = asked.the_people(people, start_on, seed, asked.the_workspace(workspace), asked.the_holidays(holidays), rehearse=rehearse)
        days = asked.the_anchors(anchor or (), found.programme)
        scenario = Scenario(
            found.programme, start_on, Behaviour(answers, fading, well=well, hindered=hindered), seed, asked.the_quiet_hours(quiet), days
        )
        seen = rehearsed(scenario, found.source, cohort, settings) if rehearse else simulated(scenario, cohort, settings, processes)
    except OverflowError as error:
        raise ended([f"--start: {start} is too far away"], WRONG_SETTING) from error
    _show(seen, json, picture)


def _show(seen: Simulated, json: Path | None, picture: Path | None) -> None:
    from json import dumps

    from bot.simulating.table import as_tables
    from bot.simulating.values import as_values

    said = dumps(as_values(seen), indent=2, ensure_ascii=False) + "\n" if json is not None else ""
    if json == Path("-"):
        typer.echo(said, nl=False)
    else:
        as_tables(seen)
        if json is not None:
            _write(json, said, "--json")
    if picture is not None:
        _draw(seen, picture)


def _write(file: Path, said: str, option: str) -> None:
    from bot.ending import WRONG_SETTING, ended, unreadable

    try:
        file.write_text(said, encoding="utf-8")
    except OSError as error:
        raise ended([f"{option}: {unreadable(file, error)}"], WRONG_SETTING) from error


def _draw(seen: Simulated, file: Path) -> None:
    from bot.ending import WRONG_SETTING, ended, unreadable

    try:
        from bot.simulating.picture import drawn
    except ModuleNotFoundError as error:
        raise ended(["--picture: needs matplotlib, which is not installed: pip install 'waypost[pictures]'"], WRONG_SETTING) from error
    try:
        drawn(seen, file)
    except OSError as error:
        raise ended([f"--picture: {unreadable(file, error)}"], WRONG_SETTING) from error
