"""What a message in somebody's chat looks like now, for platforms that show it anew in answer to a press."""

from __future__ import annotations

from content.message import Message, from_json
from models import deliveries, people, workspaces
from models.session import Session
from scheduler.words import resolve


def look(session: Session, platform: str, workspace: str, user: str, token: str) -> Message | None:
    """The message of that *token* as its addressee is to see it now. None: there is none, or it is somebody else's."""
    found = workspaces.find(session, platform, workspace)
    known = people.at(session, found, user) if found is not None else None
    row = deliveries.by_token(session, token)
    if known is None or row is None or row.person_id != known[0].id:
        return None
    latest = deliveries.latest_look(session, row.id or 0)
    return resolve(session, from_json((latest or row).message), row.person_id)
