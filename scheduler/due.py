"""Use-case: what has fallen due becomes a row of the outbox, and the next instant is set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from content.cldr import month_day
from content.message import Message, to_json
from content.translated import _
from models import cohorts, deliveries, enrolments, held, holds, leaves, people
from models.deliveries import Delivery, Kind
from models.session import Session
from scheduler import activities, asking, checkins, cohort_summaries, conversations, early, forums, returns, summaries
from scheduler.calendar import DAY, MIDNIGHT, at, week_start
from scheduler.diaries import Known, coming, next_turn, read
from scheduler.diary import Due, What
from scheduler.library import Library
from scheduler.plan import ends_on, plan
from scheduler.readers import speaking_to
from scheduler.rerouting import left_out
from scheduler.surroundings import Surroundings, key_of_asking, look_around
from scheduler.timing import LIFE

TO_GET_OUT = timedelta(hours=12)  # what comes at the last instant it may is not too late at once; a check-in closes when it closes
BATCH = 200  # people a transaction, so that it stays short


def fall_due(session: Session, library: Library, now: datetime, limit: int = BATCH) -> int:
    """Put what is due for the longest waiting people into the outbox. Returns how many people had their turn."""
    waiting = people.due(session, now, limit)
    if waiting:
        known = read(session, library, waiting)
        dues = [(one, due) for one in known if one.address is not None for due in _falling_due(one, now)]
        around = look_around(session, dues)
        rows = list(_rows(session, library, around, dues, now))
        forums.lead(session, library, rows)
        deliveries.queue(session, rows)
        _finish(read(session, library, waiting) if dues else known, now)
    return len(waiting)


def _falling_due(known: Known, now: datetime) -> Sequence[Due]:
    """What is due to somebody, with its reasons: they are kept with it, and asked for only where there is something."""
    if all(due.at > now for due in plan(known.diary, now, explain=False).dues[:1]):
        return ()
    with speaking_to(known.person):
        return [due for due in plan(known.diary, now).dues if due.at <= now]


def _finish(people_known: Sequence[Known], now: datetime) -> None:
    """Close what has come to its end, and set when each person is due next."""
    for known in people_known:
        diary = known.diary
        ahead = coming(known, now)
        going_on = {due.enrolment for dues in ahead for due in dues}
        over = [route for route in diary.routes if route.enrolment not in going_on and (ends := known.over_at(route)) and ends <= now]
        for route in over:
            enrolment = known.enrolments[route.enrolment]
            last = ends_on(diary, route)
            enrolment.state, enrolment.ended_at = enrolments.State.FINISHED, at(last + DAY, MIDNIGHT, known.zone)
        if over:
            known = replace(known, diary=replace(diary, routes=tuple(route for route in diary.routes if route not in over)))
        known.person.next_due_at = next_turn(known, now, None if over else ahead)


def bring(session: Session, library: Library, known: Known, enrolment: int, step: str, now: datetime) -> None:
    """Put a step that the plan does not have into the outbox, as the person asks for it."""
    key = f"step/{enrolment}/{step}/1"
    due = Due(What.STEP, key, now, now, now + LIFE, enrolment, step, why=(_("you asked for it"),))
    row = _step(session, library, look_around(session, [(known, due)]), known, due, now)
    forums.lead(session, library, [row])
    deliveries.queue(session, [row])


def _rows(session: Session, library: Library, around: Surroundings, dues: Sequence[tuple[Known, Due]], now: datetime) -> Iterator[Delivery]:
    for known, due in dues:
        with speaking_to(known.person):
            row = _row(session, library, around, known, due, now)
        if row is not None:
            yield row


def _row(session: Session, library: Library, around: Surroundings, known: Known, due: Due, now: datetime) -> Delivery | None:
    match due.what:
        case What.STEP:
            return _step(session, library, around, known, due, now)
        case What.REMINDER:
            return _reminder(session, library, around, known, due, now)
        case What.CHECKIN:
            return _checkin(around, known, due)
        case What.SUMMARY:
            return _summary(session, library, known, due)
        case What.RETURN:
            return _question(session, known, due, now)


def _delivery(known: Known, due: Due, kind: Kind, key: str, message: Message) -> Delivery:
    assert known.workspace is not None  # where there is an address there is a workspace
    return Delivery(
        workspace_id=known.workspace.id or 0,
        person_id=known.person.id,
        enrolment_id=due.enrolment,
        kind=kind,
        key=key,
        conversation=deliveries.to_person(known.person.id or 0),
        step=due.step,
        week=due.week,
        message=to_json(message),
        due_at=due.at,
        planned_at=due.planned_at,
        expires_at=due.expires_at if kind == Kind.CHECKIN else max(due.expires_at, due.at + TO_GET_OUT),
        why=list(due.why),
    )


def _step(session: Session, library: Library, around: Surroundings, known: Known, due: Due, now: datetime) -> Delivery:
    enrolment = known.enrolments[due.enrolment or 0]
    programme = library.programme(session, enrolment.version_id)
    step = asking.for_learner(session, programme, programme.step(due.step or ""), known.person)
    step = conversations.offer(session, known, step, due.at)
    seen = around.who_sees(known.person.id or 0, enrolment, step)
    row = _delivery(known, due, Kind.STEP, due.key, activities.prompt(programme, step, seen, *left_out(known, due, now)))
    row.takes_text, row.visibility, row.seen_by = step.activity.takes_text, step.visible_to, list(seen.people)
    early.claim(session, known.person.id or 0, step.activity, due)
    return row


def _reminder(session: Session, library: Library, around: Surroundings, known: Known, due: Due, now: datetime) -> Delivery | None:
    asked = around.asked.get(key_of_asking(due))
    if asked is None:
        return None
    version = around.worded.get(asked) or known.enrolments[due.enrolment or 0].version_id
    programme = library.programme(session, version)
    step = forums.as_asked(session, programme.step(due.step or ""), asked)
    step = asking.for_learner(session, programme, step, known.person, asked)
    row = _delivery(known, due, Kind.REMINDER, due.key, conversations.reminder(session, programme, step, asked, now))
    row.about_id = asked  # what it reminds of: a press on it answers that
    return row


def _checkin(around: Surroundings, known: Known, due: Due) -> Delivery:
    assert due.week is not None
    number = known.person.id or 0
    goals, manager = around.goals.get(number, ()), around.managers.get(number)
    form = checkins.form(goals, around.before(number, due.week), manager)
    row = _delivery(known, due, Kind.CHECKIN, f"checkin/{number}/{due.week}", checkins.opened(week_title(due.week), goals, form))
    row.seen_by = [manager.id] if manager is not None and manager.id is not None else []
    return row


def week_title(week: str) -> str:
    """A check-in's title: the week by its Monday."""
    return _("Check-in for the week of {date}", date=month_day(week_start(week)))


