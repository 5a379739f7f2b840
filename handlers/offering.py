"""Use-case: what is new in a version, and whose day is over, is offered to those who went over to it, and brought to who wants it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from content.message import Choice, Choices, Message, Note, Text, escape, say
from content.programme import Programme, Step
from content.translated import _, _n
from handlers import notices, on_hold
from handlers.house import House
from handlers.notices import Notice
from handlers.sender import Sender
from models import deliveries, enrolments
from models.people import Person
from models.session import Session
from models.versions import ProgrammeVersion
from scheduler import diaries
from scheduler.due import bring
from scheduler.made import is_passed
from scheduler.readers import speaking_to

MOST = 5  # steps of which one press is enough


def offered(programme: Programme) -> Sequence[Step]:
    """Those that are offered once they were passed: not the optional ones, and none that only some get."""
    return tuple(step for step in programme.steps if not step.optional and not step.for_some)


def offer(
    session: Session,
    house: House,
    whom: Mapping[int, Person],
    version: ProgrammeVersion,
    passed: Mapping[tuple[int, int], Sequence[str]],
    now: datetime,
) -> None:
    """Tell each what is new from before today, once, with a button to get it; *passed* is by person and enrolment."""
    programme = house.library.programme(session, version.id or 0)
    told = list(_notices(whom, programme, version, passed))
    notices.send(session, told, notices.reach(session, [one.person for one in told], now), now)


def _notices(
    whom: Mapping[int, Person], programme: Programme, version: ProgrammeVersion, passed: Mapping[tuple[int, int], Sequence[str]]
) -> Iterator[Notice]:
    for (person, enrolment), keys in passed.items():
        steps = [step for step in offered(programme) if step.key in keys]
        if steps and person in whom:
            with speaking_to(whom[person]):
                here = programme.spoken
                said = _message(here, [here.step(step.key) for step in steps])
            yield Notice(whom[person], said, f"new/{enrolment}/{version.number}", enrolment_id=enrolment)


def _message(programme: Programme, steps: Sequence[Step]) -> Message:
    choices = tuple(
        Choice("", _("Get “{title}”", title=step.title)[:75], command=f"get {programme.key} {step.key}") for step in steps[:MOST]
    )
    return Message(
        (
            Text(_("**{programme}** has something new, from before today:", programme=escape(programme.title))),
            Text("\n".join(f"- {_named(step)}" for step in steps)),
            Choices(choices),
            Note(_("Only if you like: nothing of it comes by itself. Everything else goes on as it was.")),
        ),
        summary=_("New in {programme}, from before today", programme=programme.title),
    )


def _named(step: Step) -> str:
    return _n("{title}, about {number} minute", "{title}, about {number} minutes", step.minutes, title=escape(step.title))


def get(session: Session, house: House, sender: Sender, programme_key: str, step_key: str, now: datetime) -> Message:
    """Bring a step that was offered."""
    mine = enrolments.active(session, sender.id, programme_key)
    row = deliveries.by_key(session, f"step/{mine.id}/{step_key}/1") if mine is not None else None
    if mine is None or row is None:
        return say(_("There is nothing of that name for you to get. `/waypost route` shows what comes."))
    programme = house.library.programme(session, mine.version_id)
    step = next((one for one in offered(programme) if one.key == step_key), None)
    if not is_passed(row):
        return say(_("You have that one already, or it is on its way."))
    if step is None:
        return say(_("That one is not on offer. `/waypost route` shows what comes."))
    (known,) = diaries.read(session, house.library, [sender.person])
    if known.address is None or on_hold.everything(known.diary) or programme.title in on_hold.programmes(known.diary):
        title = escape(programme.title)
        return say(_("**{programme}** is on hold at the moment. Please try again when it goes on.", programme=title))
    session.delete(row)
    session.flush()
    bring(session, house.library, known, mine.id or 0, step_key, now)
    diaries.replan(session, house.library, [sender.person], now)
    return say(_("*{title}* is on its way to you.", title=escape(step.title)))
