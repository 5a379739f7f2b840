"""Use-case: a person looks at their own route: what is done, what comes, what they set out to do, what others can see."""

from __future__ import annotations

from datetime import datetime

from content.message import Choice, Choices, Heading, Look, Message, Note, Part, Quote, Text, escape
from handlers import on_hold
from handlers.house import House
from handlers.sender import Sender
from handlers.sharing import shared
from models import commitments, deliveries, pauses, roles
from models.deliveries import State
from models.session import Session
from scheduler.checkins import in_words
from scheduler.diaries import Known, read
from scheduler.diary import Away, Plan, Route, What
from scheduler.plan import plan

COMING = 3
DONE = 8
GOALS = 5
SHARED = 5


def page(session: Session, house: House, sender: Sender, now: datetime) -> Message:
    """The person's route, as it stands now."""
    (known,) = read(session, house.library, [sender.person])
    parts = [
        *_routes(session, house, known, now),
        *_commitments(session, sender),
        *_shared(session, house, sender),
        *_people(session, sender),
    ]
    return Message((*parts, *_pause(session, sender, now, on_the_way=bool(known.diary.routes))), summary="Your route")


def _routes(session: Session, house: House, known: Known, now: datetime) -> list[Part]:
    if not known.diary.routes:
        return [Heading("Your route"), Text("You are on no programme at the moment. `/waypost programmes` shows what there is.")]
    planned = plan(known.diary, now)
    parts: list[Part] = []
    for route in known.diary.routes:
        parts += [Heading(route.programme.title), Text(_done(session, route))]
    parts.append(Text(_coming(known, planned)))
    return parts


def _done(session: Session, route: Route) -> str:
    rows = {row.step: row for row in deliveries.steps_of(session, [route.enrolment]) if row.step}
    answered = [step for step in route.programme.steps if step.key in rows and rows[step.key].state == State.ANSWERED]
    waiting = [step for step in route.programme.steps if step.key in rows and rows[step.key].state == State.SENT]
    lines = [f"**Done:** {len(answered)} of {len(route.programme.steps)} activities"]
    lines += [f"- {escape(step.title)}" for step in answered[-DONE:]]
    if waiting:
        lines += ["", "**Open**", *(f"- {escape(step.title)}" for step in waiting[-DONE:])]
    return "\n".join(lines)


def _coming(known: Known, planned: Plan) -> str:
    if on_hold.everything(known.diary):
        return "**Next:** nothing at the moment, as all of it is on hold here. It goes on later, and you need not do anything."
    if planned.paused is not None:
        return f"**Next:** nothing while you are {'away' if planned.paused.away is Away.LEAVE else 'paused'}."
    titles = {route.enrolment: route.programme for route in known.diary.routes}
    rows = []
    for due in planned.dues:
        if due.what == What.STEP and due.enrolment in titles and due.step:
            title = escape(titles[due.enrolment].step(due.step).title) + (f" (only if {escape(due.only_if)})" if due.only_if else "")
        elif due.what == What.CHECKIN:
            title = "Your check-in"
        else:
            continue
        rows.append(f"- {due.at.astimezone(known.zone):%A %-d %B, %H:%M}: {title}")
    held = ", ".join(escape(title) for title in on_hold.programmes(known.diary))
    waits = [f"- {held}: on hold at the moment"] if held else []
    if not rows and not waits:
        return "**Next:** nothing more is planned."
    return "\n".join(["**Next**", *rows[:COMING], *waits])


def _commitments(session: Session, sender: Sender) -> list[Part]:
    goals = commitments.open_of(session, sender.id)
    if not goals:
        return []
    more = [Note(f"… and {len(goals) - GOALS} earlier.")] if len(goals) > GOALS else []
    return [Text("**What you set out to do**"), *(Quote(in_words(goal)) for goal in goals[-GOALS:]), *more]


def _shared(session: Session, house: House, sender: Sender) -> list[Part]:
    items = shared(session, house, sender.id, SHARED + 1)
    if not items:
        return [Note("Others see which activities you have done. Nobody sees anything that you wrote.")]
    parts: list[Part] = [Text("**What others can see of what you wrote**")]
    for item in items[:SHARED]:
        take_back = Choices((Choice("", "Take back", command=f"private {item.name}"),))
        parts += [Text(f"{item.title}, {item.seen_by}"), Quote(item.words), take_back]
    if len(items) > SHARED:
        parts.append(Note("`/waypost private` lists the earlier ones."))
    return parts


def _people(session: Session, sender: Sender) -> list[Part]:
    reports = roles.reports_of(session, sender.id)
    if not reports:
        return []
    names = ", ".join(escape(person.name) for person in reports)
    return [Note(f"Your people: {names}. `/waypost progress` shows how they get on.")]


def _pause(session: Session, sender: Sender, now: datetime, *, on_the_way: bool) -> list[Part]:
    running = pauses.running(session, sender.id, sender.today(now))
    if running is None:
        return [Choices((Choice("", "Pause", command="pause"),))] if on_the_way else []
    until = f" until {running.until_on:%A %-d %B}" if running.until_on else ""
    stopped = "You have stopped" if sender.person.stopped_at else "You are paused"
    return [Text(f"{stopped}{until}."), Choices((Choice("", "Resume", Look.PRIMARY, command="resume"),))]
