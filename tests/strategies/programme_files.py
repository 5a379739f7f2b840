"""Programme files as designers might write them: of every sort of step, with anchors, conditions, latest days and top-ups."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from hypothesis import assume
from hypothesis import strategies as some

from content.loading import InvalidProgramme, parse
from content.programme import DAYS, Programme

Entry: TypeAlias = dict[str, Any]

DRAWN = "drawn.yaml"  # the name of such a file
TIMES = ("00:00", "02:30", "06:15", "09:00", "12:30", "16:00", "21:45")
POINTS = ["Never", "Sometimes", "Often", "Always"]

#: What a step of each kind says beside what all say, and the answers that a condition may ask for.
KINDS: Mapping[str, tuple[Entry, Sequence[Entry]]] = {
    "learn": ({"text": "Read this."}, [{"answered": True}]),
    "reflect": ({"question": "What did you see?", "options": ["Much", "Little"]}, [{"answer": ["much"]}, {"answered": False}]),
    "practise": ({"task": "Try it."}, [{"answer": ["did"]}, {"answer": ["not_yet", "no_occasion"]}]),
    "quiz": (
        {"question": "Which?", "options": [{"text": "This", "right": True}, {"text": "That"}, {"text": "Neither"}]},
        [{"score_below": 0.6}, {"score_at_least": 1}, {"answer": ["wrong"]}],
    ),
    "rate": ({"question": "How often?", "points": POINTS, "no_occasion": True}, [{"rating_below": 3}, {"rating_at_least": 2}]),
    "survey": (
        {"question": "How was it?", "points": POINTS, "items": [{"text": "I asked."}, {"text": "I told.", "reversed": True}]},
        [{"score_at_least": 0.5}],
    ),
    "poll": ({"question": "What is hard?", "options": ["To ask", "To wait"]}, [{"answer": ["to ask"]}]),
    "discuss": ({"question": "What helped?"}, [{"answer": ["discussed"]}, {"answered": False}]),
    "commit": ({"prompt": "When will you ask?"}, [{"answered": True}]),
    "event": ({"event": "call-recorded", "intro": "Record a call."}, [{"answered": False}]),
    "evidence": ({"task": "Show it."}, [{"answer": ["shown"]}]),
    "meet": ({"with": "coach", "about": "Tell what you tried."}, [{"answer": ["moved", "not_yet"]}]),
    "ask": ({"of": "assessor", "question": "Watch {name}.", "sign_off": True}, [{"score_below": 0.5}, {"answer": ["not_this_time"]}]),
}


@some.composite
def _counted(draw: some.DrawFn, earlier: Sequence[Entry]) -> Entry:
    """When it comes, counted from something."""
    match draw(some.sampled_from(["start", "end", "visit", "step"])):
        case "start":
            when: Entry = {"after": "start", "days": draw(some.integers(0, 20))}
        case "end":
            when = {"after": "end", "days": draw(some.integers(-4, 6))}
        case "visit":
            when = {"after": "visit", "days": draw(some.integers(-8, 8))}
        case _ if earlier:
            when = {"after": draw(some.sampled_from(earlier))["key"], "days": draw(some.integers(0, 5))}
            if draw(some.booleans()):
                when["latest_days"] = draw(some.integers(1, 12))
        case _:
            when = {"after": "start"}
    return {**when, "count": draw(some.sampled_from(["calendar", "working"])), "time": draw(some.sampled_from(TIMES))}


@some.composite
def _conditions(draw: some.DrawFn, earlier: Sequence[Entry]) -> Entry:
    """What decides whether it comes: nothing, mostly."""
    sort = draw(some.sampled_from(["step", "step", "step", "attribute", "missed", "none", "none", "none"]))
    if sort == "attribute":
        condition: Entry = {"attribute": "site", "is": ["Porto"]}
    elif sort == "missed":
        condition = {"missed": draw(some.integers(1, 2))}
    elif sort == "step" and earlier:
        asked = draw(some.sampled_from(earlier))
        condition = {"step": asked["key"], **draw(some.sampled_from(KINDS[asked["kind"].replace("recall", "quiz")][1]))}
    else:
        return {}
    return {draw(some.sampled_from(["if", "unless"])): condition}


@some.composite
def _recalls(draw: some.DrawFn, asked: Sequence[Entry]) -> Entry:
    """What a recall of one of these steps says of itself; mostly its days are computed."""
    of = draw(some.sampled_from(asked))
    days = {"days": draw(some.integers(1, 9))} if draw(some.integers(0, 3)) == 0 else {}
    latest = {"latest_days": draw(some.integers(10, 40))} if draw(some.booleans()) else {}
    when = {**days, **latest, "time": draw(some.sampled_from(TIMES))}
    retain = {"retain_days": draw(some.sampled_from([1, 7, 30, 90]))} if of["kind"] == "quiz" else {}
    return {"kind": "recall", "of": of["key"], **retain, "when": when}


@some.composite
def _steps(draw: some.DrawFn, weeks: int) -> Sequence[tuple[int, Entry]]:
    """The steps, each with its week: those on days in their order, with others between."""
    made: list[tuple[int, Entry]] = []
    places = draw(some.lists(some.integers(0, 7 * weeks - 1), min_size=1, max_size=7, unique=True))
    for number, place in enumerate(sorted(places)):
        earlier = [step for _, step in made]
        kind = draw(some.sampled_from(sorted(KINDS)))
        on_day = draw(some.integers(0, 2)) > 0
        when = {"day": DAYS[place % 7], "time": draw(some.sampled_from(TIMES))} if on_day else draw(_counted(earlier))
        asked = [step for step in earlier if not on_day or "day" in step["when"]]
        common = {"key": f"s{number}", "kind": kind, "title": f"Step {number}", "minutes": 1, "when": when}
        roll = {"roll": draw(some.sampled_from(["forward", "forward", "back", "skip"]))}
        known = [step for step in earlier if step["kind"] in ("quiz", "recall")]
        again = bool(known) and draw(some.integers(0, 1)) == 0
        own = draw(_recalls(known)) if again else KINDS[kind][0]
        made.append((place // 7, {**common, **roll, **draw(_conditions(asked)), **own}))
    return made


@some.composite
def _files(draw: some.DrawFn) -> Entry:
    weeks = draw(some.integers(1, 4))
    steps = draw(_steps(weeks))
    top_up: Entry = {"kind": "learn", "title": "Some more", "minutes": 1, "text": "Read on.", "obstacles": ["practice", "time"]}
    drawn = {"after": "obstacle", "days": draw(some.integers(0, 3)), "time": draw(some.sampled_from(TIMES))}
    behaviour = {"key": "asks", "behaviour": "Asks first", "actual": 1, "desired": 3, "known_by": "Colleagues say so"}
    return {
        "title": "Drawn",
        "summary": "Drawn at random.",
        "audience": "Whoever tests",
        "minutes_a_week": 100,
        "anchors": ["visit"],
        "checkin": draw(some.booleans()),
        "reminders": {"at_most": draw(some.integers(0, 2))},
        "returns": {"policy": draw(some.sampled_from(["shift", "skip", "bundle", "compress"]))},
        "outcome": [behaviour],
        "weeks": [
            {"title": f"Week {week + 1}", "steps": there} for week in range(weeks) if (there := [step for at, step in steps if at == week])
        ],
        "top_ups": [{"key": f"more-{number}", **top_up, "when": drawn} for number in range(draw(some.integers(0, 2)))],
    }


@some.composite
def clean_files(draw: some.DrawFn) -> str:
    """A file in which there is no error."""
    source = json.dumps(draw(_files()))
    try:
        parse(source, DRAWN)
    except InvalidProgramme as invalid:
        assume(not invalid)  # a condition that nobody can meet, and such
    return source


def clean_programmes() -> some.SearchStrategy[Programme]:
    """A programme whose file has no error."""
    return clean_files().map(lambda source: parse(source, DRAWN))
