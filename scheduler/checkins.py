"""Use-case: Friday's check-in opens. One message, one form, under five minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content.message import Facts, Field, Form, Heading, Input, Look, Message, Note, Part, Quote, Text, escape
from content.obstacles import OBSTACLES
from models.checkins import Checkin
from models.commitments import Commitment
from models.people import Person

FORM = "checkin"
MOST_COMMITMENTS = 3  # the form stays under five minutes
ONLY_ME, MANAGER = "private", "manager"

ENVIRONMENT = ("unclear", "time", "process", "discouraged")  # cells 1 to 3: not for the learner alone to solve
TOGETHER = "Progress and obstacles are counted without names, and only together with those of at least four others."
TENTHS = tuple((str(number), f"{number}" + {0: " · nothing yet", 10: " · done"}.get(number, "")) for number in range(11))


def opened(week_title: str, commitments: Sequence[Commitment], form: Form) -> Message:
    """The check-in's message, with its form."""
    goals: tuple[Part, ...] = (Text("What you set out to do:"), *(Quote(in_words(one)) for one in commitments)) if commitments else ()
    intro = Text("How did this week go? It takes less than five minutes, and it is the part that makes the rest stick.")
    return Message((Heading(week_title), intro, *goals, form, Note(form.note)), summary="Your Friday check-in is open")


def in_words(commitment: Commitment) -> str:
    """A commitment as one sentence of the person's own words."""
    return f"If {commitment.cue}, then I will {commitment.action}"


def form(
    commitments: Sequence[Commitment], last: Checkin | None, manager: Person | None, this: Checkin | None = None, *, helper: str = ""
) -> Form:
    """The questions. *last* is the check-in before; *this* what was already answered for the same week, asking *helper* (a user id)."""
    fields = [_progress(one, last, this) for one in commitments[-MOST_COMMITMENTS:]]
    fields += [
        Field("did", "What did you do, and what came of it?", value=_given(this.did if this else None)),
        Field("obstacle", "What got in the way?", Input.ONE, tuple(OBSTACLES.items()), value=_given(this.obstacle if this else None)),
        Field("next", "What will you do next week?", value=_given(this.next if this else None)),
        Field(
            "help",
            "Whom would you like to help you?",
            Input.PERSON,
            value=_given(helper),
            hint="Leave it empty if nobody. They are told that you ask, nothing else.",
        ),
        _who_sees(manager, this),
    ]
    return Form(FORM, "Friday check-in", tuple(fields), button="Check in", submit="Send", note=_promise(manager))


def _progress(commitment: Commitment, last: Checkin | None, this: Checkin | None) -> Field:
    number = str(commitment.id)
    before = last.progress.get(number) if last else None
    now = this.progress.get(number) if this else None
    hint = "0 is nothing yet, 10 is done." + (f" Last time: {before}." if before is not None else "")
    value = now if now is not None else before
    label = in_words(commitment)
    return Field(f"c{number}", label[:1990], Input.SCALE, TENTHS, value=_given(None if value is None else str(value)), hint=hint)


def _who_sees(manager: Person | None, this: Checkin | None) -> Field:
    options = [(ONLY_ME, "Only me")]
    if manager is not None:
        options.append((MANAGER, f"My manager, {manager.name}"[:75]))
    given = this.visibility if this else ONLY_ME
    value = given if given in dict(options) else ONLY_ME
    return Field(
        "visible", "Who may see what you wrote, and what got in the way?", Input.ONE, tuple(options), value=(value,), required=True
    )


def _promise(manager: Person | None) -> str:
    if manager is None:
        return f"That you checked in is counted. What you write stays with you. {TOGETHER}"
    seen = f"{escape(manager.name)}, your manager, sees that you checked in, and if you ask them for help."
    return f"{seen} What you write stays with you, unless you choose to share it. {TOGETHER}"


def _given(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def closed(
    week_title: str, checkin: Checkin, commitments: Sequence[Commitment], helper: str, manager: Person | None, change: Form
) -> Message:
    """The check-in's message once it is sent in, with a way to change it while its week is open."""
    progress = tuple(
        (in_words(one)[:300], f"{checkin.progress[str(one.id)]} of 10") for one in commitments if str(one.id) in checkin.progress
    )
    rows = (*progress, ("In the way", OBSTACLES.get(checkin.obstacle, "—")), *((("Help from", helper),) if helper else ()))
    words = tuple(Quote(words, by) for words, by in ((checkin.did, "Did"), (checkin.next, "Next week")) if words)
    seen = (
        f"{escape(manager.name)} may see what you wrote and what got in the way."
        if checkin.visibility == MANAGER and manager
        else "Only you see what you wrote."
    )
    parts: tuple[Part, ...] = (
        Heading(week_title),
        Text("Thank you. Your check-in is in."),
        Facts(rows),
        *words,
        replace(change, button="Change it", look=Look.PLAIN),
        Note(seen),
    )
    return Message(parts, summary="Your check-in is in")
