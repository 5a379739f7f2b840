"""The command `checkin`."""

from __future__ import annotations

from datetime import timedelta

from content.cldr import clock, weekday
from content.message import Message, say
from content.translated import N_, _
from handlers.checkins import open_form
from handlers.commands import Request, command
from handlers.grammar import DAYS, Misunderstood, a_time, a_weekday, as_typed
from handlers.incoming import Reply
from models import deliveries
from models.deliveries import Delivery, Kind
from scheduler.calendar import at, week_start

LIKE = "checkin thursday 14:00"


@command("checkin", N_("fill in this week's check-in, or choose its day and hour"), "checkin", LIKE)
def checkin(request: Request) -> Message | Reply:
    """Open the check-in that is open, or move the person's own to another day and hour."""
    latest = deliveries.latest_in(request.session, request.sender.id, (Kind.CHECKIN,))
    still_open = latest is not None and (latest.expires_at is None or request.now < latest.expires_at)
    if request.words:
        return _moved(request, latest if still_open else None)
    if latest is None or not still_open:
        person = request.sender.person
        day, hour = weekday(person.checkin_day), clock(person.checkin_time)
        return say(_("No check-in is open. While you are on a programme, one comes every {weekday} at {time}.", weekday=day, time=hour))
    return open_form(request.session, request.sender, latest, request.now)


def _moved(request: Request, latest: Delivery | None) -> Message:
    person = request.sender.person
    said = [word for word in request.words if not (isinstance(word, str) and word.casefold() in ("on", "at"))]
    typed = as_typed(said[:1])
    day = a_weekday(typed.casefold().removesuffix("s"))
    if day is None:
        raise Misunderstood(_("the day “{typed}”", typed=typed), nearest=LIKE)
    try:
        hour = a_time(as_typed(said[1:])) if said[1:] else person.checkin_time
    except Misunderstood as problem:
        name = DAYS[day]
        raise problem.after(f"checkin {name}", nearest=f"checkin {name} 14:00") from problem
    person.checkin_day, person.checkin_time = day, hour
    if latest is not None and latest.week is not None:  # it closes when the next one opens, and that is now another hour
        latest.expires_at = at(week_start(latest.week) + timedelta(days=7 + day), hour, request.sender.zone)
    return say(_("Your check-in comes every {weekday} at {time} from now on.", weekday=weekday(day), time=clock(hour)))
