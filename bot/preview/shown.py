"""A step as the page shows it: its messages, and what the bot makes of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.preview import checkin, views
from bot.preview.acting import Answered, Outcome, done, taken
from bot.preview.asked import Act, Asked, Given
from bot.preview.checkin import CheckIn
from bot.preview.drawing import drawn, window
from bot.preview.playing import Play
from bot.preview.views import View
from content.activity import Mark
from content.message import Choices, Form
from content.programme import Programme, Step
from content.traits import Signalled
from scheduler import activities


def shown(programme: Programme, asked: Asked, today: date) -> dict[str, Any]:
    """The step as it stands after what was done. Raises KeyError: the programme has no such step."""
    if asked.step == checkin.KEY:
        return _checkin(asked, today)
    step = programme.step(asked.step)
    known = views.views(programme, step, today)
    view = next((one for one in known if one.key == asked.view), known[0])
    play = _play(programme, step, view, known, asked)
    outcome = _outcome(play, step, asked.act)
    signal = step.activity.waits_for().name if isinstance(step.activity, Signalled) else ""
    mine = view.key == views.LEARNER
    return {
        "step": step.key,
        "view": view.key,
        "views": [{"key": one.key, "title": one.title} for one in known],
        "given": [Given.of(answer).model_dump() for answer in play.given],
        "reminder": _reminder(programme, play.step) if mine else None,
        "takes_text": view.shown is None and play.step.activity.takes_text,
        "signal": signal if mine and play.answer() is None else "",
        "verdict": _verdict(play.last),
        **_now(play, outcome),
    }


def _checkin(asked: Asked, today: date) -> dict[str, Any]:
    play = CheckIn.of(today, [one.answer() for one in asked.given.get(views.LEARNER, ())])
    outcome = done(play, asked.act) if asked.act else Outcome()
    return {
        "step": checkin.KEY,
        "view": views.LEARNER,
        "views": [],
        "given": [Given.of(answer).model_dump() for answer in play.given],
        "reminder": None,
        "takes_text": False,
        "signal": "",
        "verdict": _verdict(play.last),
        **_now(play, outcome),
    }


def _outcome(play: Play, step: Step, act: Act | None) -> Outcome:
    if act is None:
        return Outcome()
    if act.happened and isinstance(step.activity, Signalled):
        return taken(play, step.activity.happened())
    return done(play, act)


def _now(play: Answered, outcome: Outcome) -> dict[str, Any]:
    """What is to be seen after the act: the message, a form that it opened, what is said to it."""
    in_card, card = outcome.opened if outcome.chat == "teams" else None, play.card()
    return {
        "acts": any(isinstance(part, Choices | Form) for part in card.parts),
        "message": drawn(card, opened=in_card, problems=outcome.errors, values=outcome.values),
        "said": outcome.said,
        "window": window(outcome.opened) if outcome.opened and outcome.chat == "slack" else None,
        "opened": in_card is not None,
        "errors": dict(outcome.errors),
        "wrong": dict(outcome.wrong),
    }


def _play(programme: Programme, step: Step, view: View, known: Sequence[View], asked: Asked) -> Play:
    """The step with the answers it was given; what others answered about the learner is known to the learner's."""
    said: Mark | None = None
    other = next((one for one in known if one.key == views.ASKED), None)
    if other is not None and view.key != views.ASKED:
        answered = _replayed(programme, step, other, asked, None).answer()
        said = views.heard(answered) if answered else None
    return _replayed(programme, step, view, asked, said)


def _replayed(programme: Programme, step: Step, view: View, asked: Asked, said: Mark | None) -> Play:
    given = [one.answer() for one in asked.given.get(view.key, ())]
    return Play.of(programme, view, given, lambda people: views.told_by(step, people, said))


def _reminder(programme: Programme, step: Step) -> dict[str, Any] | None:
    """None: nobody is reminded of it."""
    if not step.activity.waits or not step.reminders.at_most:
        return None
    return {
        "message": drawn(activities.reminder(programme, step)),
        "after_days": step.reminders.after_days,
        "at_most": step.reminders.at_most,
    }


def _verdict(mark: Mark | None) -> dict[str, Any] | None:
    """What the bot notes. None: nobody has answered yet."""
    if mark is None:
        return None
    if mark.problems:
        return {"taken": False, "status": "", "label": "", "score": None, "done": False}
    return {"taken": True, "status": mark.status, "label": mark.label, "score": mark.score, "done": mark.done}
