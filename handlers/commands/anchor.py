"""The command `anchor`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from content.message import Message, escape, say
from handlers.calendar_words import day as in_words
from handlers.calendars import Target, set_anchor, what_follows
from handlers.commands import Request, command
from handlers.grammar import Missing, Misunderstood, a_day, as_typed, nearest
from handlers.naming import for_whom
from handlers.roles import May
from models import versions

LIKE = "anchor workshop 2026-12-03 for autumn"
OFF = ("off", "none", "open")


@command(
    "anchor", "the day of a workshop, or whatever else a programme counts from", LIKE, "anchor workshop off for autumn", may=May.ADMINS
)
def anchor(request: Request) -> Message:
    """Set the day of a programme's own anchor, for a cohort or for one person; steps that count from it wait until it has one."""
    said, target = for_whom(request, request.words)
    if target.workspace is not None or (target.own and as_typed(request.words[len(said) :]) == ""):
        raise Missing("for whom (a cohort, or a person)", understood=f"anchor {as_typed(said)}", nearest=LIKE)
    name, day = _said(request, said)
    concerned = set_anchor(request.session, request.house, request.sender, target, request.now, name, day)
    if not concerned:
        return say(f"{_title(target)} on no programme that counts from “{escape(name)}”. Nothing was set.")
    follows = what_follows(request.session, request.house, target, request.now)
    if day is None:
        return say(f"“{escape(name)}” has no day for {target.called} any more: what counts from it waits until it has one. {follows}")
    over = " That day is over: what should have come by now comes as soon as it can, if it is not older than a week."
    return say(f"“{escape(name)}” is on {in_words(day)} for {target.called}. {follows}{over if day < request.today else ''}")


def _title(target: Target) -> str:
    return "You are" if target.own else f"{target.called} is"


def _said(request: Request, said: Sequence[object]) -> tuple[str, date | None]:
    words = [as_typed([word]) for word in said if isinstance(word, str)]
    there = _anchors(request)
    if not words:
        raise Missing(f"which anchor (there is: {', '.join(there) or 'none, as no programme has one'})", nearest=LIKE)
    name = words[0].casefold()
    if name not in there:
        like = nearest(name, there)
        known = ", ".join(there) or "none, as no programme has one"
        raise Misunderstood(f"the anchor “{words[0]}” (there is: {known})", nearest=f"anchor {like or 'workshop'} 2026-12-03 for autumn")
    if not words[1:]:
        raise Missing("which day", understood=f"anchor {name}", nearest=f"anchor {name} 2026-12-03 for autumn")
    typed = " ".join(words[1:])
    return name, None if typed.casefold() in OFF else a_day(typed, request.today)


def _anchors(request: Request) -> Sequence[str]:
    """Those of every programme here."""
    latest = versions.latest_of_all(request.session, request.sender.workspace.organisation_id)
    programmes = [request.house.library.programme(request.session, one.id or 0) for one in latest]
    return list(dict.fromkeys(name for programme in programmes for name in programme.anchors))
