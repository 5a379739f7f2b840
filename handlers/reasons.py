"""Why something comes when it comes, and why something did not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from content.cldr import weekday_date
from content.message import Message, Note, Part, Text, escape, say
from content.programme import Programme
from content.translated import _
from handlers.house import House
from handlers.moments import full_moment
from models import deliveries, enrolments
from models.deliveries import Delivery, Kind, State
from models.people import Person, ZoneFrom
from models.session import Session
from scheduler.absences import in_order
from scheduler.calendar import local_day
from scheduler.diaries import Known, read
from scheduler.diary import Away, Due, Missed, Pause, Plan, Route, What
from scheduler.made import IN_WORDS, in_words, is_passed
from scheduler.plan import plan
from scheduler.records import week_in_words

COMING, GONE = 3, 5
TROUBLE = (State.FAILED, State.EXPIRED, State.HELD, State.UNKNOWN, State.CANCELLED)
WHAT = {Kind.STEP: What.STEP, Kind.REMINDER: What.REMINDER, Kind.CHECKIN: What.CHECKIN, Kind.SUMMARY: What.SUMMARY}


def reasons(session: Session, house: House, person: Person, now: datetime, *, own: bool = False) -> Message:
    """What comes next for the person and by which rules; what did not come, and why. *own*: they ask themselves."""
    (known,) = read(session, house.library, [person])
    name = escape(person.name)
    if known.address is None:
        if not known.unreached:
            return say(_("Nothing comes to {name}: no chat reaches them.", name=name))
        return say(_("Nothing comes to {name}: no chat reaches them ({why}).", name=name, why=escape(_(known.unreached))))
    telling = _Telling(session, house, known)
    planned = plan(known.diary, now)
    shown = planned if own else telling.for_others(planned)
    parts: list[Part] = [Text(f"**{name}**, {known.zone} ({_zone_source(known, own=own)})")]
    if not known.diary.routes:
        parts.append(Text(_("On no programme at the moment.")))
    if planned.paused:
        parts.append(Text(_paused(known, now, own=own)))
    parts += [Text(_on_hold(route, now)) for route in known.diary.routes if _open(route.holds, now, known)]
    parts += [Text(telling.entry(due)) for due in shown.dues[:COMING]]
    if not shown.dues and len(parts) == 1:
        parts.append(Text(_("Nothing more is planned.")))
    if shown.waits:
        rows = (telling.waiting(*waiting) for waiting in shown.waits)
        parts.append(Text("\n".join([_("**Waits**"), *rows])))
    gone = [*(telling.missed(missed) for missed in shown.missed[-GONE:]), *telling.trouble(own=own)]
    if gone:
        parts.append(Text("\n".join([_("**Did not come**"), *gone])))
    return Message((*parts, *_more(known, own=own)))


def _more(known: Known, *, own: bool) -> tuple[Part, ...]:
    """How to ask about one activity alone."""
    step = next((step.key for route in known.diary.routes for step in route.programme.steps), None)
    if step is None:
        return ()
    typed = f"/waypost why {step}" if own else f"/waypost why @… {step}"
    return (Note(_("`{command}` tells all about one activity, by its key or the beginning of its title.", command=typed)),)


def _zone_source(known: Known, *, own: bool) -> str:
    source = known.diary.calendar.sources.get("zone")
    if source == ZoneFrom.CHOICE:
        return _("your own choice") if own else _("their own choice")
    if source == ZoneFrom.PROFILE:
        return _("from your chat profile") if own else _("from their chat profile")
    return _("the workspace's, as your own is not known") if own else _("the workspace's, as their own is not known")


def _open(breaks: Sequence[Pause], now: datetime, known: Known) -> list[Pause]:
    """Those of the breaks that are on now."""
    today = local_day(now, known.zone)
    return [one for one in breaks if one.from_at <= now and (one.until_on is None or one.until_on > today)]


def _on_hold(route: Route, now: datetime) -> str:
    hold = max((hold for hold in route.holds if hold.from_at <= now), key=lambda hold: hold.from_at)
    title, since = escape(route.programme.title), weekday_date(hold.from_on)
    if hold.until_on is None:
        return _("*{title}* is on hold since {since}: nothing of it comes until an admin releases it.", title=title, since=since)
    until = weekday_date(hold.until_on)
    return _("*{title}* was on hold since {since}: it goes on from {until}.", title=title, since=since, until=until)


def _paused(known: Known, now: datetime, *, own: bool) -> str:
    if known.person.stopped_at is not None:
        stopped_on = weekday_date(local_day(known.person.stopped_at, known.zone))
        if own:
            return _("Nothing comes: you stopped messages on {date}, until you say `resume`.", date=stopped_on)
        return _("Nothing comes: they stopped messages on {date}, until they say `resume`.", date=stopped_on)
    joined = in_order(known.diary.pauses, known.diary.calendar)  # of two leaves with a weekend between them neither is on then
    last = max(_open(joined, now, known), key=lambda one: one.until_on or date.max)
    if last.until_on is None:
        if last.away is Away.HOLD:
            return _("Nothing comes: an admin has put everything here on hold.")
        if own:
            return _("Nothing comes: you are on a break until you say `resume`.")
        return _("Nothing comes: they are on a break until they say `resume`.")
    until = weekday_date(last.until_on)
    if last.away is Away.HOLD:
        return _("Nothing comes before {date}: until today everything here was on hold.", date=until)
    if last.away is Away.LEAVE:
        return (
            _("Nothing comes before {date}: you are away.", date=until)
            if own
            else _("Nothing comes before {date}: they are away.", date=until)
        )
    if own:
        return _("Nothing comes before {date}: you are on a break.", date=until)
    return _("Nothing comes before {date}: they are on a break.", date=until)


@dataclass(frozen=True, slots=True)
class _Telling:
    """Puts entries into words."""

    session: Session
    house: House
    known: Known

    def for_others(self, planned: Plan) -> Plan:
        """The plan without what comes by the person's own answers: that it comes would tell others what they were."""
        return replace(
            planned,
            dues=tuple(one for one in planned.dues if not self._for_some(one.enrolment, one.step)),
            missed=tuple(one for one in planned.missed if not self._for_some(one.enrolment, one.step)),
            waits=tuple(one for one in planned.waits if not self._for_some(one[0], one[1])),
        )

    def _for_some(self, enrolment: int | None, step: str | None) -> bool:
        routes = (route for route in self.known.diary.routes if route.enrolment == enrolment)
        return any(one.key == step and one.for_some for route in routes for one in route.programme.every_step)

    def title(self, what: What, enrolment: int | None, step: str | None, week: str | None) -> str:
        if enrolment is not None and step is not None:
            version = enrolments.get(self.session, enrolment).version_id
            return self._called(what, self.house.library.programme(self.session, version), step)
        if what == What.RETURN:
            return _("How would you like to go on?")
        days = week_in_words(week or "")  # what belongs to no enrolment belongs to a week
        return _("Check-in for {days}", days=days) if what == What.CHECKIN else _("Summary of {days}", days=days)

    def entry(self, due: Due) -> str:
        when = full_moment(due.at.astimezone(self.known.zone))
        return _listed(f"**{when}: {self.title(due.what, due.enrolment, due.step, due.week)}**", due.why)

    def waiting(self, enrolment: int, step: str, on: str) -> str:
        version = enrolments.get(self.session, enrolment).version_id
        title = self.title(What.STEP, enrolment, step, None)
        if on in self.house.library.programme(self.session, version).anchors:
            return "- " + _("{title}: waits for the day of “{anchor}”, which nobody has set yet", title=title, anchor=escape(on))
        other = self.title(What.STEP, enrolment, on, None)
        return "- " + _("{title}: waits for the answer to “{other}”", title=title, other=other)

    def missed(self, missed: Missed) -> str:
        return f"- {self.title(missed.what, missed.enrolment, missed.step, missed.week)}: {escape('; '.join(missed.why))}"

    def trouble(self, *, own: bool) -> Sequence[str]:
        """What was made for them and did not arrive."""
        rows = [row for row in deliveries.planned_of(self.session, [self.known.person.id or 0]) if row.state in TROUBLE]
        return [self._gone(row) for row in rows if own or not self._for_some(row.enrolment_id, row.step)][-GONE:]

    def _gone(self, row: Delivery) -> str:
        if row.step is not None and row.enrolment_id is not None:
            programme = self.house.library.asked(self.session, row)
            title = self._called(WHAT[Kind(row.kind)], programme, row.step)
        else:
            title = self.title(WHAT[Kind(row.kind)], None, None, row.week)
        return f"- {title}: {escape(_why(row))}"

    @staticmethod
    def _called(what: What, programme: Programme, step: str) -> str:
        title = escape(programme.step(step).title)
        return _("Reminder of {title}", title=title) if what == What.REMINDER else title


def _why(row: Delivery) -> str:
    if is_passed(row):
        return in_words(row)
    return _(row.reason or IN_WORDS.get(State(row.state), State(row.state).value))


def _listed(head: str, why: Iterable[str]) -> str:
    return "\n".join([head, *(f"- {escape(reason)}" for reason in why)])
