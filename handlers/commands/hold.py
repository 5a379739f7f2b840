"""The command `hold`."""

from __future__ import annotations

from content.cldr import number as written
from content.message import Message, Note, Table, Text, escape, say
from content.translated import N_, _, _n
from handlers.commands import Request, command
from handlers.grammar import as_typed, clauses, only_text
from handlers.holding import halt
from handlers.missed import kept_in, missed
from handlers.roles import May
from handlers.subjects import Subject, begun, on_hold, subject_of, the_subject
from models import holds
from models.holds import Hold

LIKE = "hold feedback-that-lands because the examples change"
LONGEST = 200  # characters of a reason
SHOWN = 20


@command(
    "hold", N_("send nothing of a programme, or in this workspace, until you release it"), LIKE, "hold workspace", "hold", may=May.ADMINS
)
def hold_(request: Request) -> Message:
    """Halt what is named; without a name, list what is on hold."""
    if not request.words:
        return _listed(request)
    said = clauses(request.words, ("because",))
    name = only_text(said[""], _("what to hold (a programme, or workspace)"))
    subject = the_subject(request.session, request.sender, name, verb="hold")
    how_to_end = _("`/waypost release {name}` shows what was missed and how it can go on.", name=subject.typed)
    before = on_hold(request.session, subject)
    if before is not None:
        when = escape(begun(request.session, request.sender, before))
        # Translators: {when} is “Monday 23 November 2026, 12:00, by Ada (“inventory”)”
        already = _("{what} is on hold already, since {when}.", what=subject.called, when=when)
        return say(f"{already} {how_to_end}")
    hold = halt(request.session, request.sender, subject, request.now, because=as_typed(said.get("because", ()))[:LONGEST])
    silence = _("Nothing of it goes out from now on. Learners are not told; what they still do is answered as ever.")
    return say(f"{_halted(subject, holds.count_people(request.session, hold))} {silence}", how_to_end)


def _halted(subject: Subject, people: int) -> str:
    """What is on hold now, and for how many."""
    if not people:
        return _("{what} is on hold, with nobody on the way at present.", what=subject.called)
    return _n(
        "{what} is on hold, for 1 person on the way.",
        "{what} is on hold, for {number} people on the way.",
        people,
        what=subject.called,
    )


def _listed(request: Request) -> Message:
    found = holds.running(request.session, request.sender.workspace.organisation_id)
    if not found:
        return say(
            _("Nothing is on hold. `/waypost {like}` halts a programme, `/waypost hold workspace` all of this workspace.", like=LIKE)
        )
    rows = tuple(_row(request, hold) for hold in found[:SHOWN])
    notes = [_("Nothing of it goes out. `/waypost release` with its name shows how it can go on.")]
    if len(found) > SHOWN:
        notes.append(_("The first {shown} of {all}.", shown=written(SHOWN), all=written(len(found))))
    table = Table((_("What"), _("Since"), _("People"), _("Missed so far")), rows)
    return Message((Text(_("**On hold**")), table, Note(" ".join(notes))), summary=_("On hold"))


def _row(request: Request, hold: Hold) -> tuple[str, str, str, str]:
    subject = subject_of(request.session, request.sender, hold)
    found = missed(request.session, request.house, hold, request.now)
    name = subject.title if subject.key is None else f"{subject.title} ({subject.key})"
    return name, begun(request.session, request.sender, hold), written(found.people), kept_in(found) or _("nothing yet")
