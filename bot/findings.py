"""What was found in programme files, as people, programs and GitHub read it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum

from content.problems import Level, Problem

COMMANDS = {Level.ERROR: "error", Level.ADVICE: "warning"}  # as GitHub's annotations call them


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def written(findings: Sequence[Problem], form: Format) -> str:
    """All of them in that form, without a line end behind the last."""
    match form:
        case Format.TEXT:
            return "\n".join(_lines(findings))
        case Format.JSON:
            return json.dumps([_value(one) for one in findings], indent=2, ensure_ascii=False)
        case Format.GITHUB:
            return "\n".join(map(_annotation, findings))


def _lines(findings: Sequence[Problem]) -> list[str]:
    """A line for each; what speaks for a piece of advice is said once."""
    lines: list[str] = []
    told: set[str] = set()
    for one in findings:
        lines.append(str(one))
        if one.why and one.code not in told:
            lines.append(f"    {_reason(one)}")
            told.add(one.code)
    return lines


def _value(one: Problem) -> dict[str, str | int]:
    return {
        "file": one.file,
        "line": one.line,
        "column": one.column,
        "level": one.level.value,
        "code": one.code,
        "path": one.path,
        "said": one.said,
        "why": one.why,
        "source": one.source,
    }


def _annotation(one: Problem) -> str:
    place = {"line": str(one.line), "col": str(one.column)} if one.line else {}
    properties = {"file": one.file, **place, "title": f"waypost lint: {one.code}"}
    said = (f"{one.path}: {one.said}" if one.path else one.said) + (f"\n{_reason(one)}" if one.why else "")
    named = ",".join(f"{name}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}" for name, value in properties.items())
    return f"::{COMMANDS[one.level]} {named}::{_escaped(said)}"


def _reason(one: Problem) -> str:
    return f"Why: {one.why} ({one.source})"


def _escaped(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
