"""A figure: one row of the table, ours beside its peer's in the same run, and whether it reaches what it has to."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

AT_LEAST, AT_MOST, BELOW = "≥", "≤", "<"


@dataclass(frozen=True, slots=True)
class Figure:
    """*ours* and *peer* in *unit*; *peer* None: the row has none. *holds* None: it could not be measured here, and *details* say why.

    *details* are what else was seen: the picture is drawn from them.
    """

    row: str
    ours: float | None
    peer: float | None
    ratio: float | None
    bar: str
    holds: bool | None
    unit: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read(given: Iterable[Mapping[str, Any]]) -> Iterator[Figure]:
    """Figures as they were written."""
    for one in given:
        known: dict[str, Any] = {name: one[name] for name in Figure.__slots__}
        yield Figure(**known)


def beside(row: str, ours: float, peer: float, sign: str, bar: float, unit: str, *, times: str = "", **details: Any) -> Figure:
    """A row whose bar is for the ratio of ours to the peer's."""
    ratio = ours / peer
    return Figure(row, rounded(ours), rounded(peer), rounded(ratio), f"{sign} {bar:g}{times}", kept(ratio, sign, bar), unit, details)


def quicker(row: str, ours: float, peer: float, bar: float, unit: str, **details: Any) -> Figure:
    """A row whose bar is for how many times as fast as the peer ours is; both are durations."""
    ratio = peer / ours
    return Figure(row, rounded(ours), rounded(peer), rounded(ratio), f"≥ {bar:g} × as fast", ratio >= bar, unit, details)


def alone(row: str, ours: float, sign: str, bar: float, unit: str, peer: float | None = None, **details: Any) -> Figure:
    """A row whose bar is for our own figure; the *peer* is there to be looked at."""
    ratio = ours / peer if peer else None
    said = f"{sign} {bar:g} {unit}"
    return Figure(row, rounded(ours), rounded(peer), rounded(ratio), said, kept(ours, sign, bar), unit, details)


def missing(row: str, bar: str, unit: str, why: str) -> Figure:
    """A row that can't be measured here."""
    return Figure(row, None, None, None, bar, None, unit, {"why": why})


def kept(value: float, sign: str, bar: float) -> bool:
    """Whether the value reaches the bar."""
    return {AT_LEAST: value >= bar, AT_MOST: value <= bar, BELOW: value < bar}[sign]


def rounded(value: float | None) -> Any:
    """To three digits that count: more of them would be noise."""
    return None if value is None else float(f"{value:.3g}") if abs(value) < 1_000 else round(value)


def machine() -> str:
    """What it was measured on."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
