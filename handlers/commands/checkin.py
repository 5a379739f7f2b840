"""The command `checkin`."""

from __future__ import annotations

from content.message import Message, escape, say
from handlers.checkins import open_form
from handlers.commands import Request, command
from handlers.grammar import DAYS, Misunderstood, a_time, a_weekday, as_typed
from handlers.incoming import Reply
from models import deliveries
from models.deliveries import Kind


@command("checkin", "fill in this week's check-in, or choose its day and hour", "checkin", "checkin thursday 14:00")
def checkin(request: Request) -> Message | Reply:
    """Open the check-in that is open, or move the person's own to another day and hour."""
    if request.words:
        return _moved(request)
    latest = deliveries.latest_in(request.session, request.sender.id, (Kind.CHECKIN,))
    if latest is None or (latest.expires_at is not None and request.now >= latest.expires_at):
        person = request.sender.person
        day = f"{DAYS[person.checkin_day].title()} at {person.checkin_time:%H:%M}"
        return say(f"No check-in is open. While you are on a programme, one comes every {day}.")
    return open_form(request.session, request.sender, latest, request.now)


def _moved(request: Request) -> Message:
    person = request.sender.person
    said = as_typed(request.words).replace(" at ", " ").split()
    day = a_weekday(said[0])
    if day is None:
        raise Misunderstood(f"the day “{escape(said[0])}”", nearest="checkin thursday 14:00")
    person.checkin_day = day
    if len(said) > 1:
        person.checkin_time = a_time(said[1])
    return say(f"Your check-in comes on {DAYS[day].title()}s at {person.checkin_time:%H:%M} from now on.")
