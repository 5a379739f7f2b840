"""How a way through a programme begins: the first date of each who starts, and their welcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from content.cldr import clock, listed, weekday_date
from content.conditions import quoted
from content.message import Message, Note, Text, escape
from content.programme import Programme
from content.translated import _, _n
from handlers.house import House
from handlers.notices import Notice, Reach, reach, rows
from models import deliveries, people
from models.deliveries import Kind as Sort
from models.people import Person
from models.session import Session
from models.workspaces import Workspace
from scheduler import diaries
from scheduler.alike import Kind, One
from scheduler.diaries import Known
from scheduler.diary import Away, Due, Plan, Route, What
from scheduler.plan import plan
from scheduler.readers import speaking_to

SOMEBODY = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for the greeting where it is written for many


class Way(StrEnum):
    """How somebody is on the programme."""

    NEW = "new"
    BACK = "back"  #: they had left, and go on where they left it; what they have got already does not come again
    ANEW = "anew"  #: they were on it before, and begin again


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody who starts, and when their first activity comes; None: it has no date. *said* tells it, or why not, as bare text.

    *first* is its title. *over* of the activities were due before now, and never come.
    """

    person: Person
    first_at: datetime | None
    said: str = ""
    first: str = ""
    over: int = 0
    way: Way = Way.NEW


def start(
    session: Session,
    house: House,
    kinds: Sequence[Kind],
    numbers: Mapping[int, int],
    ways: Mapping[int, Way],
    now: datetime,
    *,
    actor: Person | None = None,
) -> Sequence[Enrolled]:
    """Welcome everybody whose new enrolment has just begun, and set when each is due first; *numbers* are the enrolments', by person."""
    leaders = [kind.whom[0].person for kind in kinds]
    reached = reach(session, leaders, now)
    firsts: list[tuple[Enrolled, Notice]] = []
    turns: list[tuple[Person, datetime | None]] = []
    for kind, known in zip(kinds, diaries.read(session, house.library, leaders), strict=True):
        planned = plan(known.diary, now, explain=False)
        turn, leader = diaries.next_turn(known, now, diaries.coming(known, now, planned)), known.person.id or 0
        turns += ((one.person, turn) for one in kind.whom)
        first = _enrolled(known, planned, numbers[leader], own=known.person is actor)
        first = replace(first, way=ways.get(leader, Way.NEW))
        with speaking_to(known.person):
            programme = house.library.programme(session, known.enrolments[numbers[leader]].version_id)
            firsts.append((first, _notice(programme, first, reached.get(leader), numbers[leader], now)))
    people.set_next_due(session, turns)
    made = {row.person_id: deliveries.said(row) for row in rows(session, [notice for _, notice in firsts], reached, now)}
    like = [(kind, first, made.get(first.person.id)) for kind, (first, _) in zip(kinds, firsts, strict=True)]
    for kind, first, row in like:
        if row is not None:
            with speaking_to(first.person):  # all of a kind read one language
                welcomes = [*_each(row, first, kind, numbers)]
            deliveries.queue_rows(session, welcomes)
    return [first if one.person is first.person else replace(first, person=one.person) for kind, first, _ in like for one in kind.whom]


def _enrolled(known: Known, planned: Plan, number: int, *, own: bool) -> Enrolled:
    """When the first activity of that enrolment comes, and what of it never will."""
    (route,) = (route for route in known.diary.routes if route.enrolment == number)
    steps = (due for due in planned.dues if due.what is What.STEP and due.enrolment == number)
    first = next(steps, None) if known.address is not None else None
    over = sum(one.what is What.STEP and one.enrolment == number and one.planned_at is not None for one in planned.missed)
    title = route.programme.step(first.step or "").title if first is not None else ""
    return Enrolled(known.person, first.at if first else None, _first(known, planned, route, first, own=own), title, over)


def _first(known: Known, planned: Plan, route: Route, first: Due | None, *, own: bool) -> str:
    """When the first activity comes, or why it has no date. *own*: it is told to themselves."""
    if known.address is None:
        return _("waits until they add Waypost") if known.waits else unreachable(known)
    if first is not None:
        return f"{moment(first.at, known.person, known.workspace)} ({known.zone})"
    if known.person.stopped_at is not None:
        if own:
            return _("not before you say resume: you have stopped messages from me")
        return _("not before they say resume: they have stopped messages from me")
    still = [pause for pause in (*known.diary.pauses, *route.holds) if pause.until_on is None]
    if any(pause.away is Away.HOLD for pause in still):
        return _("not before an admin releases it: it is on hold")
    if still:
        if own:
            return _("not before you say resume: you are on a break")
        return _("not before they say resume: they are on a break")
    anchors = {on for number, step, on in planned.waits if number == route.enrolment} & set(route.programme.anchors)
    if anchors:
        events = listed([quoted(anchor) for anchor in sorted(anchors)])
        return _("no date yet: it waits for the day of {events}", events=events)
    return _("nothing of it is still to come")


