"""The command `why`."""

from __future__ import annotations

from collections.abc import Sequence

from content.message import Message
from content.translated import N_, _
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, as_typed
from handlers.incoming import Mention, Word
from handlers.naming import one_person
from handlers.reasons import reasons
from handlers.roles import NotYours, may_see
from handlers.step_reasons import no_such_step, step_reasons, steps_meant
from models.people import Person


@command(
    "why",
    N_("what comes next, when, and by which rule; what did not come, and why"),
    "why",
    "why @ana",
    "why your-plan",
    "why @ana your-plan",
)
def why(request: Request) -> Message:
    """The chain of reasons for the person, or for somebody whose record they may see; in full for the one activity that is named."""
    person, step = _asked(request)
    if not may_see(request.session, request.sender.person, request.rank, person):
        raise NotYours(_("You see your own plan, and those of your people."))
    if not step:
        return reasons(request.session, request.house, person, request.now, own=person.id == request.sender.id)
    meant = steps_meant(request.session, request.house, person, step)
    if not meant:
        return no_such_step(request.session, request.house, person, step)
    return step_reasons(request.session, request.house, person, meant, request.now, own=person.id == request.sender.id)


def _asked(request: Request) -> tuple[Person, str]:
    """Whom the words name, and which activity; without a name it is the sender's own."""
    words, me = request.words, request.sender.person
    if not words:
        return me, ""
    if steps_meant(request.session, request.house, me, as_typed(words)):
        return me, as_typed(words)
    try:
        return one_person(request, words, _("whom you mean")), ""
    except Misunderstood:
        split = _split(request, words)
        if split is None:
            raise
        return split


def _split(request: Request, words: Sequence[Word]) -> tuple[Person, str] | None:
    """A person in front and an activity behind; else an activity alone, which is none of theirs. None: several people are named."""
    found: tuple[Person, str] | None = None
    for length in range(len(words) - 1, 0, -1):
        rest = words[length:]
        if any(isinstance(word, Mention) for word in rest):
            return None
        try:
            person = one_person(request, words[:length], _("whom you mean"))
        except Misunderstood:
            continue
        found = found or (person, as_typed(rest))
        if steps_meant(request.session, request.house, person, as_typed(rest)):  # “@ana and now” is the activity “And now”
            return person, as_typed(rest)
    if found is None and all(isinstance(word, str) and "@" not in word for word in words):
        return request.sender.person, as_typed(words)
    return found
