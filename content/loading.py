"""A programme file is read: either all of it holds, or everything that is wrong is said at once."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import time
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from content import binding, checks, file_format, flow, yaml_source
from content.branches import branch_of
from content.fields import SLUG
from content.file_format import FORMATS, AnyStep, ProgrammeEntry, RemindersEntry, StepEntry, WhenEntry
from content.languages import ENGLISH, is_tag, speaking
from content.plain_words import Rules
from content.problems import InvalidProgramme, Problem, Where, listed, shown
from content.programme import DAYS, Behaviour, Count, Programme, Reminders, Returns, Step, Week, When
from content.translating import Reading, Untold, within
from content.yaml_source import Source

MOST_ERRORS = 1000  # of one kind that we tell at once: nobody reads more, and a file of nonsense has 100,000

__all__ = ["FORMATS", "InvalidProgramme", "Problem", "digest", "parse", "read"]


def parse(source: str | bytes, name: str) -> Programme:
    """Read the programme in *source*; *name* is its file's. Raises InvalidProgramme with every problem, in the file's order."""
    return read(source, name)[0]


def read(source: str | bytes, name: str) -> tuple[Programme, Source]:
    """As `parse`, with the file's own values and where each stands."""
    file = yaml_source.read(source, name)
    _check_format(file)
    reading = _reading(file)
    entry, wrong = _entry(file, reading)
    others = {tag: _entry(file, replace(reading, language=tag)) for tag in sorted(reading.found - {reading.first})}
    wrong += [problem for _, found in others.values() for problem in found]
    loose = (file.problem(where, said) for where, said in checks.findings(file.value) if where not in file.spoiled)
    problems = {*_misnamed(name), *file.problems, *wrong, *loose}
    if entry is None or problems:
        raise InvalidProgramme(_in_order(problems))
    key = PurePath(name).stem
    translations: dict[str, Programme] = {}  # which all of them share
    programme = _programme(entry, key, entry.language, translations)
    if others:
        translations[entry.language] = programme
        translations.update((tag, _programme(other, key, tag, translations)) for tag, (other, _) in others.items() if other is not None)
    with speaking(programme.ours):  # conditions name labels in the language in which the file is written
        lost = [file.problem(where, said) for where, said in flow.findings(programme)]
    if lost:
        raise InvalidProgramme(_in_order(lost))
    return programme, file


def told(value: Any) -> Iterator[tuple[Where, Any]]:
    """All that people will read of the values of a file that holds: where it stands, and the text, or one for each language."""
    return _rules().texts(value)


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda one: (one.line, one.column, one.path, one.said))


def digest(programme: Programme) -> str:
    """A name for what the programme says: the same however its file is laid out, and whatever defaults it leaves out."""
    said = _canonical(programme)
    if programme.translations:
        said["translations"] = {tag: _canonical(other) for tag, other in programme.translations.items()}
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _check_format(file: Source) -> None:
    given = file.value.get("format", 1)
    if isinstance(given, bool) or given not in FORMATS:  # what a later format means by its keys we can't know: no more is said
        said = f"can’t be {shown(given)}; the formats we read are numbered {listed(map(str, FORMATS))}"
        raise InvalidProgramme([*file.problems, file.problem(("format",), said)])


def _misnamed(name: str) -> Iterator[Problem]:
    if not re.fullmatch(SLUG, PurePath(name).stem) or len(PurePath(name).stem) > 60:
        said = "the file’s name is the programme’s key: small letters, digits and hyphens (60 at most), such as feedback-that-lands.yaml"
        yield Problem(name, 1, 1, "", said)


@cache
def _rules() -> Rules:
    return Rules(file_format.programme_entry().model_json_schema())


def _reading(file: Source) -> Reading:
    first = file.value.get("language")
    first = first if isinstance(first, str) and is_tag(first) else ENGLISH
    return Reading(first, first)


