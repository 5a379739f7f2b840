"""Use-case: a learner has somebody else asked about them, and what they answer comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from content.activity import Mark, refuse
from content.labels import kept, shown
from content.message import Heading, Message, Note, Text, escape
from content.traits import Asks
from content.translated import _
from handlers import notices
from handlers.house import House
from handlers.notices import Notice
from handlers.questions import Question, marked, show, the_question
from models import deliveries, enrolments, people, responses
from models.deliveries import Delivery, Kind, State
from models.people import Person
from models.roles import Role
from models.session import Session
from scheduler import activities
from scheduler.asking import TO_LEARNER, as_asked, for_the_asked, heard, is_request, request_key, standing, will_see
from scheduler.readers import speaking_to

HEARD = "heard"  # so begin the keys of notices that tell the learner: `heard/<the request's delivery>`


def ask(session: Session, question: Question, mark: Mark, now: datetime) -> Mark:
    """Have whoever the answer names asked, once. Returns the mark, or why they can't be asked."""
    activity, asked = question.step.activity, question.delivery
    if not mark.asks or mark.problems or not isinstance(activity, Asks):
        return mark
    if asked.state != State.SENT:
        return refuse(_("This one is closed by now."))
    key, person, learner = request_key(asked.id or 0, mark.asks), people.get(session, int(mark.asks)), _learner(session, question)
    if deliveries.by_key(session, f"{Kind.NOTICE}/{key}") is not None:
        return refuse(_("{name} has been asked already, and nobody is asked twice.", name=person.name))
    with speaking_to(person):
        programme = question.programme.spoken
        theirs = programme.step(question.step.key)
        assert isinstance(theirs.activity, Asks)  # as in every language
        step, seen = for_the_asked(theirs, theirs.activity, learner), will_see(learner, given=False)
        notice = Notice(person, activities.prompt(programme, step, seen), key, enrolment_id=asked.enrolment_id)
    rows = notices.rows(session, [notice], notices.reach(session, [person], now), now)
    if not rows:
        return refuse(_("I can’t reach {name} at the moment, so nothing was sent. Try again another day.", name=person.name))
    for row in rows:
        row.about_id, row.step, row.takes_text = asked.id, asked.step, step.activity.takes_text
        row.visibility, row.seen_by = TO_LEARNER, list(seen.people)
    deliveries.queue(session, rows)
    asked.takes_text = False  # what they type next, and not below it, is hardly about this one
    return mark


def anew(session: Session, question: Question) -> Question:
    """The question as things stand by now: who was asked, and who has answered."""
    return replace(question, step=as_asked(session, question.programme, question.step, question.delivery))


def follow(session: Session, question: Question, now: datetime, *, key: str) -> None:
    """If it was asked of somebody about a learner: have the learner's step show and count what they have answered, and tell them."""
    request = question.delivery
    if not is_request(request) or request.about_id is None:
        return
    asked = deliveries.get(session, request.about_id)
    with speaking_to(people.get(session, asked.person_id or 0)):
        _follow(session, question, asked, now, key=key)


def _follow(session: Session, question: Question, asked: Delivery, now: datetime, *, key: str) -> None:
    programme = question.programme.spoken
    mine = Question(asked, programme, as_asked(session, programme, programme.step(question.step.key), asked))
    for row in responses.to_delivery(session, asked.id or 0):
        mark = marked(mine, row, 0)
        if mark.asks and not mark.problems:
            if row.status != mark.status:
                row.answered_at = now  # what hangs on it is decided by what was known at its time
            row.status, row.score, row.final = mark.status, mark.score, mark.done
            row.label = kept(programme, mine.step.key, mark.label)
    session.flush()
    show(session, mine, now, key=key)
    learner = _learner(session, mine)
    learner.next_due_at = now  # what comes next may hang on it
    _tell(session, mine, question, learner, now, key=key)


def _tell(session: Session, mine: Question, theirs: Question, learner: Person, now: datetime, *, key: str) -> None:
    """Bring the answer to the learner; what they were brought before shows what stands by now."""
    request = theirs.delivery
    answer = standing(session, request, learner.id or 0)
    name, title = people.get(session, request.person_id or 0).name, mine.step.title
    taken_back = Text(_("**{name}** took back what they had answered.", name=escape(name)))
    said = (taken_back,) if answer is None else heard(name, answer, shown(theirs.programme, theirs.step.key, answer.label))
    message = Message((Heading(title), *said, Note(_("Nobody else sees this."))), summary=_("{title}: an answer", title=title))
    notice = Notice(learner, message, f"{HEARD}/{request.id}", enrolment_id=request.enrolment_id)
    notices.follow(session, notice, now, stands=answer is not None, key=key)


def look_anew(session: Session, house: House, learners: Iterable[Person], role: Role, now: datetime, *, key: str) -> None:
    """Have open steps of these learners that ask their *role* show who that is by now."""
    active = enrolments.active_of(session, [person.id or 0 for person in learners])
    for asked in deliveries.steps_of(session, [one.id or 0 for one in active]):
        if asked.state != State.SENT:
            continue
        question = the_question(session, house, asked)
        if isinstance(question.step.activity, Asks) and question.step.activity.role() == role:
            show(session, question, now, key=key)


def _learner(session: Session, question: Question) -> Person:
    return people.get(session, enrolments.get(session, question.delivery.enrolment_id or 0).person_id)
