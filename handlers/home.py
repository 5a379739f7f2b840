"""Use-case: a person looks at their own route: what is done, what comes, what they set out to do, what others can see."""

from __future__ import annotations

from datetime import datetime

from content.cldr import clock, number, weekday_date
from content.message import Choice, Choices, Heading, Look, Message, Note, Part, Quote, Text, escape
from content.translated import _, _n
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
    return Message((*parts, *_pause(session, sender, now, on_the_way=bool(known.diary.routes))), summary=_("Your route"))


def _routes(session: Session, house: House, known: Known, now: datetime) -> list[Part]:
    if not known.diary.routes:
        nothing = _("You are on no programme at the moment. `/waypost programmes` shows what there is.")
        return [Heading(_("Your route")), Text(nothing)]
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
    done, steps = number(len(answered)), len(route.programme.steps)
    lines = [_n("**Done:** {done} of {number} activity", "**Done:** {done} of {number} activities", steps, done=done)]
    lines += [f"- {escape(step.title)}" for step in answered[-DONE:]]
    if waiting:
        lines += ["", _("**Open**"), *(f"- {escape(step.title)}" for step in waiting[-DONE:])]
    return "\n".join(lines)


def _coming(known: Known, planned: Plan) -> str:
    if on_hold.everything(known.diary):
        return _("**Next:** nothing at the moment, as all of it is on hold here. It goes on later, and you need not do anything.")
    if planned.paused is not None:
        away = planned.paused.away is Away.LEAVE
        return _("**Next:** nothing while you are away.") if away else _("**Next:** nothing while you are paused.")
    titles = {route.enrolment: route.programme for route in known.diary.routes}
    rows = []
    for due in planned.dues:
        if due.what == What.STEP and due.enrolment in titles and due.step:
            title = escape(titles[due.enrolment].step(due.step).title)
            if due.only_if:
                title = _("{title} (only if {condition})", title=title, condition=escape(due.only_if))
        elif due.what == What.CHECKIN:
            title = _("Your check-in")
        else:
            continue
        local = due.at.astimezone(known.zone)
        when = _("{date}, {time}", date=weekday_date(local), time=clock(local))
        rows.append(f"- {when}: {title}")
    held = ", ".join(escape(title) for title in on_hold.programmes(known.diary))
    waits = ["- " + _("{programmes}: on hold at the moment", programmes=held)] if held else []
    if not rows and not waits:
        return _("**Next:** nothing more is planned.")
    return "\n".join([_("**Next**"), *rows[:COMING], *waits])


def _commitments(session: Session, sender: Sender) -> list[Part]:
    goals = commitments.open_of(session, sender.id)
    if not goals:
        return []
    more = [Note(_n("… and {number} earlier.", "… and {number} earlier.", len(goals) - GOALS))] if len(goals) > GOALS else []
    return [Text(_("**What you set out to do**")), *(Quote(in_words(goal)) for goal in goals[-GOALS:]), *more]


def _shared(session: Session, house: House, sender: Sender) -> list[Part]:
    items = shared(session, house, sender.id, SHARED + 1)
    if not items:
        return [Note(_("Others see which activities you have done. Nobody sees anything that you wrote."))]
    parts: list[Part] = [Text(_("**What others can see of what you wrote**"))]
    for item in items[:SHARED]:
        take_back = Choices((Choice("", _("Take back"), command=f"private {item.name}"),))
        parts += [Text(f"{item.title}, {item.seen_by}"), Quote(item.words), take_back]
    if len(items) > SHARED:
        parts.append(Note(_("`/waypost private` lists the earlier ones.")))
    return parts


def _people(session: Session, sender: Sender) -> list[Part]:
    reports = roles.reports_of(session, sender.id)
    if not reports:
        return []
    names = ", ".join(escape(person.name) for person in reports)
    return [Note(_("Your people: {names}. `/waypost progress` shows how they get on.", names=names))]


def _pause(session: Session, sender: Sender, now: datetime, *, on_the_way: bool) -> list[Part]:
    running = pauses.running(session, sender.id, sender.today(now))
    if running is None:
        return [Choices((Choice("", _("Pause"), command="pause"),))] if on_the_way else []
    stopped = sender.person.stopped_at is not None
    if running.until_on is None:
        said = _("You have stopped.") if stopped else _("You are paused.")
    else:
        until = weekday_date(running.until_on)
        said = _("You have stopped until {date}.", date=until) if stopped else _("You are paused until {date}.", date=until)
    return [Text(said), Choices((Choice("", _("Resume"), Look.PRIMARY, command="resume"),))]
