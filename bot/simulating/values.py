"""What came of a simulation, as JSON values for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.simulating import Simulated
from content.obstacles import OBSTACLES
from content.programme import Programme, Step
from scheduler.branching import plainly
from scheduler.diary import What
from scheduler.simulation.habits import CHECKED_IN, REMINDED
from scheduler.simulation.load import Load
from scheduler.simulation.moved import Because


def percentile(counts: Mapping[int, int], share: float) -> int:
    """The smallest value that so large a share of the values does not exceed; 0, if there are none."""
    wanted, passed = share * sum(counts.values()), 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= wanted:
            return value
    return 0


def as_values(found: Simulated) -> dict[str, Any]:
    """Everything that was counted. The same scenario, people and seed give the same values, on whatever machine."""
    return _counted(found) | ({} if found.carried is None else {"rehearsed": asdict(found.carried)})


def _counted(found: Simulated) -> dict[str, Any]:
    tally, programme, people = found.tally, found.scenario.programme, found.people
    return {
        "programme": {"key": programme.key, "title": programme.title, "weeks": programme.length, "steps": len(programme.steps)},
        "start": found.scenario.start_on.isoformat(),
        "seed": found.scenario.seed,
        "assumed": _assumed(found),
        "people": people,
        "zones": dict(sorted(tally.zones.items())),
        "messages": _messages(found),
        "workspaces": {name: {"people": tally.people[name], **_load(one)} for name, one in found.loads.items()},
        "steps_moved": {str(one): {"moved": tally.moved[one], "left_out": tally.left_out[one]} for one in Because},
        "weeks": [
            {
                "week": week,
                "people_asked": asked,
                "people_answering": tally.answered[week],
                "questions": tally.questions[week],
                "answered": tally.given[week],
            }
            for week, asked in sorted(tally.asked.items())
        ],
        "every_step_came_to": _part(tally.to_the_end, people),
        "answered_in_their_last_week": _part(tally.to_the_last, people),
        "answered_everything": _part(tally.everything, people),
        "checkins": {"opened": tally.checkins.total(), "answered": tally.checkins[True]},
        "steps": {
            one.key: {
                "asks": one.activity.waits,
                "came": tally.came[one.key],
                "answered": tally.answers[one.key],
                "after_a_reminder": tally.reminded[one.key],
            }
            for one in programme.every_step
        },
        "ways": {
            one.key: {"only_if": only_if(programme, one), "came": tally.came[one.key], "another_way": tally.other_way[one.key]}
            for one in programme.every_step
            if one.for_some
        },
    }


def only_if(programme: Programme, step: Step) -> str:
    """On what it depends that a step comes that is not for everybody, as bare text."""
    if step.branch is not None:
        return plainly(programme, step.branch)
    return "you say: " + " or ".join(f"“{OBSTACLES[one]}”" for one in step.tops_up)


def _assumed(found: Simulated) -> dict[str, Any]:
    behaviour, quiet = found.scenario.behaviour, found.scenario.quiet
    return {
        "answers": behaviour.answers,
        "fading": behaviour.fading,
        "reminded": REMINDED,
        "checked_in": CHECKED_IN,
        "delays": [{"share": share, "hours": hours} for share, hours in behaviour.delays],
        "well": behaviour.well,
        "hindered": behaviour.hindered,
        "quiet": None if quiet is None else [one.isoformat("minutes") for one in quiet],
        "anchors": {name: day.isoformat() for name, day in found.scenario.anchors.items()},
    }


def _messages(found: Simulated) -> dict[str, Any]:
    tally = found.tally
    kinds: Counter[What] = Counter()
    for (_, what), number in tally.on_days.items():
        kinds[what] += number
    days = sorted({day for day, _ in tally.on_days})
    return {
        "in_all": kinds.total(),
        "by_kind": {str(what): kinds[what] for what in What if kinds[what]},
        "a_person_and_day": {
            "p50": percentile(tally.a_day, 0.5),
            "p95": percentile(tally.a_day, 0.95),
            "most": max(tally.a_day, default=0),
            "days": {str(number): tally.a_day[number] for number in sorted(tally.a_day)},
        },
        "by_day": [
            {"on": day.isoformat(), **{str(what): tally.on_days[day, what] for what in What if tally.on_days[day, what]}} for day in days
        ],
    }


def _load(one: Load) -> dict[str, Any]:
    return {
        "an_hour": one.an_hour,
        "fullest_hour": {"at": _instant(one.fullest_at), "messages": one.messages, "drains_in_minutes": _minutes(one.drains_in)},
        "longest_wait_minutes": _minutes(one.longest),
        "hours_over_the_limit": one.full_hours,
        "by_hour": [
            {"at": _instant(hour), "due": one.due.get(hour, 0), "sent": one.sent.get(hour, 0)} for hour in sorted({*one.due, *one.sent})
        ],
    }


def _part(number: int, people: int) -> dict[str, Any]:
    return {"people": number, "share": round(number / people, 4)}


def _instant(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _minutes(length: timedelta) -> float:
    return round(length / timedelta(minutes=1), 1)
