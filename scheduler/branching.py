"""Which way a route goes: conditions are asked at the instant at which their step is due, of what was known then.

Decided here, where the rules leave room:
- An answer counts from when it was given, and what somebody is from when it was said. So what was decided stays decided, however
  late it is looked at; a step that is open until its time is shown with its condition, and keeps its place.
- Before its time a condition is settled only if every step that it asks about is answered for good; how many were missed is open.
- Each time that an obstacle is named, the next top-up for it that was not drawn yet is drawn; when all are, nothing more comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from content.cldr import either
from content.conditions import MISSED_AFTER_DAYS, Branch, Known, Outcome, Wording, in_words, quoted
from content.labels import shown
from content.languages import spoken
from content.message import escape
from content.obstacles import OBSTACLES
from content.programme import Programme, Step
from content.translated import _
from scheduler.diary import Past, Route
from scheduler.reading import Reading

A_WEEK = timedelta(days=MISSED_AFTER_DAYS)


def comes(reading: Reading, route: Route, branch: Branch, due_at: datetime) -> bool | None:
    """Whether a step comes that is due then. None: nobody can tell yet."""
    known = known_at(reading, route, branch, min(due_at, reading.now))
    if reading.now < due_at and not _settled(branch, known):
        return None
    return branch.comes(known)


def _settled(branch: Branch, known: Known) -> bool:
    if any(one.missed is not None for one in branch.conditions):
        return False
    return all((said := known.answers.get(key)) is not None and said.final for key in branch.asks_about)


def known_at(reading: Reading, route: Route, branch: Branch, instant: datetime) -> Known:
    """What was known of the person then, on this route, of all that the branch asks about."""
    found = ((key, _stands(past, instant)) for key in branch.asks_about if (past := route.past.get(key)) is not None)
    answers = {key: outcome for key, outcome in found if outcome is not None}
    counts = any(one.missed is not None for one in branch.conditions)
    missed = sum(_missed(route.programme, key, past, instant) for key, past in route.past.items()) if counts else 0
    return Known(answers, missed, reading.diary.attributes_at(instant))


def _stands(past: Past, instant: datetime) -> Outcome | None:
    """The answer that stood then: the last that was final, else the last."""
    given = [outcome for at, outcome in past.answers if at <= instant]
    return next((one for one in reversed(given) if one.final), given[-1] if given else None)


def _missed(programme: Programme, key: str, past: Past, instant: datetime) -> bool:
    """Whether the step was open for a week by then, without an answer."""
    if past.sent_at is None or past.sent_at + A_WEEK > instant:
        return False
    answered = past.answered_at is not None and past.answered_at <= instant
    step = programme.find(key)
    return step is not None and step.activity.waits and not answered


def drawn(reading: Reading, route: Route) -> Mapping[str, datetime]:
    """When each top-up was drawn, by key; those that were not are none of these."""
    found: dict[str, datetime] = {}
    for at, obstacle in reading.diary.obstacles:
        if at >= (route.resumed_at or route.joined_at):
            pool = (step for step in route.programme.top_ups if obstacle in step.tops_up and step.key not in found)
            if (step := next(pool, None)) is not None:
                found[step.key] = at
    return found


def on_what(programme: Programme, step: Step) -> str:
    """On what it depends whether the step comes, as a clause of bare text."""
    key = (spoken(), programme.spoken.language, step.key)
    if key not in programme.clauses:
        programme.clauses[key] = plainly(programme, step.branch or Branch())
    return programme.clauses[key]


def plainly(programme: Programme, branch: Branch) -> str:
    """The branch as a clause, as bare text."""
    return in_words(branch, Wording(lambda key: quoted(_title(programme, key)), partial(shown, programme)))


def in_markdown(programme: Programme, branch: Branch) -> str:
    """The same as Markdown."""
    return in_words(branch, Wording(lambda key: f"*{escape(_title(programme, key))}*", partial(shown, programme), escape))


def because(programme: Programme, step: Step) -> str:
    """What tells the learner why a step comes that not everybody gets, as Markdown. "": everybody gets it."""
    if step.tops_up:
        named = either([quoted(escape(_(OBSTACLES[one]))) for one in step.tops_up])
        return _("An extra for you, as you said: {obstacles}.", obstacles=named)
    if step.branch is None:
        return ""
    if step.branch.because:
        return escape(step.branch.because)
    why = in_markdown(programme, step.branch)
    # Translators: {condition} is a clause, such as “you answered *Quiz*”, or several of them.
    return _("This comes because {condition}.", condition=why)


def _title(programme: Programme, key: str) -> str:
    step = programme.spoken.find(key)
    return step.title if step is not None else key