def _entry(file: Source, reading: Reading) -> tuple[ProgrammeEntry | None, list[Problem]]:
    """The file by its format, in one of its languages. None: it does not hold; then the problems say why."""
    try:
        return file_format.programme_entry().model_validate(file.value, context=reading), []
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)[:MOST_ERRORS]
    problems: list[Problem] = []
    for error in errors:
        if (found := _rules().said(error)) and found.where not in file.spoiled:
            untold = isinstance(error.get("ctx", {}).get("error"), Untold)
            where = found.where if untold else within(file.value, found.where, reading)
            problems.append(file.problem(where, found.said, key=found.key))
        if error["type"].startswith("union_tag") and isinstance(error["input"], dict):
            problems.extend(_common(file, error["loc"], error["input"], reading))
    return None, problems


_COMMON = {field.alias or name for name, field in StepEntry.model_fields.items()}


@cache
def _common_keys() -> tuple[TypeAdapter[StepEntry], Rules]:
    adapter = TypeAdapter(StepEntry)
    return adapter, Rules(adapter.json_schema())


def _common(file: Source, location: tuple[str | int, ...], step: dict[str, Any], reading: Reading) -> Iterator[Problem]:
    """What is wrong with a step of a kind that we don't know, but for the keys that may be the kind's."""
    adapter, rules = _common_keys()
    try:
        adapter.validate_python({key: value for key, value in step.items() if key in _COMMON}, context=reading)
    except ValidationError as invalid:
        for error in invalid.errors():
            if found := rules.said(error):
                yield file.problem((*location, *found.where), found.said, key=found.key)


def _programme(entry: ProgrammeEntry, key: str, language: str, translations: Mapping[str, Programme]) -> Programme:
    usual = _reminders(entry.reminders, Reminders())
    by_key = {step.key: step for week in entry.weeks for step in week.steps}
    return Programme(
        key=key,
        title=entry.title,
        summary=entry.summary,
        audience=entry.audience,
        minutes_a_week=entry.minutes_a_week,
        outcome=tuple(Behaviour(**dict(behaviour)) for behaviour in entry.outcome),
        weeks=tuple(
            Week(week.title, tuple(_step(step, number, usual, by_key) for step in week.steps)) for number, week in enumerate(entry.weeks, 1)
        ),
        joinable=entry.joinable,
        checkin=entry.checkin,
        format=entry.format,
        anchors=entry.anchors,
        returns=Returns(entry.returns.policy, entry.returns.at_most),
        top_ups=tuple(_step(step, 0, usual, by_key) for step in entry.top_ups),
        language=language,
        translations=translations,
    )


def _step(entry: AnyStep, week: int, usual: Reminders, by_key: Mapping[str, AnyStep]) -> Step:
    return Step(
        key=entry.key,
        kind=entry.kind,
        title=entry.title,
        minutes=entry.minutes,
        when=binding.when_of(entry, by_key) or _when(entry.when, week),
        week=week,
        activity=binding.activity_of(entry, by_key),
        visible_to=entry.visible_to,
        behaviour=entry.behaviour,
        reminders=_reminders(entry.reminders, usual),
        roll=entry.roll,
        optional=entry.optional,
        branch=branch_of(entry, by_key),
        tops_up=entry.obstacles or (),
    )


def _when(entry: WhenEntry, week: int) -> When:
    at = time.fromisoformat(entry.time.zfill(5))
    if entry.day is not None:
        return When(at, entry.week or week, DAYS.index(entry.day))
    return When(at, after=entry.after, days=entry.days or 0, count=entry.count or Count.CALENDAR, latest_days=entry.latest_days)


def _reminders(entry: RemindersEntry | None, usual: Reminders) -> Reminders:
    if entry is None:
        return usual
    after_days = usual.after_days if entry.after_days is None else entry.after_days
    return Reminders(after_days, usual.at_most if entry.at_most is None else entry.at_most)


def _canonical(value: Any) -> Any:
    """As JSON values, without what is left at its default: a key that a later version adds changes no older programme's digest."""
    if is_dataclass(value) and not isinstance(value, type):
        given = {
            field.name: getattr(value, field.name)
            for field in fields(value)
            if field.compare and (field.default is MISSING or getattr(value, field.name) != field.default)
        }
        return {name: _canonical(item) for name, item in given.items()}
    if isinstance(value, tuple):
        return [_canonical(item) for item in value]
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.value if isinstance(value, Enum) else value
