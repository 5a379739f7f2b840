"""The command `anchor`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from content.cldr import full_date
from content.message import Message, escape, say
from content.translated import N_, _
from handlers.calendars import Target, set_anchor, what_follows
from handlers.commands import Request, command
from handlers.grammar import Missing, Misunderstood, a_day, as_typed, nearest
from handlers.naming import for_whom
from handlers.roles import May
from models import versions

LIKE = "anchor workshop 2026-12-03 for autumn"
OFF = ("off", "none", "open")


@command(
    "anchor", N_("the day of a workshop, or whatever else a programme counts from"), LIKE, "anchor workshop off for autumn", may=May.ADMINS
)
def anchor(request: Request) -> Message:
    """Set the day of a programme's own anchor, for a cohort or for one person; steps that count from it wait until it has one."""
    said, target = for_whom(request, request.words)
    if target.workspace is not None or (target.own and as_typed(request.words[len(said) :]) == ""):
        raise Missing(_("for whom (a cohort, or a person)"), understood=f"anchor {as_typed(said)}", nearest=LIKE)
    name, day = _said(request, said)
    concerned = set_anchor(request.session, request.house, request.sender, target, request.now, name, day)
    if not concerned:
        return say(_on_none(target, escape(name)))
    follows = what_follows(request.session, request.house, target, request.now)
    if day is None:
        return say(f"{_has_none(target, escape(name))} {follows}")
    over = _("That day is over: what should have come by now comes as soon as it can, if it is not older than a week.")
    return say(" ".join(filter(None, (_has_one(target, escape(name), full_date(day)), follows, over if day < request.today else ""))))


def _on_none(target: Target, anchor: str) -> str:
    if target.own:
        # Translators: {anchor} is the name of what a programme counts from, such as “workshop”.
        return _("You are on no programme that counts from “{anchor}”. Nothing was set.", anchor=anchor)
    return _("{name} is on no programme that counts from “{anchor}”. Nothing was set.", name=target.called, anchor=anchor)


def _has_none(target: Target, anchor: str) -> str:
    if target.own:
        return _("“{anchor}” has no day for you any more: what counts from it waits until it has one.", anchor=anchor)
    # Translators: {whom} is somebody's name, or “cohort autumn”.
    return _("“{anchor}” has no day for {whom} any more: what counts from it waits until it has one.", anchor=anchor, whom=target.called)


def _has_one(target: Target, anchor: str, date: str) -> str:
    if target.own:
        return _("“{anchor}” is on {date} for you.", anchor=anchor, date=date)
    # Translators: {whom} is somebody's name, or “cohort autumn”.
    return _("“{anchor}” is on {date} for {whom}.", anchor=anchor, date=date, whom=target.called)


def _said(request: Request, said: Sequence[object]) -> tuple[str, date | None]:
    words = [as_typed([word]) for word in said if isinstance(word, str)]
    there = _anchors(request)
    known = ", ".join(there) or _("none, as no programme has one")
    if not words:
        raise Missing(_("which anchor (there is: {anchors})", anchors=known), nearest=LIKE)
    name = words[0].casefold()
    if name not in there:
        like = nearest(name, there)
        problem = _("the anchor “{typed}” (there is: {anchors})", typed=words[0], anchors=known)
        raise Misunderstood(problem, nearest=f"anchor {like or 'workshop'} 2026-12-03 for autumn")
    if not words[1:]:
        raise Missing(_("which day"), understood=f"anchor {name}", nearest=f"anchor {name} 2026-12-03 for autumn")
    typed = " ".join(words[1:])
    return name, None if typed.casefold() in OFF else a_day(typed, request.today)


def _anchors(request: Request) -> Sequence[str]:
    """Those of every programme here."""
    latest = versions.latest_of_all(request.session, request.sender.workspace.organisation_id)
    programmes = [request.house.library.programme(request.session, one.id or 0) for one in latest]
    return list(dict.fromkeys(name for programme in programmes for name in programme.anchors))
