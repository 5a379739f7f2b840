"""The whole route as values for the page: weeks, steps, and what there is to say about the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.preview import checkin
from bot.preview.outline import Outline
from bot.preview.watched import Found
from bot.previewing import CHECKIN_MINUTES, CHECKIN_TITLE
from content.activities import kinds
from content.cldr import weekday
from content.languages import languages, own_name
from content.problems import Problem
from content.programme import OBSTACLE, START, Count, Programme, Step, When
from content.said import when_in_words
from scheduler.diary import Diary

WORKING_WEEK = 5  # days of the usual one
BEYOND = 7  # the place of a step that stands on no weekday, behind those of the week


def as_values(found: Found) -> dict[str, Any]:
    """All that the page shows beside the messages themselves."""
    programme = found.programme.spoken if found.programme else None
    told = _told(programme) if programme else {"title": found.file, "summary": "", "audience": "", "minutes_a_week": 0}
    weeks = _weeks(programme) if programme else _stubs(found.outline)
    every = [step["kind"] for week in weeks for step in week["steps"]] + [step.kind for step in (programme.top_ups if programme else ())]
    used = list(dict.fromkeys(kind for kind in every if kind in kinds()))
    return {
        "file": found.file,
        "saves": found.saves,
        "holds": found.holds,
        "drawn": programme is not None,
        **told,
        "weeks": weeks,
        "beside": [_step(programme, step) for step in programme.top_ups] if programme else [],
        "weekly": [_checkin()] if programme and programme.checkin else [],
        "kinds": [{"name": name, "sign": sign, "tone": used.index(name)} for name, sign in signs(used).items()],
        "languages": _languages(programme),
        "findings": [_finding(found, problem) for problem in found.problems],
    }


def signs(names: Iterable[str]) -> dict[str, str]:
    """A letter or two for each kind, none twice, so that nobody has to tell kinds by colour."""
    given = sorted(names)
    found: dict[str, str] = {}
    for name in given:
        first = name[:1].upper()
        alone = sum(other[:1].upper() == first for other in given) == 1
        pairs = (first + letter for letter in name[1:])
        found[name] = first if alone else next((pair for pair in pairs if pair not in found.values()), name)
    return found


def _languages(programme: Programme | None) -> list[dict[str, Any]]:
    """In which it can be looked at: ours, and those of the file; *texts*: the file has it."""
    theirs = {programme.written.language, *programme.translations} if programme else set[str]()
    return [{"tag": tag, "name": own_name(tag), "texts": tag in theirs} for tag in (*languages(), *sorted(theirs - languages().keys()))]


def _told(programme: Programme) -> dict[str, Any]:
    return {
        "title": programme.title,
        "summary": programme.summary,
        "audience": programme.audience,
        "minutes_a_week": programme.minutes_a_week,
    }


def _weeks(programme: Programme) -> list[dict[str, Any]]:
    """Each week with the steps that count for it, in the order in which they come."""
    found: list[dict[str, Any]] = [
        {"number": number, "title": week.title, "minutes": 0, "steps": []} for number, week in enumerate(programme.weeks, 1)
    ]
    for step in programme.steps:
        week = found[min(step.when.week or step.week, len(found)) - 1]
        week["minutes"] += step.minutes
        week["steps"].append(_step(programme, step))
    for week in found:
        week["steps"].sort(key=lambda step: (step["day"], step["time"] if step["day"] < BEYOND else ""))
    return found


def _step(programme: Programme, step: Step) -> dict[str, Any]:
    return {
        "key": step.key,
        "title": step.title,
        "kind": step.kind,
        "minutes": step.minutes,
        "day": _day(step),
        "time": f"{step.when.time:%H:%M}",
        "when": when_in_words(_after_title(programme, step.when)),
        "after": step.when.after or "",
        "optional": step.optional,
        "asks_about": list(step.branch.asks_about) if step.branch else [],
        "for_some": step.for_some,
    }


def _checkin() -> dict[str, Any]:
    """What comes every week beside the steps."""
    usual = Diary(zone=ZoneInfo("UTC"))
    return {
        "key": checkin.KEY,
        "title": CHECKIN_TITLE,
        "kind": "check-in",
        "minutes": CHECKIN_MINUTES,
        "day": usual.checkin_day,
        "time": f"{usual.checkin_time:%H:%M}",
        "when": f"every {weekday(usual.checkin_day)}",
        "after": "",
        "optional": False,
        "asks_about": [],
        "for_some": False,
    }


def _after_title(programme: Programme, when: When) -> When:
    """The same with the title of the step that it counts from, in the place of its key."""
    titles = {OBSTACLE: "it is named", **{step.key: f"“{step.title}”" for step in programme.steps}}
    return replace(when, after=titles.get(when.after, when.after)) if when.after else when


def _day(step: Step) -> int:
    """The weekday on which it comes if no day is off; the one place beyond where that depends on people or cohorts."""
    if step.when.day is not None:
        return step.when.day
    long = WORKING_WEEK if step.when.count is Count.WORKING else 7
    week, day = divmod(step.when.days, long)
    return day if step.when.after == START and week + 1 == step.week else BEYOND


def _stubs(outline: Outline) -> list[dict[str, Any]]:
    """The same where no message can be drawn yet."""
    unknown = {"minutes": 0, "day": BEYOND, "time": "", "when": "", "after": "", "optional": False, "asks_about": [], "for_some": False}
    return [
        {
            "number": number,
            "title": title,
            "minutes": 0,
            "steps": [{"key": stub.key, "title": stub.title, "kind": stub.kind, **unknown} for stub in steps],
        }
        for number, (title, steps) in enumerate(outline.weeks, 1)
    ]


def _finding(found: Found, problem: Problem) -> dict[str, Any]:
    return {
        "level": problem.level.value,
        "line": problem.line,
        "column": problem.column,
        "path": problem.path,
        "said": problem.said,
        "code": problem.code,
        "why": problem.why,
        "source": problem.source,
        "step": found.outline.step_at(problem.path),
        "excerpt": found.excerpt(problem.line),
    }
