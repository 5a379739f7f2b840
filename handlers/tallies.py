"""How everybody answered a step whose answers are counted: in numbers alone, and only where they give nobody away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from content.activities import Activity, Counted
from content.message import Facts, Part, Text
from models import deliveries, responses
from models.deliveries import Delivery
from models.responses import Counting
from models.session import Session

BATCH = 5  # answers: fewer are not shown, and those after them are counted in when there are as many again
UNLIKE = 2  # answers other than the most frequent: of one alone, whoever gave it would know everybody's
REDRAWN_AT = (5, 10, 20, 40, 80, 160)  # answers, at which the cards of those before show them; later they change little
NOT_YET = "How all answered is shown here as soon as it gives nobody away: from five answers on, if they are not nearly all alike."


def tally(session: Session, activity: Activity, asked: Delivery) -> tuple[Part, ...]:
    """What one who has answered sees of everybody's answers; () where they are not counted."""
    if not isinstance(activity, Counted):
        return ()
    return shown([one.label for one in responses.counting(session, asked)], activity.counted())


def shown(given: Iterable[str], offered: Sequence[str]) -> tuple[Part, ...]:
    """The same of the answers *given*, oldest first.

    They are counted in whole batches: of two tallies one after the other, the difference is never one person's answer.
    """
    known = [label for label in given if label in offered]
    batches = known[: len(known) // BATCH * BATCH]
    counts = Counter(batches)
    if not batches or len(batches) - max(counts.values()) < UNLIKE:
        return (Text(NOT_YET),)
    rows = tuple((label, f"{counts[label]} ({counts[label] / len(batches):.0%})") for label in offered)
    return Text(f"**How the first {len(batches)} answered**"), Facts(rows)


def redrawn(session: Session, activity: Activity, asked: Delivery) -> tuple[Sequence[Delivery], tuple[Part, ...]]:
    """Whose cards are to show the tally anew, now that *asked* was answered for the first time, and that tally.

    Cards of another version of the programme stay as they are: other options may be offered there.
    """
    if not isinstance(activity, Counted):
        return (), ()
    offered = activity.counted()
    found: Sequence[Counting] = [one for one in responses.counting(session, asked) if one.label in offered]
    parts = shown([one.label for one in found], offered)
    if len(found) not in REDRAWN_AT or parts == (Text(NOT_YET),):
        return (), ()
    version = next((one.version_id for one in found if one.delivery_id == asked.id), None)
    others = [one.delivery_id for one in found if one.version_id == version and one.delivery_id != asked.id]
    return [deliveries.get(session, number) for number in others], parts
