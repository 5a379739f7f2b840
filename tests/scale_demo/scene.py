"""What falls due during the demo, and what the database says of it at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import defer
from sqlmodel import col, func, select

from content.message import to_json
from models import deliveries, enrolments, versions
from models.database import Database
from models.deliveries import Delivery, Kind, State
from models.enrolments import Enrolment
from models.responses import Response
from models.workspaces import Workspace
from scheduler import activities
from scheduler.library import Library
from scheduler.visibility import only_you

PROGRAMME = "many-answers"
STEPS = ("often", "story", "together", "counted")  # two to press, two to type


@dataclass(frozen=True, slots=True)
class Row:
    """One activity: its token, when it was due and when it was sent, and what became of it."""

    token: str
    due_at: datetime
    sent_at: datetime | None
    state: State
    possible_duplicate: bool

    @property
    def lag_seconds(self) -> float | None:
        return (self.sent_at - self.due_at).total_seconds() if self.sent_at is not None else None


def enrolled(database: Database) -> int:
    """How many people are on the programme."""
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(Enrolment)).one()


def fill(database: Database, begins_at: datetime, seconds: float) -> frozenset[str]:
    """Have everybody's activities fall due evenly over so many seconds. Returns their tokens."""
    library = Library()
    with database.begin() as session:
        workspace = session.exec(select(Workspace)).one()
        version = versions.latest(session, workspace.organisation_id, PROGRAMME)
        assert version is not None
        programme = library.programme(session, version.id or 0)
        everyone = session.exec(select(Enrolment).where(Enrolment.state == enrolments.State.ACTIVE).order_by(col(Enrolment.id))).all()
        pairs = [(one, key) for key in STEPS for one in everyone]
        rows = []
        for number, (enrolment, key) in enumerate(pairs):
            step = programme.step(key)
            due_at = begins_at + timedelta(seconds=seconds * number / len(pairs))
            rows.append(
                Delivery(
                    workspace_id=workspace.id or 0,
                    person_id=enrolment.person_id,
                    enrolment_id=enrolment.id,
                    kind=Kind.STEP,
                    key=f"demo/{enrolment.id}/{key}",
                    conversation=deliveries.to_person(enrolment.person_id),
                    step=key,
                    message=to_json(activities.prompt(programme, step, only_you())),
                    takes_text=step.activity.takes_text,
                    visibility=step.visible_to,
                    due_at=due_at,
                    planned_at=due_at,
                )
            )
        assert deliveries.queue(session, rows) == len(rows)
        return frozenset(row.token for row in rows)


def rows(database: Database, tokens: frozenset[str]) -> Sequence[Row]:
    """The activities as they stand."""
    with database.reading() as session:
        found = session.exec(select(Delivery).where(col(Delivery.key).startswith("demo/")).options(defer(Delivery.message)))  # type: ignore[arg-type]
        return [Row(one.token, one.due_at, one.sent_at, State(one.state), one.possible_duplicate) for one in found if one.token in tokens]


def words(token: str) -> str:
    """What somebody types in answer to the question of that token."""
    return f"It went well ({token})"


def answers(database: Database) -> Counter[str]:
    """How often each question's answer was kept, by token; one that was kept as a note counts too."""
    with database.reading() as session:
        kept = session.exec(select(Response.words, Delivery.token).join(Delivery, isouter=True)).all()
        return Counter(said.partition("(")[2].rstrip(")") or str(token) for said, token in kept)


def is_settled(database: Database) -> bool:
    """Whether nothing is left that should be out by now."""
    open_states = (State.SCHEDULED, State.QUEUED, State.SENDING, State.UNKNOWN)
    with database.reading() as session:
        wanted = select(Delivery.id).where(col(Delivery.state).in_(open_states), col(Delivery.key).startswith("demo/"))
        return session.exec(wanted.limit(1)).first() is None
