"""The command `release`."""

from __future__ import annotations

import re

from content.message import Message, say
from content.translated import N_, _
from handlers.commands import Request, command
from handlers.grammar import Missing, Misunderstood, only_text
from handlers.holding import Way
from handlers.releasing import LIGHTLY, MOST, SHIFT, SKIP, WAYS, Ending, catch_up
from handlers.roles import May
from handlers.subjects import Subject, on_hold, the_subject, within_reach

LIKE = "release feedback-that-lands"
AT_THE_END = re.compile(r"(?:^|\s)(shift|skip|catch[ -]?up(?:\s+(?:at most\s+)?(\d+)(?:\s+a day)?)?)$", re.IGNORECASE)


@command("release", N_("let what is on hold go on, in the way you say"), LIKE, *(f"{LIKE} {way.typed}" for way in WAYS), may=May.ADMINS)
def release_(request: Request) -> Message:
    """Say what was missed and what each way of going on would do; with a way, or where nothing was missed, go on."""
    typed = only_text(request.words, _("what to release")) if request.words else ""
    found = AT_THE_END.search(typed)
    subject = _subject(request, typed[: found.start()] if found else typed)
    hold = on_hold(request.session, subject)
    if hold is None:
        return say(_("{what} is not on hold. `/waypost hold` lists what is.", what=subject.called))
    ending = Ending(request.session, request.house, request.sender, subject, hold, request.now)
    if found is not None:
        return ending.released(_way(found, subject))
    # Nothing that was missed means nothing to decide; should one person have missed something all the same, it is caught up.
    return ending.question() if ending.matters else ending.released(catch_up(LIGHTLY))


def _subject(request: Request, name: str) -> Subject:
    """What is meant; without a name the only thing that is on hold. Raises Misunderstood."""
    if name:
        return the_subject(request.session, request.sender, name, verb="release")
    found = within_reach(request.session, request.sender)
    if not found:
        raise Missing(_("what to release (nothing is on hold here at present)"))
    if len(found) > 1:
        names = ", ".join(one.typed for one in found)
        raise Misunderstood(_("which of them: {names}", names=names), nearest=f"release {found[0].typed}")
    return found[0]


def _way(found: re.Match[str], subject: Subject) -> Way:
    typed = found[1].casefold()
    if not typed.startswith("catch"):
        return SHIFT if typed == SHIFT.typed else SKIP
    at_most = int(found[2] or LIGHTLY)
    if not 1 <= at_most <= MOST:
        said = _("{number} a day (it is 1 to {most})", number=at_most, most=MOST)
        raise Misunderstood(said, nearest=f"release {subject.typed} {catch_up(MOST).typed}")
    return catch_up(at_most)
