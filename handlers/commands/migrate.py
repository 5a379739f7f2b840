"""The command `migrate`."""

from __future__ import annotations

import re

from content.message import Message
from content.translated import N_, _
from handlers.background import migrate as background
from handlers.choosing import programme_named
from handlers.commands import Request, command
from handlers.enrolling import the_programme
from handlers.going_over import Move
from handlers.grammar import Missing, Misunderstood, nearest, only_text
from handlers.roles import May
from models import cohorts, versions
from models.cohorts import Cohort
from models.versions import ProgrammeVersion

LIKE = "migrate autumn to small-talk"
AT_THE_END = re.compile(r"(?:\s+version\s+(?P<number>\d{1,9}))?(?:\s+(?P<now>now))?$", re.IGNORECASE)
BETWEEN = re.compile(r"\s(?:to|in)\s", re.IGNORECASE)
EVERYONE = ("everyone", "everybody")


@command(
    "migrate",
    N_("have a cohort go over to a newer version of its programme"),
    LIKE,
    "migrate everyone in small-talk",
    f"{LIKE} version 1 now",
    may=May.ADMINS,
)
def migrate_(request: Request) -> Message:
    """Say what would be different for how many; with “now”, have them go over."""
    typed = only_text(request.words, _("who, and to which programme"))
    found = AT_THE_END.search(typed)
    assert found is not None  # it matches the end alone, too
    who, name = _split(request, typed[: found.start()].strip())
    latest = programme_named(request.session, _organisation(request), name, like=lambda key: f"migrate {who} to {key}", understood=who)
    version = _version(request, latest, found["number"], who)
    cohort = None if who.casefold() in EVERYONE else _cohort(request, who, version.key)
    move = Move(request.session, request.house, version, cohort, request.now)
    if not move.waiting:
        return move.nobody()
    if found["now"] is None:
        return move.question()
    if len(move.waiting) >= background.CROWD:
        return background.begin(request.session, request.sender, move, request.now, key=request.incoming.key)
    return move.made(request.sender.person)


def _organisation(request: Request) -> int:
    return request.sender.workspace.organisation_id


def _split(request: Request, typed: str) -> tuple[str, str]:
    """Who, and the programme: where what stands behind “to” or “in” is one; else behind the last of these words."""
    places = [(typed[: one.start()].strip(), typed[one.end() :].strip()) for one in BETWEEN.finditer(typed)]
    if not places:
        raise Missing(_("who, and to which programme"))
    known = (one for one in places if the_programme(request.session, _organisation(request), one[1]) is not None)
    return next(known, places[-1])


def _version(request: Request, latest: ProgrammeVersion, number: str | None, who: str) -> ProgrammeVersion:
    """The version of that number, which may be an older one; without it the last."""
    if number is None:
        return latest
    found = versions.numbered(request.session, latest.organisation_id, latest.key, int(number))
    if found is None:
        raise Misunderstood(
            _("version {version} (the last is {latest})", version=number, latest=latest.number),
            nearest=f"migrate {who} to {latest.key} version {latest.number}",
        )
    return found


def _cohort(request: Request, name: str, key: str) -> Cohort:
    found = cohorts.named(request.session, _organisation(request), name)
    if found is None:
        known = [one.name for one in cohorts.all_of(request.session, _organisation(request))]
        like = nearest(name, [one.casefold() for one in known]) or next(iter(known), "everyone")
        there = ", ".join(known) or _("none yet")
        raise Misunderstood(_("the cohort “{typed}” (there is: {names})", typed=name, names=there), nearest=f"migrate {like} to {key}")
    return found
