"""Use-case: Friday's check-in opens. One message, one form, under five minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content.cldr import number
from content.message import Facts, Field, Form, Heading, Input, Look, Message, Note, Part, Quote, Text, escape
from content.obstacles import OBSTACLES
from content.translated import _
from models.checkins import Checkin
from models.commitments import Commitment
from models.people import Person

FORM = "checkin"
MOST_COMMITMENTS = 3  # the form stays under five minutes
ONLY_ME, MANAGER = "private", "manager"

ENVIRONMENT = ("unclear", "time", "process", "discouraged")  # cells 1 to 3: not for the learner alone to solve
TENTHS = tuple(str(tenth) for tenth in range(11))


def opened(week_title: str, commitments: Sequence[Commitment], form: Form) -> Message:
    """The check-in's message, with its form."""
    goals: tuple[Part, ...] = (Text(_("What you set out to do:")), *(Quote(in_words(one)) for one in commitments)) if commitments else ()
    intro = Text(_("How did this week go? It takes less than five minutes, and it is the part that makes the rest stick."))
    return Message((Heading(week_title), intro, *goals, form, Note(form.note)), summary=_("Your Friday check-in is open"))


def in_words(commitment: Commitment) -> str:
    """A commitment as one sentence of the person's own words."""
    return _("If {cue}, then I will {action}", cue=commitment.cue, action=commitment.action)


def form(
    commitments: Sequence[Commitment], last: Checkin | None, manager: Person | None, this: Checkin | None = None, *, helper: str = ""
) -> Form:
    """The questions. *last* is the check-in before; *this* what was already answered for the same week, asking *helper* (a user id)."""
    fields = [_progress(one, last, this) for one in commitments[-MOST_COMMITMENTS:]]
    obstacles = tuple((key, _(named)) for key, named in OBSTACLES.items())
    fields += [
        Field("did", _("What did you do, and what came of it?"), value=_given(this.did if this else None)),
        Field("obstacle", _("What got in the way?"), Input.ONE, obstacles, value=_given(this.obstacle if this else None)),
        Field("next", _("What will you do next week?"), value=_given(this.next if this else None)),
        Field(
            "help",
            _("Whom would you like to help you?"),
            Input.PERSON,
            value=_given(helper),
            hint=_("Leave it empty if nobody. They are told that you ask, nothing else."),
        ),
        _who_sees(manager, this),
    ]
    # Translators: at most 24 characters.
    title = _("Friday check-in")
    return Form(FORM, title, tuple(fields), button=_("Check in"), submit=_("Send"), note=_promise(manager))


def _progress(commitment: Commitment, last: Checkin | None, this: Checkin | None) -> Field:
    key = str(commitment.id)
    before = last.progress.get(key) if last else None
    now = this.progress.get(key) if this else None
    hint = _("0 is nothing yet, 10 is done.")
    if before is not None:
        hint = _("0 is nothing yet, 10 is done. Last time: {number}.", number=number(before))
    value = now if now is not None else before
    label = in_words(commitment)
    return Field(f"c{key}", label[:1990], Input.SCALE, _tenths(), value=_given(None if value is None else str(value)), hint=hint)


def _tenths() -> tuple[tuple[str, str], ...]:
    said = {"0": _("0 · nothing yet"), "10": _("10 · done")}
    return tuple((tenth, said.get(tenth, tenth)) for tenth in TENTHS)


def _who_sees(manager: Person | None, this: Checkin | None) -> Field:
    options = [(ONLY_ME, _("Only me"))]
    if manager is not None:
        options.append((MANAGER, _("My manager, {name}", name=manager.name)[:75]))
    given = this.visibility if this else ONLY_ME
    value = given if given in dict(options) else ONLY_ME
    return Field(
        "visible", _("Who may see what you wrote, and what got in the way?"), Input.ONE, tuple(options), value=(value,), required=True
    )


def _promise(manager: Person | None) -> str:
    together = _("Progress and obstacles are counted without names, and only together with those of at least four others.")
    if manager is None:
        counted = _("That you checked in is counted. What you write stays with you.")
        return f"{counted} {together}"
    seen = _("{name}, your manager, sees that you checked in, and if you ask them for help.", name=escape(manager.name))
    stays = _("What you write stays with you, unless you choose to share it.")
    return f"{seen} {stays} {together}"


def _given(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def closed(
    week_title: str, checkin: Checkin, commitments: Sequence[Commitment], helper: str, manager: Person | None, change: Form
) -> Message:
    """The check-in's message once it is sent in, with a way to change it while its week is open."""
    progress = tuple(
        (in_words(one)[:300], _("{number} of 10", number=number(checkin.progress[str(one.id)])))
        for one in commitments
        if str(one.id) in checkin.progress
    )
    obstacle = _(OBSTACLES[checkin.obstacle]) if checkin.obstacle in OBSTACLES else "—"
    rows = (*progress, (_("In the way"), obstacle), *(((_("Help from"), helper),) if helper else ()))
    words = tuple(Quote(words, by) for words, by in ((checkin.did, _("Did")), (checkin.next, _("Next week"))) if words)
    seen = (
        _("{name} may see what you wrote and what got in the way.", name=escape(manager.name))
        if checkin.visibility == MANAGER and manager
        else _("Only you see what you wrote.")
    )
    parts: tuple[Part, ...] = (
        Heading(week_title),
        Text(_("Thank you. Your check-in is in.")),
        Facts(rows),
        *words,
        replace(change, button=_("Change it"), look=Look.PLAIN),
        Note(seen),
    )
    return Message(parts, summary=_("Your check-in is in"))
