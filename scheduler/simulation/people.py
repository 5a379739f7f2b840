"""Who lives through a programme: people of a file, or some that are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TypeAlias

Leave: TypeAlias = tuple[date, date]  # the first day away, and the day on which they are back

PLACES = (  # where drawn people live, each as likely as the other: zones far apart, with and without summer time, and their holidays
    ("America/Los_Angeles", "US-CA"),
    ("America/New_York", "US-NY"),
    ("America/Sao_Paulo", "BR-SP"),
    ("Europe/London", "GB-ENG"),
    ("Europe/Lisbon", "PT"),
    ("Europe/Berlin", "DE-BE"),
    ("Europe/Madrid", "ES-MD"),
    ("Africa/Lagos", "NG"),
    ("Asia/Kolkata", "IN-KA"),
    ("Asia/Singapore", "SG"),
    ("Asia/Tokyo", "JP"),
    ("Australia/Sydney", "AU-NSW"),
)


@dataclass(frozen=True, slots=True, order=True)
class Circumstances:
    """What of a person the plan reads: who is alike in it is planned for together. *holidays* is a code such as `GB-ENG`; "": none.

    *attributes*: what they are, each name with its value, by name.
    """

    zone: str
    holidays: str = ""
    leaves: tuple[Leave, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Someone:
    """A person. Their *number* and the seed decide what they answer; *workspace* is where they are written to."""

    number: int
    circumstances: Circumstances
    workspace: str


def drawn(count: int, seed: int, workspace: str, holidays: str = "") -> Iterator[Someone]:
    """That many people; with *holidays*, these are theirs wherever they live."""
    chance = Random(f"{seed}/places")  # noqa: S311 (nothing secret: the same seed has to give the same people)
    for number in range(count):
        zone, own = PLACES[int(chance.random() * len(PLACES))]
        yield Someone(number, Circumstances(zone, holidays or own), workspace)


def alike(people: Sequence[Someone], most: int) -> Iterator[Sequence[Someone]]:
    """The people in batches of *most*, those together who are alike."""
    ordered = sorted(people, key=lambda one: (one.circumstances, one.workspace, one.number))
    return (ordered[first : first + most] for first in range(0, len(ordered), most))
