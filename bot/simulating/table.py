"""What came of a simulation, as tables on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.doctor.words import some, span
from bot.simulating import Simulated
from bot.simulating.values import only_if, percentile
from scheduler.diary import What
from scheduler.simulation.moved import Because

KINDS = {What.STEP: "steps", What.REMINDER: "reminders", What.CHECKIN: "check-ins", What.RETURN: "questions after a leave"}


def as_tables(found: Simulated) -> None:
    """Print the figures: what comes, what the workspaces bear, what is moved, who stays with it."""
    console = Console(highlight=False)
    if not console.is_terminal:  # into a file or another program: as wide as it needs to be
        console = Console(highlight=False, width=160)
    for line in _heading(found):
        console.print(Text(line))
    for title, table in (
        ("What a person gets", _messages(found)),
        ("What the workspaces bear", _loads(found)),
        ("What moves steps", _moved(found)),
        ("Who stays with it", _answering(found)),
        ("Which way people go", _ways(found)),
        ("What did not come to everybody", _missing(found)),
        ("Rehearsed, row by row", _rehearsed(found)),
    ):
        if table.row_count:
            console.print(Text(f"\n{title}", style="bold"))
            console.print(table)


def _heading(found: Simulated) -> Iterator[str]:
    scenario, behaviour = found.scenario, found.scenario.behaviour
    programme, start_on = scenario.programme, scenario.start_on
    length = f"{some(programme.length, 'week')} from Monday {start_on:%-d %B %Y}"
    yield f"{programme.title}: {length}, {some(len(programme.steps), 'step')}"
    yield f"{some(found.people, 'person', 'people')} in {some(len(found.tally.zones), 'zone')}, seed {scenario.seed}"
    fading = f"; {_share(behaviour.fading)} of those still answering stop for good each week" if behaviour.fading else ""
    yield f"Assumed: {_share(behaviour.answers)} answer a message of themselves, more after a reminder or a check-in{fading}"
    if programme.asks_back:
        hindered = f"; {_share(behaviour.hindered)} of those who check in name an obstacle" if programme.top_ups else ""
        yield f"{_share(behaviour.well)} of the answers are of the best sort, as many of the rest of the next best{hindered}"


def _messages(found: Simulated) -> Table:
    a_day = found.tally.a_day
    kinds: Counter[What] = Counter()
    for (_, what), number in found.tally.on_days.items():
        kinds[what] += number
    in_all = ", ".join(f"{kinds[what] / found.people:.1f} {name}" for what, name in KINDS.items() if kinds[what])
    table = _plain()
    table.add_row("In all", f"{kinds.total() / found.people:.1f} messages: {in_all}")
    days = f"{percentile(a_day, 0.5)}; on the fullest twentieth of the days {percentile(a_day, 0.95)} or more; the most is {max(a_day)}"
    if a_day:
        table.add_row("On a day with any", days)
    return table


def _loads(found: Simulated) -> Table:
    table = _plain("Workspace", "People", "Messages", "Fullest hour (UTC)", "Due then", "Pace allows", "Last waits", "Hours over it")
    for name, one in found.loads.items():
        allowed = "no limit" if one.an_hour is None else f"{one.an_hour:,}"
        cells = [f"{found.tally.people[name]:,}", f"{sum(one.due.values()):,}", f"{one.fullest_at:%a %-d %b %Y, %H:%M}"]
        table.add_row(name, *cells, f"{one.messages:,}", allowed, span(one.drains_in), f"{one.full_hours:,}")
    return table


def _moved(found: Simulated) -> Table:
    table, steps = _plain("Because of", "Moved", "Of all steps", "Left out"), found.tally.came.total() or 1
    for one in Because:
        moved, left_out = found.tally.moved[one], found.tally.left_out[one]
        if moved or left_out:
            table.add_row(str(one), f"{moved:,}", _share(moved / steps), f"{left_out:,}")
    return table


def _answering(found: Simulated) -> Table:
    tally, weeks = found.tally, sorted(found.tally.asked)
    table = _plain("", *(f"Week {week}" for week in weeks))
    table.add_row("People who are asked something", *(f"{tally.asked[week]:,}" for week in weeks))
    table.add_row("… who answer any of it", *(_share(tally.answered[week] / tally.asked[week]) for week in weeks))
    table.add_row("Questions that are answered", *(_share(tally.given[week] / tally.questions[week]) for week in weeks))
    for name, number in (
        ("Got every step to the end", tally.to_the_end),
        ("Still answer in their last week", tally.to_the_last),
        ("Answer everything", tally.everything),
    ):
        table.add_row(name, _share(number / found.people))
    return table


def _ways(found: Simulated) -> Table:
    """How many each condition let through; who is in neither column was not led there, or never answered what the step waits for."""
    table, tally, programme = _plain("Step", "Comes only if", "Came to", "Went another way"), found.tally, found.scenario.programme
    for step in programme.every_step:
        if step.for_some:
            shares = (_share(number / found.people) for number in (tally.came[step.key], tally.other_way[step.key]))
            table.add_row(step.title, only_if(programme, step), *shares)
    table.columns[1].justify = "left"
    return table


def _missing(found: Simulated) -> Table:
    """The steps that some did not get, those that fewest got first."""
    table, came = _plain("Step", "Came to"), found.tally.came
    for step in sorted(found.scenario.programme.steps, key=lambda step: came[step.key]):
        if step.branch is None and came[step.key] < found.people:
            table.add_row(step.title, _share(came[step.key] / found.people))
    return table


def _rehearsed(found: Simulated) -> Table:
    table, carried = _plain(), found.carried
    if carried is None:
        return table
    through = f"{carried.messages:,} messages and {carried.cards:,} changed cards"
    each = "each came once" if not carried.doubled else f"{carried.doubled:,} came more than once"
    table.add_row("Through the outbox", f"{through}; {each}, {some(carried.lost, 'is', 'are') if carried.lost else 'none is'} missing")
    table.add_row("Answers", f"{carried.refused:,} were not taken" if carried.refused else "all were taken")
    other = f"other figures for {', '.join(carried.unlike)}; what waits for its turn is answered later, and nobody sends files"
    table.add_row("Without --rehearse", other if carried.unlike else "the same figures")
    return table


def _plain(*headings: str) -> Table:
    table = Table(*headings, box=None, padding=(0, 2, 0, 0), show_header=bool(headings))
    for column in table.columns[1:]:
        column.justify = "right"
    if not headings:
        table.add_column()
        table.add_column()
    return table


def _share(share: float) -> str:
    """A share in words that never say all where it is not all: 100 %, more than 99 %, 70 %, less than 1 %, 0 %."""
    if 0 < share < 0.005:
        return "less than 1 %"
    return "more than 99 %" if 0.995 <= share < 1 else f"{share * 100:.0f} %"
