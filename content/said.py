"""What a programme says, as a tree of the keys of its file; and its values in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import time
from enum import Enum
from functools import cache
from typing import Any, TypeAlias, get_type_hints

from content.cldr import clock, weekday
from content.conditions import Branch, Condition
from content.programme import Count, Step, When
from content.translated import _, _n

Tree: TypeAlias = "str | Mapping[str | int, Tree] | list[Tree] | None"  # None: nothing is said there

FILE_KEYS: Mapping[type, Mapping[str, str]] = {
    Step: {"tops_up": "obstacles"},
    When: {"if_wrong": "days_if_wrong"},
    Branch: {"only_if": "if"},
    Condition: {"answers": "answer", "below": "score_below", "at_least": "score_at_least", "values": "is"},
}
AROUND = 40  # characters that are shown before and after the part of a long text that changed
CHANGED_PART = 160  # and of that part itself
LONG = 2 * AROUND + 20  # a text up to here is shown as a whole


def tree(value: Any) -> Tree:
    """Whatever stands in a programme, by the keys of its file."""
    if is_dataclass(value) and not isinstance(value, type):
        keys = keys_of(type(value))
        return {
            keys.get(field.name, field.name): tree(getattr(value, field.name))
            for field in fields(value)
            if field.compare and field.metadata.get("said", True)
        }
    match value:
        case None:
            return None
        case Enum():
            return str(value.value)
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}"
        case time():
            return value.isoformat("minutes")
        case Mapping():
            return {key: tree(item) for key, item in value.items()}
        case tuple() | list():
            return [tree(item) for item in value]
        case Set():
            return [tree(item) for item in sorted(value)]
    return str(value)


@cache
def keys_of(kind: type) -> Mapping[str, str]:
    """The keys of fields that are called otherwise in the file: a kind may not call one `prompt`, as it has a method of that name."""
    if not kind.__module__.startswith("content.activities"):
        return FILE_KEYS.get(kind, {})
    hints = get_type_hints(kind, include_extras=True)
    return dict(_aliases(hints))


def _aliases(hints: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, hint in hints.items():
        for said in getattr(hint, "__metadata__", ()):
            if getattr(said, "alias", None):
                yield name, said.alias


def when_in_words(when: When) -> str:
    """When a step comes, as one would say it."""
    if when.day is not None:
        return _("week {week}, {weekday} {time}", week=when.week, weekday=weekday(when.day), time=clock(when.time))
    days = _days_from(when)
    if when.days and when.if_wrong is not None:
        days = _("{days} ({number} after a wrong answer)", days=days, number=when.if_wrong)
    said = [days, clock(when.time)]
    if when.latest_days is not None:
        said.append(_n("at the latest {number} day after it came", "at the latest {number} days after it came", when.latest_days))
    return ", ".join(said)


def _days_from(when: When) -> str:
    if when.days == 0:
        return _("on the day of {anchor}", anchor=when.after)
    number, working = abs(when.days), when.count is Count.WORKING
    if when.days > 0:
        if working:
            return _n("{number} working day after {anchor}", "{number} working days after {anchor}", number, anchor=when.after)
        return _n("{number} day after {anchor}", "{number} days after {anchor}", number, anchor=when.after)
    if working:
        return _n("{number} working day before {anchor}", "{number} working days before {anchor}", number, anchor=when.after)
    return _n("{number} day before {anchor}", "{number} days before {anchor}", number, anchor=when.after)


def around(old: str, new: str) -> tuple[str, str]:
    """Both texts on one line; long ones are shortened to what differs and a few words before and after."""
    first, second = " ".join(old.split()), " ".join(new.split())
    if first == second and old != new:  # only spaces and line ends differ
        first, second = (text.replace("\n", "⏎") for text in (old, new))
    if max(len(first), len(second)) <= LONG:
        return first, second
    begin = _common(first, second)
    end = _common(first[begin:][::-1], second[begin:][::-1])
    return _cut(first, begin, end), _cut(second, begin, end)


def _common(first: str, second: str) -> int:
    """How many characters they begin with alike."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((index for index, (one, other) in pairs if one != other), min(len(first), len(second)))


def _cut(text: str, begin: int, end: int) -> str:
    """The *text* without most of what stands before *begin* and in the last *end* characters, at whole words."""
    start, stop = max(0, begin - AROUND), min(len(text), len(text) - end + AROUND)
    if start:
        start = text.find(" ", start, begin) + 1 or start
    if stop < len(text):
        space = text.rfind(" ", len(text) - end, stop)
        stop = space if space > 0 else stop
    middle = text[start:stop]
    if len(middle) > CHANGED_PART + 2 * AROUND:
        middle = middle[: CHANGED_PART // 2 + AROUND].rstrip() + " … " + middle[-CHANGED_PART // 2 - AROUND :].lstrip()
    return f"{'…' if start else ''}{middle}{'…' if stop < len(text) else ''}"
