"""Which programme, and which start, somebody means in a command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from content.translated import _
from handlers.enrolling import the_programme
from handlers.grammar import Misunderstood, a_day, nearest, only_text
from handlers.incoming import Word
from models import versions
from models.session import Session
from models.versions import ProgrammeVersion
from scheduler.calendar import monday


def programme_named(
    session: Session, organisation_id: int, name: str, *, like: Callable[[str], str], understood: str = "", beside: Sequence[str] = ()
) -> ProgrammeVersion:
    """The programme of that key or title. *like* is the command with another name in its place, *beside* what may stand there too.

    Raises Misunderstood, with what there is.
    """
    version = the_programme(session, organisation_id, name)
    if version is None:
        keys = [*(one.key for one in versions.latest_of_all(session, organisation_id)), *beside]
        right = like(nearest(name, keys) or keys[0]) if keys else ""
        raise Misunderstood(_unknown(name, keys, beside), understood=understood, nearest=right)
    return version


def _unknown(name: str, known: Sequence[str], beside: Sequence[str]) -> str:
    there = ", ".join(known)
    if beside:
        return _("what “{name}” is (there is: {known})", name=name, known=there)
    if known:
        return _("the programme “{name}” (there is: {known})", name=name, known=there)
    return _("the programme “{name}” (there is: none yet)", name=name)


def start_named(words: Sequence[Word], today: date, *, understood: str, right: str) -> date:
    """The day on which something is to start. Raises Misunderstood, also of a day that is over."""
    try:
        day = a_day(only_text(words, _("the start")), today)
    except Misunderstood as problem:
        raise problem.after(understood, nearest=right) from problem
    if day < today and day != monday(day):  # to begin with a Monday that is over is to join those who began then
        raise Misunderstood(_("a start on {day}, which is over", day=day), understood=understood, nearest=right)
    return day
