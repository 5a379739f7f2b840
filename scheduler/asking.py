"""A step that asks somebody else about its learner: what it is to the learner, and what to the one who is asked.

Who is asked gets a notice, the request, whose delivery is about the learner's step; what they answer are responses to the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from content.activity import Mark
from content.labels import shown
from content.message import Part, Quote, Text, escape
from content.programme import Programme, Step
from content.traits import Asks, Somebody
from content.translated import _
from models import deliveries, enrolments, people, responses, roles
from models.deliveries import Delivery, Kind
from models.people import Person
from models.responses import Response
from models.roles import Role
from models.session import Session
from scheduler.visibility import Audience

REQUEST = "ask"  # so begin the keys of requests: `ask/<the step's delivery>/<person>`
TO_LEARNER = "learner"  # the visibility of what answers a request; no step of a file can have it


def request_key(asked_id: int, person: str) -> str:
    """What a request is called among the notices."""
    return f"{REQUEST}/{asked_id}/{person}"


def is_request(delivery: Delivery) -> bool:
    """Whether it asks somebody about somebody else."""
    return delivery.kind == Kind.NOTICE and delivery.key.startswith(f"{Kind.NOTICE}/{REQUEST}/")


def as_asked(session: Session, programme: Programme, step: Step, asked: Delivery) -> Step:
    """The step as *asked* has it: to the learner, or to whom the learner asks."""
    if not isinstance(step.activity, Asks):
        return step
    if not is_request(asked):
        return for_learner(session, programme, step, people.get(session, asked.person_id or 0), asked.id)
    about = people.get(session, enrolments.get(session, asked.enrolment_id or 0).person_id)
    return for_the_asked(step, step.activity, about)


def for_learner(session: Session, programme: Programme, step: Step, learner: Person, asked_id: int | None = None) -> Step:
    """The step for the learner, as things stand around them. *asked_id* is its delivery's number; None: there is none yet."""
    activity = step.activity
    if not isinstance(activity, Asks):
        return step
    requests = [row for row in deliveries.notices_about(session, asked_id) if is_request(row)] if asked_id is not None else []
    known = {row.person_id for row in requests}
    free = (Somebody(str(one.id), one.name) for one in roles.around(session, learner.id or 0, Role(activity.role())) if one.id not in known)
    asked = _asked(session, requests, learner.id or 0, partial(shown, programme, step.key))
    return replace(step, activity=activity.among(learner.name, (*asked, *free)))


def for_the_asked(step: Step, activity: Asks, about: Person) -> Step:
    """The step for somebody who is asked *about* the learner."""
    return replace(step, title=f"{step.title}: {about.name}", activity=activity.about(about.name))


def will_see(about: Person, *, given: bool) -> Audience:
    """Who sees what is answered about the learner, once it is *given* or before."""
    name = escape(about.name)
    if given:
        return Audience((about.id or 0,), _("{name} can see this, and nobody else.", name=name))
    return Audience((about.id or 0,), _("{name} will see what you write, and nobody else.", name=name))


def standing(session: Session, request: Delivery, learner_id: int) -> Response | None:
    """The answer to the request that the learner may see. None: there is none."""
    rows = responses.to_delivery(session, request.id or 0)
    return next((row for row in reversed(rows) if row.final and learner_id in row.seen_by), None)


def heard(name: str, answer: Response, label: str) -> tuple[Part, ...]:
    """What is shown of somebody's answer. Their words are looked up as it is sent, so that what is taken back is not shown."""
    who = escape(name)
    said = _("**{name}** has answered: *{answer}*", name=who, answer=escape(label)) if label else _("**{name}** has answered", name=who)
    words = (Quote(by=name, response=answer.id),) if answer.words else ()
    return Text(said), *words


def _asked(session: Session, requests: list[Delivery], learner_id: int, read: Callable[[str], str]) -> Iterator[Somebody]:
    for request in requests:
        name, answer = people.get(session, request.person_id or 0).name, standing(session, request, learner_id)
        label = read(answer.label) if answer is not None else ""
        said = None if answer is None else Mark(True, answer.status, label, answer.score, feedback=heard(name, answer, label))
        number = request.key.rpartition("/")[2]  # which stays what it was, whoever they turn out to be
        yield Somebody(number, name, asked=True, said=said)
