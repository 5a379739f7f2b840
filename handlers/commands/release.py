"""The command `release`."""

from __future__ import annotations

import re

from content.message import Choice, Choices, Facts, Look, Message, Note, Part, Table, Text, escape, say
from handlers.commands import Request, command
from handlers.grammar import Missing, Misunderstood, only_text
from handlers.holding import Way, release
from handlers.missed import Missed, Outlook, kept_in, missed, outlooks, span
from handlers.roles import May
from handlers.subjects import Subject, on_hold, since, subject_of, the_subject
from models import holds
from models.holds import Hold
from scheduler.counts import people_count
from scheduler.diary import Policy

SHIFT = Way("shift", "Shift everything", Policy.SHIFT)
SKIP = Way("skip", "Skip what was missed", Policy.SKIP)
LIGHTLY, MOST = 2, 3  # steps of a programme a day
LIKE = "release feedback-that-lands"
AT_THE_END = re.compile(r"(?:^|\s)(shift|skip|catch[ -]?up(?:\s+(?:at most\s+)?(\d+)(?:\s+a day)?)?)$", re.IGNORECASE)
SHOWN = 8
TITLES = 4


def catch_up(at_most: int) -> Way:
    typed = "catch up" if at_most == LIGHTLY else f"catch up {at_most} a day"
    return Way(typed, f"Catch up, at most {at_most} a day", Policy.COMPRESS, at_most)


WAYS = (SHIFT, catch_up(LIGHTLY), SKIP)


@command("release", "let what is on hold go on, in the way you say", LIKE, *(f"{LIKE} {way.typed}" for way in WAYS), may=May.ADMINS)
def release_(request: Request) -> Message:
    """Say what was missed and what each way of going on would do; with a way, go on in it."""
    typed = only_text(request.words, "what to release") if request.words else ""
    found = AT_THE_END.search(typed)
    subject = _subject(request, typed[: found.start()] if found else typed)
    hold = on_hold(request.session, subject)
    if hold is None:
        return say(f"{subject.called} is not on hold. `/waypost hold` lists what is.")
    if found is None:
        return _asked(request, subject, hold)
    way = _way(found, subject)
    outlook = outlooks(missed(request.session, request.house, hold, request.now).gaps, hold, request.now, way.policy, way.at_most)
    release(request.session, request.house, request.sender, subject, way, request.now)
    number = people_count(holds.count_people(request.session, hold))
    return say(f"{subject.called} goes on, for {number}: {_says(way, outlook)}.", note="Daily caps and quiet hours hold as ever.")


def _subject(request: Request, name: str) -> Subject:
    """What is meant; without a name the only thing that is on hold. Raises Misunderstood."""
    session, sender = request.session, request.sender
    if name:
        return the_subject(session, sender, name, verb="release")
    running = holds.running(session, sender.workspace.organisation_id)
    if not running:
        raise Missing("what to release (nothing is on hold at present)")
    subjects = [subject_of(session, sender, hold) for hold in running]
    if len(subjects) > 1:
        raise Misunderstood(f"which of them: {', '.join(one.typed for one in subjects)}", nearest=f"release {subjects[0].typed}")
    return subjects[0]


def _way(found: re.Match[str], subject: Subject) -> Way:
    said = found[1].casefold()
    if not said.startswith("catch"):
        return SHIFT if said == SHIFT.typed else SKIP
    at_most = int(found[2] or LIGHTLY)
    if not 1 <= at_most <= MOST:
        raise Misunderstood(f"{at_most} a day (it is 1 to {MOST})", nearest=f"release {subject.typed} {catch_up(MOST).typed}")
    return catch_up(at_most)


def _asked(request: Request, subject: Subject, hold: Hold) -> Message:
    found = missed(request.session, request.house, hold, request.now)
    kept = kept_in(found)
    whom = f"It concerns {people_count(found.people)}." if found.people else "Nobody is on the way."
    parts: list[Part] = [Text(f"{subject.called} is on hold {escape(since(request.session, request.sender, hold))}. {whom}")]
    parts.append(Text(f"Missed so far: {kept}." if kept else "Nothing was missed so far."))
    if any(gap.steps for gap in found.gaps):
        parts.append(_table(found))
    ways = [(way, outlooks(found.gaps, hold, request.now, way.policy, way.at_most)) for way in WAYS]
    choices = (
        Choice("", way.title, Look.PRIMARY if way is SHIFT else Look.PLAIN, command=f"release {subject.typed} {way.typed}")
        for way, _ in ways
    )
    said = f"Nothing comes before you choose. `/waypost release {subject.typed} {catch_up(MOST).typed}` is possible too, or 1 a day."
    return Message(
        (*parts, Facts(tuple((way.title, _says(way, outlook)) for way, outlook in ways)), Choices(tuple(choices)), Note(said)),
        summary=f"How should {subject.title} go on?",
    )


def _table(found: Missed) -> Table:
    """Who missed what, the largest groups first."""
    gaps = [gap for gap in found.gaps if gap.steps]
    rows = []
    for gap in gaps[:SHOWN]:
        titles = ", ".join(step.title for step, _ in gap.steps[:TITLES]) + (" …" if len(gap.steps) > TITLES else "")
        when = span(day for _, day in gap.steps)
        rows.append((f"{gap.programme.title}, {gap.group.start_on:%-d %B %Y}", str(gap.group.people), titles, str(gap.minutes), when))
    rest = sum(gap.group.people for gap in gaps[SHOWN:]) + found.others
    if rest:
        rows.append(("… and later ones", str(rest), "", "", ""))
    return Table(("Started", "People", "Missed", "Minutes", "Due"), tuple(rows))


def _says(way: Way, outlook: Outlook) -> str:
    """What that way does, as bare text, with its dates."""
    if outlook.first_on is None or outlook.last_on is None:
        return "nothing more is to come"
    last = f"the last one comes on {outlook.last_on:%-d %B %Y}"
    if way.policy == Policy.SHIFT:
        return f"everything moves along by the working days that were lost; it begins on {outlook.first_on:%A %-d %B}, {last}"
    if way.policy == Policy.SKIP:
        return f"what was missed is left out; the next one comes on {outlook.first_on:%A %-d %B}, {last}"
    level = f"; all is caught up by {outlook.level_on:%-d %B}" if outlook.level_on else ""
    most = "1 activity" if way.at_most == 1 else f"{way.at_most} activities"
    return f"what was missed comes first, at most {most} a day, from {outlook.first_on:%A %-d %B}{level}, {last}"
