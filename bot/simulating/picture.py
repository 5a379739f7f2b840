"""What came of a simulation, in one picture: messages week by week, who still answers, and the fullest day against the pace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from bot.simulating import Simulated
from scheduler.diary import What
from scheduler.simulation.load import HOUR, Load

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's colours, which everybody can tell apart.
COLOURS = {What.STEP: "#0072B2", What.CHECKIN: "#009E73", What.REMINDER: "#E69F00", What.RETURN: "#CC79A7"}
NAMES = {What.STEP: "steps", What.CHECKIN: "check-ins", What.REMINDER: "reminders", What.RETURN: "questions after a leave"}
LINE, LIMIT, INK, FAINT = "#0072B2", "#D55E00", "#222222", "#dddddd"
A_DAY = timedelta(days=1)
MIDDLE = 2.5 / 7  # of a week's five days, where its name stands
FEW = 0.1  # of the people: in weeks in which fewer are asked, what was late comes, and to the slowest


def drawn(found: Simulated, file: Path) -> None:
    """Write the picture. Raises OSError."""
    programme, people = found.scenario.programme, f"{found.people:,} {'person' if found.people == 1 else 'people'}"
    figure = Figure(figsize=(11, 9.5), layout="constrained")
    figure.suptitle(f"{programme.title}: {people} from {found.scenario.start_on:%-d %B %Y}", fontsize=15, color=INK)
    days, answering, fullest = figure.subplots(3, 1, height_ratios=(3, 2, 3))
    _days(days, found)
    _answering(answering, found)
    answering.set_xlim(days.get_xlim())
    _fullest(fullest, found)
    figure.savefig(file, format="png", dpi=130, metadata={"Software": None})  # no version in it: the same figures, the same file


def _days(axes: Axes, found: Simulated) -> None:
    """A bar for each day, by what comes."""
    by_day = found.tally.on_days
    start_on = found.scenario.start_on
    all_days = sorted({day for day, _ in by_day})
    floors = [0] * len(all_days)
    for what, colour in COLOURS.items():
        heights = [by_day[day, what] for day in all_days]
        if any(heights):
            axes.bar([_place(day, start_on) for day in all_days], heights, 0.8 / 7, bottom=floors, color=colour, label=NAMES[what])
            floors = [floor + height for floor, height in zip(floors, heights, strict=True)]
    _weeks(axes, found, start_on)
    axes.set_ylim(0, 1.2 * max(floors, default=1))
    _finish(axes, "Messages a day", "messages")


def _answering(axes: Axes, found: Simulated) -> None:
    tally = found.tally
    weeks = [week for week in sorted(tally.asked) if tally.asked[week] >= FEW * found.people]
    people = [100 * tally.answered[week] / tally.asked[week] for week in weeks]
    questions = [100 * tally.given[week] / tally.questions[week] for week in weeks]
    for shares, colour, mark, name, place in (
        (people, LINE, "o", "people who answer any of what a week asks them", 8),
        (questions, LIMIT, "s", "questions of that week that are answered, then or later", -17),
    ):
        axes.plot([week + MIDDLE for week in weeks], shares, color=colour, marker=mark, linewidth=2, markersize=7, label=name)
        for week, share in zip(weeks, shares, strict=True):
            axes.annotate(
                f"{share:.0f} %", (week + MIDDLE, share), textcoords="offset points", xytext=(0, place), ha="center", color=colour
            )
    axes.set_ylim(-30 if min([*people, *questions], default=100) < 30 else 0, 150)
    axes.set_yticks([0, 50, 100], ["0 %", "50 %", "100 %"])
    _weeks(axes, found, found.scenario.start_on)
    _finish(axes, "Who still answers", "")


def _fullest(axes: Axes, found: Simulated) -> None:
    """The fullest hour of all with the hours around it: what falls due, and what the pace lets out."""
    name, load = max(found.loads.items(), key=lambda one: one[1].messages)
    hours = _around(load)
    places = range(len(hours))
    axes.bar([place - 0.2 for place in places], [load.due.get(hour, 0) for hour in hours], 0.4, color="#56B4E9", label="falls due")
    axes.bar([place + 0.2 for place in places], [load.sent.get(hour, 0) for hour in hours], 0.4, color=LINE, label="goes out")
    highest = load.messages
    if load.an_hour is not None:
        label = f"the pace: {load.an_hour:,} an hour"
        if load.an_hour <= 2 * highest:  # else it would only flatten the bars
            axes.axhline(load.an_hour, color=LIMIT, linewidth=2, label=label)
            highest = max(highest, load.an_hour)
        else:
            axes.plot([], [], color=LIMIT, linewidth=2, label=f"{label}, far above")
    axes.set_xticks(list(places), [_hour(hour) for hour in hours])
    axes.set_ylim(0, 1.3 * highest)
    minutes = load.drains_in / timedelta(minutes=1)
    out = "less than a minute" if minutes < 1 else f"{minutes:,.0f} minutes"
    _finish(axes, f"The fullest hour: {name}, {load.fullest_at:%A %-d %B, %H:%M} UTC; its last message waits {out}", "messages an hour")


def _around(load: Load) -> list[datetime]:
    """The day around the fullest hour, in hours."""
    first = load.fullest_at - 12 * HOUR
    return [first + number * HOUR for number in range(25)]


def _hour(hour: datetime) -> str:
    """Every third hour is named, and midnight with its day."""
    if hour.hour % 3:
        return ""
    return f"{hour:%H}:00" + (f"\n{hour:%a %-d %b}" if hour.hour == 0 else "")


def _place(day: date, start_on: date) -> float:
    """Where a day stands on an axis of weeks, the first beginning at 1."""
    return 1 + (day - start_on) / A_DAY / 7 + 0.4 / 7


def _weeks(axes: Axes, found: Simulated, start_on: date) -> None:
    days = {day for day, _ in found.tally.on_days}
    last = max([found.scenario.programme.length, *((day - start_on).days // 7 + 1 for day in days)])
    every = 1 if last <= 14 else 4
    weeks = range(1, last + 1, every)
    mondays: Mapping[int, date] = {week: start_on + (week - 1) * 7 * A_DAY for week in weeks}
    axes.set_xticks([week + MIDDLE for week in weeks], [f"week {week}\n{mondays[week]:%-d %b}" for week in weeks])
    axes.set_xlim(0.9, last + 0.95)


def _finish(axes: Axes, title: str, unit: str) -> None:
    axes.set_title(title, fontsize=12, color=INK, loc="left")
    axes.set_ylabel(unit)
    if unit:
        axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(axis="y", color=FAINT)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False, loc="upper left", ncols=4)
