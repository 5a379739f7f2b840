"""The command `hold`."""

from __future__ import annotations

from content.message import Message, Note, Table, Text, escape, say
from handlers.commands import Request, command
from handlers.grammar import as_typed, clauses, only_text
from handlers.holding import halt
from handlers.missed import kept_in, missed
from handlers.roles import May
from handlers.subjects import WORKSPACE, on_hold, since, subject_of, the_subject
from models import holds
from models.holds import Hold
from scheduler.counts import people_count

LIKE = "hold feedback-that-lands because the examples change"
LONGEST = 200  # characters of a reason
SHOWN = 20


@command("hold", "send nothing of a programme, or in this workspace, until you release it", LIKE, "hold workspace", "hold", may=May.ADMINS)
def hold_(request: Request) -> Message:
    """Halt what is named; without a name, list what is on hold."""
    if not request.words:
        return _listed(request)
    said = clauses(request.words, ("because",))
    subject = the_subject(request.session, request.sender, only_text(said[""], "what to hold (a programme, or workspace)"), verb="hold")
    how_to_end = f"`/waypost release {subject.typed}` shows what was missed and how it can go on."
    before = on_hold(request.session, subject)
    if before is not None:
        return say(f"{subject.called} is on hold already, {escape(since(request.session, request.sender, before))}. {how_to_end}")
    hold = halt(request.session, request.sender, subject, request.now, because=as_typed(said.get("because", ()))[:LONGEST])
    number = holds.count_people(request.session, hold)
    whom = f"for {people_count(number)} on the way" if number else "with nobody on the way at present"
    silence = "Nothing of it goes out from now on. Learners are not told; what they still do is answered as ever."
    return say(f"{subject.called} is on hold, {whom}. {silence}", how_to_end)


def _listed(request: Request) -> Message:
    found = holds.running(request.session, request.sender.workspace.organisation_id)
    if not found:
        return say(f"Nothing is on hold. `/waypost {LIKE}` halts a programme, `/waypost hold {WORKSPACE}` all of this workspace.")
    rows = tuple(_row(request, hold) for hold in found[:SHOWN])
    more = f" The first {SHOWN} of {len(found)}." if len(found) > SHOWN else ""
    note = Note(f"Nothing of it goes out. `/waypost release` with its name shows how it can go on.{more}")
    return Message((Text("**On hold**"), Table(("What", "Since", "People", "Missed so far"), rows), note), summary="On hold")


def _row(request: Request, hold: Hold) -> tuple[str, str, str, str]:
    subject = subject_of(request.session, request.sender, hold)
    found = missed(request.session, request.house, hold, request.now)
    name = subject.title if subject.key is None else f"{subject.title} ({subject.key})"
    return name, since(request.session, request.sender, hold).removeprefix("since "), str(found.people), kept_in(found) or "nothing yet"
