"""How what is on hold can go on: each way with what it would bring, and when; and what keeps some of it in all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from content.message import Choice, Choices, Facts, Look, Message, Note, Part, Table, Text, escape, say
from handlers.holding import Way, release
from handlers.house import House
from handlers.missed import Missed, Outlook, kept_in, missed, outlooks, span
from handlers.sender import Sender
from handlers.subjects import Subject, since, subject_of
from models import holds
from models.holds import Hold
from models.session import Session
from scheduler.counts import people_count
from scheduler.diary import Policy

SHOWN = 8
TITLES = 4
SHIFT = Way("shift", "Shift everything", Policy.SHIFT)
SKIP = Way("skip", "Skip what was missed", Policy.SKIP)
LIGHTLY, MOST = 2, 3  # steps of a programme a day


def catch_up(at_most: int) -> Way:
    typed = "catch up" if at_most == LIGHTLY else f"catch up {at_most} a day"
    return Way(typed, f"Catch up, at most {at_most} a day", Policy.COMPRESS, at_most)


WAYS = (SHIFT, catch_up(LIGHTLY), SKIP)


@dataclass(frozen=True)  # no slots: the cached properties live in the instance's dictionary
class Ending:
    """A hold that is to end: what that means, and how it can go on."""

    session: Session
    house: House
    sender: Sender
    subject: Subject
    hold: Hold
    now: datetime

    @cached_property
    def whole(self) -> Missed:
        return missed(self.session, self.house, self.hold, self.now)

    @cached_property
    def others(self) -> Sequence[Hold]:
        """What keeps some of it in after that."""
        return holds.overlapping(self.session, self.hold)

    @cached_property
    def free(self) -> Missed:
        """Those for whom it goes on."""
        if not self.others:
            return self.whole
        return missed(self.session, self.house, self.hold, self.now, without=self.others)

    @property
    def matters(self) -> bool:
        """Whether the ways to go on differ."""
        return self.whole.others > 0 or any(gap.steps for gap in self.whole.gaps)

    def outlook(self, way: Way) -> Outlook:
        return outlooks(self.free.gaps, self.hold, self.now, way.policy, way.at_most)

    def says(self, way: Way) -> str:
        """What that way does, as bare text."""
        if self.others and not self.free.people:
            return "nothing comes before all of it is released"
        return _says(way, self.outlook(way))

    def unchanged(self, way: Way) -> str:
        """The same where nothing was missed."""
        found = self.outlook(way)
        return f"nothing was missed; the next one comes on {found.first_on:%A %-d %B}" if found.first_on else "nothing more is to come"

    def stays(self) -> str:
        """What keeps it in all the same, as Markdown with a space before it; "": nothing."""
        if not self.others:
            return ""
        titles = " and ".join(subject_of(self.session, self.sender, one).called for one in self.others)
        them, is_ = ("it is", "is") if len(self.others) == 1 else ("they are", "are")
        what = "what of it goes to" if self.subject.key is not None else "what belongs to"
        return f" But {titles} {is_} on hold too: {what} {titles} stays in until {them} released."

    def released(self, way: Way) -> Message:
        """End it in that way, and tell what comes of that."""
        outlook, others = self.says(way) if self.matters else self.unchanged(way), self.stays()
        release(self.session, self.house, self.sender, self.subject, way, self.now)
        if self.free.people:
            head = f"{self.subject.called} goes on, for {people_count(self.free.people)}: {outlook}."
        else:
            head = f"{self.subject.called} is released." if others else f"{self.subject.called} goes on. Nobody is on the way at present."
        return say(head + others, note="Daily caps and quiet hours hold as ever.")

    def question(self) -> Message:
        """How it is to go on."""
        subject = self.subject
        kept = kept_in(self.whole)
        whom = f"It concerns {people_count(self.whole.people)}." if self.whole.people else "Nobody is on the way."
        since_ = escape(since(self.session, self.sender, self.hold))
        parts: list[Part] = [Text(f"{subject.called} is on hold {since_}. {whom}{self.stays()}")]
        parts.append(Text(f"Missed so far: {kept}." if kept else "Nothing was missed so far by those who were counted."))
        if any(gap.steps for gap in self.whole.gaps):
            parts.append(_table(self.whole))
        choices = (
            Choice("", way.title, Look.PRIMARY if way is SHIFT else Look.PLAIN, command=f"release {subject.typed} {way.typed}")
            for way in WAYS
        )
        rows = tuple((way.title, self.says(way)) for way in WAYS)
        said = f"Nothing comes before you choose. `/waypost release {subject.typed} {catch_up(MOST).typed}` is possible too, or 1 a day."
        return Message((*parts, Facts(rows), Choices(tuple(choices)), Note(said)), summary=f"How should {subject.title} go on?")


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
