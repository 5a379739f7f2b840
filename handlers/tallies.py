"""How everybody answered a step whose answers are counted: in numbers alone, and only where they give nobody away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from content import labels
from content.cldr import number, percent
from content.message import Facts, Part, Text
from content.programme import Programme, Step
from content.traits import Counted
from content.translated import N_, _, _n
from models import deliveries, responses
from models.deliveries import Delivery
from models.responses import Counting
from models.session import Session

BATCH = 5  # answers: fewer are not shown, and those after them are counted in when there are as many again
UNLIKE = 2  # answers other than the most frequent: of one alone, whoever gave it would know everybody's
REDRAWN_AT = (5, 10, 20, 40, 80, 160)  # answers, at which the cards of those before show them; later they change little
NOT_YET = N_("How all answered is shown here as soon as it gives nobody away: from five answers on, if they are not nearly all alike.")


def tally(session: Session, programme: Programme, step: Step, asked: Delivery) -> tuple[Part, ...]:
    """What one who has answered sees of everybody's answers; () where they are not counted."""
    if not isinstance(step.activity, Counted):
        return ()
    return _told(programme, step.key, [one.label for one in responses.counting(session, asked)])


def _told(programme: Programme, key: str, kept: Iterable[str]) -> tuple[Part, ...]:
    """The same of labels as they are kept, in the language that is spoken."""
    activity = programme.spoken.step(key).activity
    return shown([labels.shown(programme, key, label) for label in kept], activity.counted() if isinstance(activity, Counted) else ())


def shown(given: Iterable[str], offered: Sequence[str]) -> tuple[Part, ...]:
    """The same of the answers *given*, oldest first.

    They are counted in whole batches: of two tallies one after the other, the difference is never one person's answer.
    """
    known = [label for label in given if label in offered]
    batches = known[: len(known) // BATCH * BATCH]
    counts = Counter(batches)
    if not batches or len(batches) - max(counts.values()) < UNLIKE:
        return (Text(_(NOT_YET)),)
    rows = tuple((label, f"{number(counts[label])} ({percent(counts[label] / len(batches))})") for label in offered)
    head = _n("**How the first {number} answered**", "**How the first {number} answered**", len(batches))
    return Text(head), Facts(rows)


def redrawn(
    session: Session, programme: Programme, step: Step, asked: Delivery
) -> tuple[Sequence[Delivery], Callable[[], tuple[Part, ...]]]:
    """Whose cards are to show the tally anew, now that *asked* was answered for the first time, and what puts that tally into words.

    Cards of another version of the programme stay as they are: other options may be offered there.
    """
    if not isinstance(step.activity, Counted):
        return (), tuple
    offered = [labels.kept(programme, step.key, label) for label in step.activity.counted()]
    found: Sequence[Counting] = [one for one in responses.counting(session, asked) if one.label in offered]
    counted = partial(_told, programme, step.key, [one.label for one in found])
    if len(found) not in REDRAWN_AT or counted() == (Text(_(NOT_YET)),):
        return (), tuple
    version = next((one.version_id for one in found if one.delivery_id == asked.id), None)
    others = [one.delivery_id for one in found if one.version_id == version and one.delivery_id != asked.id]
    return [deliveries.get(session, other) for other in others], counted
