"""The Friday check-in, which every programme has beside its own steps unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bot.preview.views import MIA, NEVER
from content.activity import Answer, Mark, refuse
from content.message import Form, Message
from models.checkins import Checkin
from scheduler import checkins
from scheduler.calendar import week
from scheduler.due import week_title

KEY = "/checkin"  # no step can be called that
HELPERS = {"U0MIA": "Mia Lindqvist", "U0BEN": "Ben Okafor"}  # as the page has them to choose from


@dataclass(slots=True)
class CheckIn:
    """The check-in of *today's* week in somebody's hands."""

    today: date
    given: list[Answer] = field(default_factory=list)
    last: Mark | None = None

    @classmethod
    def of(cls, today: date, given: Iterable[Answer]) -> CheckIn:
        """As these answers left it."""
        found = cls(today)
        for answer in given:
            found.take(answer)
        return found

    def take(self, answer: Answer) -> Mark:
        """A later one stands in the place of the one before."""
        if not answer.values:
            return refuse("Press the button and fill the form.")
        self.given = [answer]
        self.last = Mark(status="checked_in")
        return self.last

    def card(self) -> Message:
        """The message as it stands now."""
        title, row = week_title(self._week), self._row()
        if row is None:
            return checkins.opened(title, (), self.form(checkins.FORM))
        helper = self.given[-1].value("help")
        return checkins.closed(title, row, (), HELPERS.get(helper, helper), MIA, self.form(checkins.FORM))

    def form(self, key: str) -> Form:
        """Its one form."""
        row = self._row()
        return checkins.form((), None, MIA, row, helper=self.given[-1].value("help") if row else "")

    @property
    def _week(self) -> str:
        return week(self.today)

    def _row(self) -> Checkin | None:
        if not self.given:
            return None
        answer = self.given[-1]
        return Checkin(
            person_id=1,
            week=self._week,
            delivery_id=1,
            answered_at=NEVER,
            did=answer.value("did"),
            next=answer.value("next"),
            obstacle=answer.value("obstacle"),
            visibility=answer.value("visible") or checkins.ONLY_ME,
        )