def _summary(session: Session, library: Library, known: Known, due: Due) -> Delivery:
    assert due.week is not None
    message = summaries.for_manager(session, library, known.person, known.zone, due.week)
    row = _delivery(known, due, Kind.SUMMARY, f"summary/manager/{known.person.id}/{due.week}", message)
    if known.person.summary_conversation is not None:
        row.to = dict(known.person.summary_conversation)
        row.workspace_id = people.workspace_of(session, known.person.id or 0, str(row.to.get("team", ""))) or row.workspace_id
        row.conversation = f"channel/{row.to.get('channel', known.person.id)}"
    return row


def _question(session: Session, known: Known, due: Due, now: datetime) -> Delivery | None:
    """How somebody who is back from leave wants to go on; asked once, and no question if there is nothing to ask."""
    leaves.asked(session, due.number, now)
    until = max(due.expires_at, due.at + TO_GET_OUT)
    message = returns.question(known, due.number, now, until)
    if message is None:
        return None
    key = held.return_key(known.person.id or 0, due.number)
    return _delivery(known, due, Kind.NOTICE, key, message)


def cohorts_fall_due(session: Session, library: Library, now: datetime, limit: int = BATCH) -> int:
    """Put the summaries of cohorts whose Monday has come into the outbox. Returns how many cohorts had their turn."""
    waiting: Mapping[int, cohorts.Cohort] = {cohort.id: cohort for cohort in cohorts.due(session, now, limit) if cohort.id is not None}
    halted = holds.workspaces_on_hold(session) if waiting else frozenset()
    going = [cohort for cohort in waiting.values() if cohort.workspace_id not in halted]  # as in a pause, a summary is left out
    deliveries.queue(session, [row for cohort in going if (row := cohort_summaries.cohort_row(session, cohort))])
    for cohort in waiting.values():
        cohort.next_due_at = cohort_summaries.next_for_cohort(session, cohort, now)
    return len(waiting)
