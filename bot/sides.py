"""What a command compares: programme files, and versions that were published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.ending import WRONG_SETTING, ended, unreadable
from bot.opening import Opened
from content.fields import SLUG
from content.loading import InvalidProgramme, parse
from content.problems import instead
from content.programme import Programme
from models import organisations, versions

PUBLISHED = re.compile(rf"(?P<key>{SLUG[1:-1]})(?:@(?P<number>[0-9]{{1,9}}))?")


@dataclass(frozen=True, slots=True)
class Side:
    """*name* is what people call it: the file, or `small-talk@3`. *source* is what stands in it."""

    name: str
    programme: Programme
    source: str


def is_file(named: str) -> bool:
    """Whether that names a file; a published programme's name has no ending and stands in no folder."""
    path = Path(named)
    return bool(path.suffix) or len(path.parts) > 1 or path.is_file() or not PUBLISHED.fullmatch(named)


def in_file(named: str) -> Side:
    """The programme in that file. Ends the process if there is none, or it is wrong."""
    file = Path(named)
    try:
        source = file.read_bytes()
        return Side(named, parse(source, named), source.decode("utf-8-sig"))
    except OSError as error:
        raise ended([unreadable(file, error)], WRONG_SETTING) from error
    except InvalidProgramme as error:
        raise ended(str(error).splitlines(), WRONG_SETTING) from error


def published(place: Opened, named: str) -> Side:
    """The version `small-talk@3`, or of `small-talk` the last. Ends the process if there is none."""
    told = PUBLISHED.fullmatch(named)
    assert told is not None
    key, number = told["key"], told["number"]
    with place.database.begin() as session:
        organisation = organisations.the_first(session, place.now).id or 0
        last = versions.latest(session, organisation, key)
        if last is None:
            known = [one.key for one in versions.latest_of_all(session, organisation)]
            raise ended([f"no programme {key} is published; {instead(key, known)}"], WRONG_SETTING)
        version = last if number is None else versions.numbered(session, organisation, key, int(number))
        if version is None:
            raise ended([f"{key} has no version {number}; the last is {last.number}"], WRONG_SETTING)
        try:
            return Side(f"{key}@{version.number}", place.house.library.programme(session, version.id or 0), version.source)
        except InvalidProgramme as error:
            raise ended(str(error).splitlines(), WRONG_SETTING) from error


def side(place: Opened | None, named: str) -> Side:
    """What that names; *place* is needed for what is published."""
    if is_file(named):
        return in_file(named)
    assert place is not None
    return published(place, named)
