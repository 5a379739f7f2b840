"""How what is on hold can go on: each way with what it would bring, and when; and what keeps some of it in all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from content.cldr import listed, long_date, month_day, number, weekday_date
from content.message import Choice, Choices, Facts, Look, Message, Note, Part, Table, Text, escape, say
from content.translated import N_, _, _n
from handlers.holding import Way, release
from handlers.house import House
from handlers.missed import Missed, Outlook, kept_in, missed, outlooks, span
from handlers.sender import Sender
from handlers.subjects import Subject, begun, subject_of
from models import holds
from models.holds import Hold
from models.session import Session
from scheduler.diary import Policy

SHOWN = 8
TITLES = 4
SHIFT = Way("shift", N_("Shift everything"), Policy.SHIFT)
SKIP = Way("skip", N_("Skip what was missed"), Policy.SKIP)
LIGHTLY, MOST = 2, 3  # steps of a programme a day


def catch_up(at_most: int) -> Way:
    typed = "catch up" if at_most == LIGHTLY else f"catch up {at_most} a day"
    return Way(typed, N_("Catch up, at most {number} a day"), Policy.COMPRESS, at_most)


WAYS = (SHIFT, catch_up(LIGHTLY), SKIP)


def title(way: Way) -> str:
    """What stands on its button."""
    return _(way.title, number=number(way.at_most or 0))


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
            return _("nothing comes before all of it is released")
        return _says(way, self.outlook(way))

    def unchanged(self, way: Way) -> str:
        """The same where nothing was missed."""
        found = self.outlook(way)
        if not found.first_on:
            return _("nothing more is to come")
        return _("nothing was missed; the next one comes on {date}", date=weekday_date(found.first_on))

    def stays(self) -> str:
        """What keeps it in all the same, as Markdown; "": nothing."""
        if not self.others:
            return ""
        number, titles = len(self.others), listed([subject_of(self.session, self.sender, one).called for one in self.others])
        if self.subject.key is None:
            return _n(
                "But {what} is on hold too: what belongs to {what} stays in until it is released.",
                "But {what} are on hold too: what belongs to {what} stays in until they are released.",
                number,
                what=titles,
            )
        return _n(
            "But {what} is on hold too: what of it goes to {what} stays in until it is released.",
            "But {what} are on hold too: what of it goes to {what} stays in until they are released.",
            number,
            what=titles,
        )

    def released(self, way: Way) -> Message:
        """End it in that way, and tell what comes of that."""
        outlook, others = self.says(way) if self.matters else self.unchanged(way), self.stays()
        release(self.session, self.house, self.sender, self.subject, way, self.now)
        what = self.subject.called
        if self.free.people:
            head = _n(
                "{what} goes on, for 1 person: {outlook}.",
                "{what} goes on, for {number} people: {outlook}.",
                self.free.people,
                what=what,
                outlook=outlook,
            )
        elif others:
            head = _("{what} is released.", what=what)
        else:
            head = _("{what} goes on. Nobody is on the way at present.", what=what)
        return say(" ".join([head, others]).strip(), note=_("Daily caps and quiet hours hold as ever."))

    def question(self) -> Message:
        """How it is to go on."""
        subject, count = self.subject, self.whole.people
        kept = kept_in(self.whole)
        whom = _n("It concerns 1 person.", "It concerns {number} people.", count) if count else _("Nobody is on the way.")
        when = escape(begun(self.session, self.sender, self.hold))
        # Translators: {when} is “Monday 23 November 2026, 12:00, by Ada (“inventory”)”
        head = _("{what} is on hold since {when}.", what=subject.called, when=when)
        missed_ = _("Missed so far: {what}.", what=kept) if kept else _("Nothing was missed so far by those who were counted.")
        parts: list[Part] = [Text(" ".join([head, whom, self.stays()]).strip()), Text(missed_)]
        if any(gap.steps for gap in self.whole.gaps):
            parts.append(_table(self.whole))
        choices = (
            Choice("", title(way), Look.PRIMARY if way is SHIFT else Look.PLAIN, command=f"release {subject.typed} {way.typed}")
            for way in WAYS
        )
        rows = tuple((title(way), self.says(way)) for way in WAYS)
        said = _(
            "Nothing comes before you choose. `/waypost release {what} {way}` is possible too, or 1 a day.",
            what=subject.typed,
            way=catch_up(MOST).typed,
        )
        summary = _("How should {what} go on?", what=subject.title)
        return Message((*parts, Facts(rows), Choices(tuple(choices)), Note(said)), summary=summary)


def _table(found: Missed) -> Table:
    """Who missed what, the largest groups first."""
    gaps = [gap for gap in found.gaps if gap.steps]
    rows = []
    for gap in gaps[:SHOWN]:
        titles = ", ".join(step.title for step, _ in gap.steps[:TITLES]) + (" …" if len(gap.steps) > TITLES else "")
        when = span(day for _, day in gap.steps)
        started = f"{gap.programme.title}, {long_date(gap.group.start_on)}"
        rows.append((started, number(gap.group.people), titles, number(gap.minutes), when))
    rest = sum(gap.group.people for gap in gaps[SHOWN:]) + found.others
    if rest:
        rows.append((_("… and later ones"), number(rest), "", "", ""))
    return Table((_("Started"), _("People"), _("Missed"), _("Minutes"), _("Due")), tuple(rows))


def _says(way: Way, outlook: Outlook) -> str:
    """What that way does, as bare text, with its dates."""
    if outlook.first_on is None or outlook.last_on is None:
        return _("nothing more is to come")
    first, last = weekday_date(outlook.first_on), long_date(outlook.last_on)
    if way.policy == Policy.SHIFT:
        return _(
            "everything moves along by the working days that were lost; it begins on {first}, the last one comes on {last}",
            first=first,
            last=last,
        )
    if way.policy == Policy.SKIP:
        return _("what was missed is left out; the next one comes on {first}, the last one comes on {last}", first=first, last=last)
    if outlook.level_on is None:
        return _n(
            "what was missed comes first, at most 1 activity a day, from {first}, the last one comes on {last}",
            "what was missed comes first, at most {number} activities a day, from {first}, the last one comes on {last}",
            way.at_most or 0,
            first=first,
            last=last,
        )
    return _n(
        "what was missed comes first, at most 1 activity a day, from {first}; all is caught up by {level}, the last one comes on {last}",
        "what was missed comes first, at most {number} activities a day, from {first}; "
        "all is caught up by {level}, the last one comes on {last}",
        way.at_most or 0,
        first=first,
        level=month_day(outlook.level_on),
        last=last,
    )
