"""Scales: points in order, from the lowest to the highest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, TypeAlias

from pydantic import Field

from content.fields import Label
from content.options import exactly

OWN_NUMBER = re.compile(r"(-?[0-9]{1,3})(?![0-9])", re.ASCII)
AGAIN = "says the same as a point above it; each point should differ"
MOST_POINTS = 11  # 0 to 10; on a longer scale people round to one of these

Points: TypeAlias = Annotated[
    tuple[Label, ...],
    Field(min_length=2, max_length=MOST_POINTS, description="the points of the scale in words, the lowest first"),
]


def numbers(points: Sequence[str]) -> tuple[str, ...]:
    """What each point is called in figures: the numbers that they all begin with, else 1, 2, 3 …"""
    own = [found[1] for point in points if (found := OWN_NUMBER.match(point))]
    return tuple(own) if len(own) == len(points) == len(set(own)) else tuple(str(place) for place in range(1, len(points) + 1))


def point(text: str, points: Sequence[str]) -> int | None:
    """Which point somebody typed: its words, or its number. None: neither."""
    index = exactly(text, points)
    if index is not None:
        return index
    sign, names = text.strip().strip("().:!"), numbers(points)
    return names.index(sign) if sign in names else None


def height(index: int, points: Sequence[str]) -> float:
    """How high the point stands, from 0 (the lowest) to 1 (the highest)."""
    return index / (len(points) - 1)


def ends(points: Sequence[str]) -> tuple[str, str]:
    """The lowest and the highest number."""
    names = numbers(points)
    return names[0], names[-1]
