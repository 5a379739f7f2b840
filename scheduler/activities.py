"""Use-case: a step falls due. What is asked, and what it looks like once it is answered."""

from __future__ import annotations

from content.cldr import number
from content.message import Choices, Form, Heading, Message, Note, Part, Quote, Text, escape
from content.programme import Programme, Step
from content.traits import Asks, Elsewhere
from content.translated import _, _n
from scheduler.branching import because
from scheduler.visibility import Audience


def prompt(programme: Programme, step: Step, seen: Audience, *news: Part) -> Message:
    """The step's message, as it is first sent; *news* is what has become of other steps."""
    parts = step.activity.prompt()
    summary = _("{title} · about {length}", title=step.title, length=minutes(step.minutes))
    return Message((*_head(programme, step), *news, *parts, *_foot(step, seen)), summary=summary)


def reminder(programme: Programme, step: Step) -> Message:
    """A short word about a step that is still open."""
    said = _(
        "Still open, when it suits you: **{title}** from *{programme}*, about {length}.",
        title=escape(step.title),
        programme=escape(programme.title),
        length=minutes(step.minutes),
    )
    summary = _("Still open: {title}", title=step.title)
    if isinstance(step.activity, Elsewhere):
        return Message((Text(said), *step.activity.reminder()), summary=summary)
    acts = tuple(part for part in step.activity.prompt() if isinstance(part, Choices | Form))
    others = step.activity.waiting() if isinstance(step.activity, Asks) else ()
    return Message((Text(said), *others, *acts), summary=summary)


def answered(
    programme: Programme, step: Step, seen: Audience, *, label: str, words: tuple[Quote, ...], feedback: tuple[Part, ...]
) -> Message:
    """The step's message once it is answered: what was asked, what they said, what we made of it."""
    asked = Message(step.activity.prompt()).without_acts().parts
    note = (Note(_who_reads(step, seen)),) if _asks(step) else ()
    return Message((*_head(programme, step), *asked, *_you(label), *words, *feedback, *note), summary=step.title)


def still_open(
    programme: Programme, step: Step, seen: Audience, *, label: str, words: tuple[Quote, ...], feedback: tuple[Part, ...]
) -> Message:
    """The step's message after an answer that leaves it open: not yet, another try. What there is to press comes last."""
    parts = step.activity.prompt()
    asked = Message(parts).without_acts().parts
    acts = tuple(part for part in parts if isinstance(part, Choices | Form))
    return Message((*_head(programme, step), *asked, *_you(label), *words, *feedback, *acts, *_foot(step, seen)), summary=step.title)


def _you(label: str) -> tuple[Part, ...]:
    return (Text(_("**You:** {answer}", answer=escape(label))),) if label else ()


def minutes(length: int) -> str:
    """A length for people: 1 minute, 5 minutes."""
    return _n("{number} minute", "{number} minutes", length)


def _head(programme: Programme, step: Step) -> tuple[Part, ...]:
    told = because(programme, step)
    why = (Note(told),) if told else ()
    return Heading(step.title), Note(_place(programme, step)), *why


def _place(programme: Programme, step: Step) -> str:
    title, length = escape(programme.title), minutes(step.minutes)
    if not step.week:
        return _("{programme} · an extra · about {length}", programme=title, length=length)
    week, weeks = number(step.week), number(programme.length)
    return _("{programme} · week {week} of {weeks} · about {length}", programme=title, week=week, weeks=weeks, length=length)


def _asks(step: Step) -> bool:
    """Whether it takes an answer that somebody could see."""
    return step.activity.takes_text or step.activity.waits


def _foot(step: Step, seen: Audience) -> tuple[Part, ...]:
    if not _asks(step):
        return ()
    how = _("Press a button or just reply here.") if step.activity.takes_text else ""
    return (Note(f"{how} {_who_reads(step, seen)}".strip()),)


def _who_reads(step: Step, seen: Audience) -> str:
    """Who sees the answer, as Markdown: whom the step names, or whoever is where it is answered."""
    return step.activity.read_by if isinstance(step.activity, Elsewhere) else seen.said
