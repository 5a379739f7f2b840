"""Use-case: a person changes or deletes what they typed, or takes back what they shared."""

from __future__ import annotations

from datetime import datetime, timedelta

from content.activity import JUDGED, Answer, unreadable
from content.message import Message, escape, say, to_json
from content.translated import _
from handlers import answers, asking, coaching
from handlers.house import House
from handlers.incoming import Incoming, Reply, Said
from handlers.questions import show, the_question
from handlers.sender import Sender
from handlers.telling import tell
from models import audit, commitments, deliveries, files, people, responses
from models.checkins import Checkin
from models.responses import Response
from models.session import Session
from scheduler import calendar, checkins
from scheduler.due import week_title
from scheduler.words import enclosed

POSTED = timedelta(weeks=8)  # how far back posted summaries are looked through for words that were taken back


def act(session: Session, house: House, sender: Sender, incoming: Incoming, now: datetime) -> Reply:
    """A typed message was edited or deleted: the answer that was read from it follows."""
    response = responses.from_source(session, sender.id, incoming.source or "")
    if response is None or response.withdrawn_at is not None:
        return Reply()
    if incoming.said == Said.DELETION:
        withdraw(session, house, response, now, key=incoming.key)
        return Reply(home=True)
    if response.delivery_id is None:
        refusal = _reworded(response, incoming.text, now)
    else:
        refusal = _correct(session, house, sender, response, incoming, now)
    if refusal is not None:
        tell(session, sender, refusal, incoming, now)
    return Reply(home=True)


def _reworded(note: Response, text: str, now: datetime) -> Message | None:
    """Put the new words into a note. Returns why not; None: it is done."""
    refused = unreadable(Answer(text=text))
    if refused is not None:
        return say(_("Your note stayed as it was."), *(escape(said) for said in refused.problems.values()))
    note.words, note.edited_at = text.strip(), now
    return None


def _correct(session: Session, house: House, sender: Sender, response: Response, incoming: Incoming, now: datetime) -> Message | None:
    """Put the corrected words in the place of the earlier ones. Returns why not; None: it is done."""
    question = the_question(session, house, deliveries.get(session, response.delivery_id or 0))
    title = escape(question.step.title)
    if now >= closes_at(sender, response.answered_at):
        return say(_("Your answer to *{title}* stays as it was: its week is closed.", title=title))
    if response.status in JUDGED or not (response.final or response.words):  # a wrong try is marked too
        return say(_("Your answer to *{title}* stays as it was: it is marked already.", title=title))
    answer = Answer(text=incoming.text, files=enclosed(response))
    taken = answers.take(session, question, answer, now, key=incoming.key, corrected=response)
    if taken.response is None:
        why = (escape(said) for said in taken.mark.problems.values())
        return say(_("Your answer to *{title}* stays as it was.", title=title), *why)
    update_posted(session, response, now, key=incoming.key)
    return None


def closes_at(sender: Sender, answered_at: datetime) -> datetime:
    """When the week of an answer closes: as the next week's check-in opens."""
    monday = calendar.week_start(calendar.week(calendar.local_day(answered_at, sender.zone)))
    return calendar.at(monday + timedelta(days=7 + sender.person.checkin_day), sender.person.checkin_time, sender.zone)


def withdraw(session: Session, house: House, response: Response, now: datetime, *, key: str) -> None:
    """Take an answer back: its words are gone, its question asks again, and whoever could read it no longer can."""
    update_posted(session, response, now, key=key)
    response.words, response.values, response.withdrawn_at, response.seen_by = "", {}, now, []
    files.erase(session, response.id or 0)
    session.flush()
    if response.delivery_id is not None:
        answers.undo(session, house, response, deliveries.get(session, response.delivery_id), now, key=key)


def unshare(session: Session, house: House, sender: Sender, response: Response, now: datetime, *, key: str) -> None:
    """Keep an answer, for the person alone from now on; what was posted of it is posted anew without."""
    update_posted(session, response, now, key=key)
    response.visibility, response.seen_by = "private", []
    session.flush()
    if response.delivery_id is not None:
        question = the_question(session, house, deliveries.get(session, response.delivery_id))
        show(session, question, now, key=key)
        asking.follow(session, question, now, key=key)
        coaching.follow(session, question, now, key=key)
    audit.record(session, sender.workspace.organisation_id, sender.id, "unshare", now, response=response.id)


def update_posted(session: Session, response: Response, now: datetime, *, key: str) -> None:
    """Have the summaries that quote this response drawn anew; they then have what it says, if anything."""
    posted = deliveries.summaries_to(session, response.seen_by, now - POSTED)
    quoting = [row for row in posted if any(part.get("response") == response.id for part in row.message.get("parts", ()))]
    deliveries.queue(session, [deliveries.look(row, row.message, now, key=f"update/{row.id}/{key}") for row in quoting])


def unshare_checkin(session: Session, sender: Sender, checkin: Checkin, now: datetime, *, key: str) -> None:
    """Keep a check-in's words for the person alone from now on; that they checked in stays known."""
    update_posted_checkin(session, checkin, now, key=key)
    checkin.visibility, checkin.seen_by = "private", []
    session.flush()
    _show_checkin(session, checkin, now, key=key)
    audit.record(session, sender.workspace.organisation_id, sender.id, "unshare", now, checkin=checkin.id)


def _show_checkin(session: Session, checkin: Checkin, now: datetime, *, key: str) -> None:
    """Have the check-in's card say who sees it now."""
    asked = deliveries.get(session, checkin.delivery_id)
    goals = commitments.open_of(session, checkin.person_id)
    known = people.many(session, [*asked.seen_by, *checkin.help_from])
    manager = known[asked.seen_by[0]] if asked.seen_by else None
    helper = known[checkin.help_from[0]].name if checkin.help_from else ""
    change = checkins.form(goals, None, manager, checkin)
    message = checkins.closed(week_title(checkin.week), checkin, goals, helper, manager, change)
    deliveries.queue(session, [deliveries.look(asked, to_json(message), now, key=f"update/{asked.id}/{key}")])


def update_posted_checkin(session: Session, checkin: Checkin, now: datetime, *, key: str) -> None:
    """Have the summaries that quote this check-in drawn anew."""
    posted = deliveries.summaries_to(session, checkin.seen_by, now - POSTED)
    quoting = [row for row in posted if any(part.get("checkin") == checkin.id for part in row.message.get("parts", ()))]
    deliveries.queue(session, [deliveries.look(row, row.message, now, key=f"update/{row.id}/{key}") for row in quoting])
