"""What the command was asked: its words become a scenario and people. Whatever is wrong ends the process in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path

from bot.ending import WRONG_SETTING, ended
from bot.opening import opened
from bot.sides import Side, in_file, is_file, published
from bot.simulating.people_file import people_in
from bot.user_ids import USER_IDS
from content.loading import parse
from content.problems import instead
from content.programme import Programme
from content.shipped import shipped
from handlers.grammar import Misunderstood, a_time
from scheduler import public_holidays
from scheduler.simulation.people import Someone
from scheduler.simulation.people import drawn as drawn_people

MOST_PEOPLE = 1_000_000  # beyond that it is a slip of the fingers
MOST_IN_A_REHEARSAL = 2_000  # which takes about a second for each of them


def the_programme(named: str) -> Side:
    """The programme in that file, that ships under that key, or that is published under it (the last, or KEY@3)."""
    for name, source in shipped():
        if Path(name).stem == named:
            return Side(named, parse(source, name), source)
    if is_file(named):
        return in_file(named)
    with opened() as place:
        return published(place, named)


def the_people(named: str, start_on: date, seed: int, workspace: str, holidays: str, *, rehearse: bool = False) -> Sequence[Someone]:
    """The people of that file, or so many that are drawn."""
    drawn = named.isascii() and named.isdigit()
    found = [] if drawn else people_in(Path(named), start_on, workspace, holidays)
    number = int(named) if drawn else len(found)
    if rehearse and number > MOST_IN_A_REHEARSAL:
        raise ended([f"--rehearse: {MOST_IN_A_REHEARSAL:,} people are the most; without it, as many as you like"], WRONG_SETTING)
    if not 1 <= number <= MOST_PEOPLE:
        raise ended([f"--people: it can be 1 to {MOST_PEOPLE:,}, or a file"], WRONG_SETTING)
    return found or list(drawn_people(number, seed, workspace, holidays))


def the_day(typed: str, option: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise ended([f"{option}: {typed!r} is not a day such as 2026-11-23"], WRONG_SETTING) from error


def the_anchors(typed: Sequence[str], programme: Programme) -> Mapping[str, date]:
    """The days of the programme's own anchors, written `workshop=2027-02-01`."""
    found: dict[str, date] = {}
    for one in typed:
        name, equals, day = one.partition("=")
        if not equals or name not in programme.anchors:
            raise ended([f"--anchor: {one!r} is not NAME=DATE; {instead(name, programme.anchors)}"], WRONG_SETTING)
        found[name] = the_day(day, "--anchor")
    return found


def the_quiet_hours(typed: str) -> tuple[time, time] | None:
    """The hours in which nothing comes. None: nothing was said."""
    if not typed:
        return None
    try:
        ends = [a_time(one) for one in re.split(r"\s*[-–]\s*", typed)]
    except Misunderstood:
        ends = []
    if len(ends) != 2 or ends[0] == ends[1]:
        raise ended([f"--quiet: {typed!r} is not written like 18:00-08:00"], WRONG_SETTING)
    return ends[0], ends[1]


def the_holidays(typed: str) -> str:
    try:
        return public_holidays.the_code(typed) if typed else ""
    except public_holidays.UnknownCode as error:
        raise ended([f"--holidays: {error}"], WRONG_SETTING) from error


def the_workspace(typed: str) -> str:
    """The workspace of people who have none of their own, such as `teams` or `slack:T012AB3CD`."""
    if typed.partition(":")[0] not in USER_IDS:
        raise ended([f"--workspace: {typed!r} is no platform; {instead(typed, USER_IDS)}"], WRONG_SETTING)
    return typed
