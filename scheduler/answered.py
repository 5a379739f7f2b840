"""What people have answered, as far as their way depends on it; of those whose way does not, nothing is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from content.conditions import Outcome
from content.programme import Programme
from models import checkins, responses
from models.enrolments import Enrolment
from models.session import Session
from scheduler.made import Answers


class Said:
    """*answers* by the number of the delivery that asked, *obstacles* by person: each with when, oldest first."""

    def __init__(
        self, session: Session, running: Sequence[Enrolment], programmes: Mapping[int, Programme], asks: Programme | None = None
    ) -> None:
        """With what the programme *asks* back, too, which is to take the place of one of these."""
        everything = [(one, (programmes[one.version_id], *([asks] if asks is not None else []))) for one in running]
        asking = {one.id or 0 for one, theirs in everything if any(programme.asks_back for programme in theirs)}
        topped = {one.person_id for one, theirs in everything if any(programme.top_ups for programme in theirs)}
        self.answers: Mapping[int, Answers] = _answers(session, asking) if asking else {}
        self.obstacles = checkins.obstacles_of(session, topped) if topped else {}


def _answers(session: Session, numbers: Iterable[int]) -> Mapping[int, Answers]:
    found: dict[int, Answers] = {}
    for one in responses.outcomes(session, numbers):
        found[one.delivery_id] = (*found.get(one.delivery_id, ()), (one.answered_at, Outcome(one.status, one.label, one.score, one.final)))
    return found