def unreachable(known: Known) -> str:
    """Why no chat reaches them, in words for an admin."""
    return _("can't be reached: {why}", why=_(known.unreached)) if known.unreached else _("no chat reaches them")


def moment(instant: datetime, person: Person, workspace: Workspace | None) -> str:
    """An instant in the person's own time: Monday 23 November at 09:00."""
    local = instant.astimezone(people.zone_of(person, workspace))
    return _("{date} at {time}", date=weekday_date(local), time=clock(local))


def _notice(programme: Programme, first: Enrolled, there: Reach | None, number: int, now: datetime) -> Notice:
    """The welcome of the first of a kind; those of the others differ in little."""
    if first.way is Way.BACK:
        return Notice(first.person, hello_again(programme, first, there), f"{number}/{now:%Y%m%dT%H%M%S}", Sort.WELCOME, number)
    return Notice(first.person, _hello(programme, first, there, SOMEBODY), str(number), Sort.WELCOME, number)


def _each(like: dict[str, Any], first: Enrolled, kind: Kind, numbers: Mapping[int, int]) -> Iterable[dict[str, Any]]:
    """The welcome of everybody of that kind."""
    if first.way is Way.BACK:  # each of a kind of their own
        return [like]
    return (_copy(like, one, numbers[one.person.id or 0]) for one in kind.whom)


def _copy(like: dict[str, Any], one: One, number: int) -> dict[str, Any]:
    person = one.person.id or 0
    head, *rest = like["message"]["parts"]
    said = {**head, "markdown": head["markdown"].replace(SOMEBODY, _greeting(one.person.name, one.user), 1)}
    return like | {
        "person_id": person,
        "enrolment_id": number,
        "key": f"{Sort.WELCOME}/{number}",
        "token": deliveries.new_token(),
        "conversation": deliveries.to_person(person),
        "message": like["message"] | {"parts": [said, *rest]},
    }


def hello(programme: Programme, one: Enrolled, reached: Reach | None) -> Message:
    """What a person who starts on the programme is told first."""
    return _hello(programme, one, reached, _greeting(one.person.name, reached.address.user if reached else ""))


def _greeting(name: str, user: str) -> str:
    return _("Hello {name}.", name=escape(name)) if name != user else _("Hello.")  # where the name was not asked for yet, it is the user id


def _hello(programme: Programme, one: Enrolled, reached: Reach | None, greeting: str) -> Message:
    minutes = programme.minutes_a_week
    said = [
        greeting,
        _n(
            "You are on **{programme}**: {number} week of small things to try at work, {minutes}, right here.",
            "You are on **{programme}**: {number} weeks of small things to try at work, {minutes}, right here.",
            programme.length,
            programme=escape(programme.title),
            # Translators: stands for {minutes} in “You are on **{programme}**: {number} weeks of small things”
            minutes=_n("about {number} minute a week", "about {number} minutes a week", minutes),
        ),
    ]
    if one.first_at and reached:
        # Translators: {when} is “Monday 23 November at 09:00”
        said.append(_("The first one comes {when}.", when=moment(one.first_at, one.person, reached.workspace)))
    note = _("`/waypost route` shows what comes. `/waypost pause` gives you a break, and `/waypost stop` ends it at any time.")
    about = (Text(programme.summary),) if programme.summary else ()
    return Message((Text(" ".join(said)), *about, Note(note)), summary=_("You are on {programme}", programme=programme.title))


def is_of_who_is_back(key: str) -> bool:
    """Whether that is the key of the welcome of somebody who had left; whoever is new has one alone for each enrolment."""
    return key.count("/") > 1


def hello_again(programme: Programme, one: Enrolled, reached: Reach | None) -> Message:
    """What a person is told who had left, and goes on with the programme."""
    title = escape(programme.title)
    said = [_("You are on **{programme}** again, where you left it: nothing that you have had comes a second time.", programme=title)]
    if one.first_at and reached:
        said.append(_("The next one comes {when}.", when=moment(one.first_at, one.person, reached.workspace)))
    summary = _("You are on {programme} again", programme=programme.title)
    return Message((Text(" ".join(said)), Note(_("`/waypost route` shows what comes."))), summary=summary)
