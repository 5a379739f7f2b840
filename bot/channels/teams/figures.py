"""Tables and charts as elements of a card, and as text where a client can't draw them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from bot.channels.teams.sizes import weight
from bot.channels.teams.words import Json, block, lines, runs
from content import message
from content.message import Chart, Series, Table
from content.words import clean, line

COLUMNS = 20
ROW = 4_000  # bytes of a row; a longer one is better read as text, and can be cut
LABELS, LABEL, SERIES = 20, 20, 6  # more, or longer ones, would be drawn shortened
DAY = re.compile(r"\d{4}-\d\d-\d\d")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def table(part: Table) -> list[Json]:
    """A table of bare text."""
    rows = [part.header, *part.rows] if part.header else list(part.rows)
    width = max((len(row) for row in rows), default=0)
    if not width:
        return []
    cells = [[clean(cell) for cell in (*row, *[""] * (width - len(row)))] for row in rows]
    drawn = [_row(row, bold=bool(part.header) and at == 0) for at, row in enumerate(cells)]
    if width > COLUMNS or any(weight(row) > ROW for row in drawn):
        return [one for row in cells for one in lines(" | ".join(map(line, row)))]
    columns = [{"width": 1} for _ in range(width)]
    return [{"type": "Table", "columns": columns, "rows": drawn, "firstRowAsHeader": bool(part.header), "showGridLines": True}]


def _row(cells: Iterable[str], *, bold: bool) -> Json:
    style = {"weight": "bolder"} if bold else {}
    return {"type": "TableRow", "cells": [{"type": "TableCell", "items": lines(cell, **style) or [block(runs(" "))]} for cell in cells]}


def chart(part: Chart) -> list[Json]:
    """A chart, with its numbers for a client that can't draw it; the numbers alone if no client would draw it whole."""
    numbers = _numbers(part)
    if not _drawable(part):
        return numbers
    common = {"title": line(part.title), "fallback": {"type": "Container", "items": numbers}}
    along = _along(part)
    series = [{"legend": line(one.name), "values": _points(along or part.labels, one)} for one in part.series]
    if along and part.kind == "line":
        return [{"type": "Chart.Line", **common, "data": series}]
    if len(series) > 1:
        return [{"type": "Chart.VerticalBar.Grouped", **common, "data": series}]
    named = {"yAxisTitle": series[0]["legend"]} if series[0]["legend"] else {}
    return [{"type": "Chart.VerticalBar", **common, **named, "showBarValues": True, "data": _points(part.labels, part.series[0])}]


def _along(part: Chart) -> Sequence[str | float]:
    """Where the points of a line stand. Empty: the labels are words, and under a line Teams' charts put numbers and days only."""
    if all(map(NUMBER.fullmatch, part.labels)):
        return [float(words) for words in part.labels]
    return part.labels if all(map(DAY.fullmatch, part.labels)) else ()


def _numbers(part: Chart) -> list[Json]:
    title, *rest = message.lines(part)
    return [*lines(title, weight="bolder"), *(one for words in rest for one in lines(words))]


def _points(along: Sequence[str | float], one: Series) -> list[Json]:
    return [{"x": line(at) if isinstance(at, str) else at, "y": value} for at, value in zip(along, one.values, strict=True)]


def _drawable(part: Chart) -> bool:
    names, labels = [line(one.name) for one in part.series], [line(words) for words in part.labels]
    return (
        part.kind in ("line", "bar")
        and 0 < len(set(names)) == len(names) <= SERIES
        and (len(names) == 1 or all(names))
        and 0 < len(set(labels)) == len(labels) <= LABELS
        and all(0 < len(words) <= LABEL for words in labels)
        and all(len(words) <= LABEL for words in names)
        and _finite(one.values for one in part.series)
    )


def _finite(values: Iterable[Sequence[float]]) -> bool:
    return all(math.isfinite(value) for row in values for value in row)
