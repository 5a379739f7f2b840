"""Use-case: a person checks in, or changes their check-in while its week is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from content.activity import Answer, unreadable
from content.message import Form, Message, escape, say, to_json
from content.obstacles import OBSTACLES
from content.translated import _
from handlers.edits import update_posted_checkin
from handlers.house import House
from handlers.incoming import Incoming, Reply, Said
from handlers.naming import someone
from handlers.notices import Notice, notify, reach
from handlers.sender import Sender
from models import checkins as rows
from models import commitments, deliveries, people
from models.checkins import Checkin
from models.deliveries import Delivery, State
from models.people import Person
from models.session import Session
from scheduler import checkins
from scheduler.due import week_title
from scheduler.readers import speaking_to


def act(session: Session, house: House, sender: Sender, delivery: Delivery, incoming: Incoming, now: datetime) -> Reply:
    """The check-in's form was asked for, or sent in."""
    if incoming.said == Said.OPEN:
        return open_form(session, sender, delivery, now)
    if incoming.said != Said.FORM or delivery.state not in (State.SENT, State.ANSWERED):
        return Reply(message=say(_("This check-in is closed.")), refused="not a check-in that is open")
    if _is_over(delivery, now):
        return Reply(problems={"": _("This check-in closed when the next one opened. What you typed is still here to copy.")})
    problems = _problems(incoming.values) | _help_refused(session, sender, delivery, incoming, now)
    if problems:
        return Reply(problems=problems)
    take(session, sender, delivery, incoming, now)
    return Reply(home=True)


def open_form(session: Session, sender: Sender, delivery: Delivery, now: datetime) -> Reply:
    """The form as it stands now: last time's values, what was already answered."""
    if _is_over(delivery, now):
        return Reply(message=say(_("This check-in closed when the next one opened.")))
    return Reply(form=_form(session, sender, delivery), token=delivery.token)


def _is_over(delivery: Delivery, now: datetime) -> bool:
    return delivery.expires_at is not None and now >= delivery.expires_at


def _form(session: Session, sender: Sender, delivery: Delivery) -> Form:
    week = delivery.week or ""
    goals = commitments.open_of(session, sender.id)
    this = rows.of(session, sender.id, week)
    helper = _user_of(session, sender, this.help_from[0]) if this is not None and this.help_from else ""
    return checkins.form(goals, rows.before(session, sender.id, week), _manager(session, delivery), this, helper=helper)


def _user_of(session: Session, sender: Sender, person_id: int) -> str:
    """What the sender's workspace calls that person; "": it does not know them."""
    address, _ = people.addresses(session, [person_id]).get(person_id, (None, None))
    return address.user if address is not None and address.workspace_id == sender.workspace.id else ""


def _manager(session: Session, delivery: Delivery) -> Person | None:
    """Who the check-in said is the manager; a new one sees later check-ins only."""
    return people.get(session, delivery.seen_by[0]) if delivery.seen_by else None


def _problems(values: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    problems = {}
    for key in ("did", "next"):
        refused = unreadable(Answer(text="".join(values.get(key, ()))))
        if refused is not None:
            problems[key] = next(iter(refused.problems.values()))
    return problems


def _help_refused(session: Session, sender: Sender, delivery: Delivery, incoming: Incoming, now: datetime) -> dict[str, str]:
    """Why whoever is asked for help can't be; else the asking would come to nothing, and nobody would know."""
    named = Answer(values=incoming.values).value("help")
    if not named:
        return {}
    helper = someone(session, sender.workspace, named)
    if helper is None:
        return {"help": _("I can't write to them. Choose a person, or leave it empty.")}
    if helper.id == sender.id:
        return {"help": _("Choose somebody else, or leave it empty.")}
    this = rows.of(session, sender.id, delivery.week or "")
    there = reach(session, [helper], now).get(helper.id or 0)
    if (this is not None and helper.id in this.help_from) or (there is not None and there.at is not None):
        return {}
    return {"help": _("{name} can't be reached by me at the moment. Leave it empty here, and ask them yourself.", name=helper.name)}


def take(session: Session, sender: Sender, delivery: Delivery, incoming: Incoming, now: datetime) -> Checkin:
    """Record the check-in of that week, and have its card show it."""
    week = delivery.week or ""
    manager = _manager(session, delivery)
    answer = Answer(values=incoming.values)
    row = rows.of(session, sender.id, week) or Checkin(person_id=sender.id, week=week, delivery_id=delivery.id or 0, answered_at=now)
    if row.id is not None:
        row.edited_at = now
        update_posted_checkin(session, row, now, key=incoming.key)  # with the readers it had; what they see is looked up as it is sent
    goals = commitments.open_of(session, sender.id)
    given = {str(one.id): answer.value(f"c{one.id}") for one in goals}
    row.progress = row.progress | {number: int(value) for number, value in given.items() if value in checkins.TENTHS}
    row.did, row.next = answer.value("did"), answer.value("next")
    row.obstacle = answer.value("obstacle") if answer.value("obstacle") in OBSTACLES else ""
    shares = answer.value("visible") == checkins.MANAGER and manager is not None
    row.visibility = checkins.MANAGER if shares else checkins.ONLY_ME
    row.seen_by = [manager.id] if shares and manager is not None and manager.id is not None else []
    helper = someone(session, sender.workspace, answer.value("help")) if answer.value("help") else None
    newly_asked = helper is not None and helper.id not in row.help_from
    row.help_from = [helper.id] if helper is not None and helper.id is not None else []
    session.add(row)
    session.flush()
    delivery.state, delivery.answered_at = State.ANSWERED, delivery.answered_at or now
    if newly_asked and helper is not None:
        with speaking_to(helper):
            asked = _asked(sender)
        notify(session, Notice(helper, asked, f"help/{sender.id}/{week}/{helper.id}"), now)
    change = checkins.form(goals, None, manager, row)
    message = checkins.closed(week_title(week), row, goals, helper.name if helper else "", manager, change)
    deliveries.queue(session, [deliveries.look(delivery, to_json(message), now, key=f"update/{delivery.id}/{incoming.key}")])
    return row


def _asked(sender: Sender) -> Message:
    """What the helper is told: that they are asked, and nothing of what was written."""
    name = escape(sender.person.name)
    return say(_("**{name}** would like your help with what they are practising. A word with {name} is all it takes.", name=name))
