"""What comes of pressing, filling in or typing something on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.channels.slack.render import acted as acted_in_slack
from bot.channels.teams.render import acted as acted_in_teams
from bot.preview.asked import Act
from bot.preview.drawing import drawn
from bot.sandbox.teams.cards import inputs
from bot.sandbox.teams.inputs import refused
from content.activity import Answer, Mark
from content.message import Form, Message

NOTHING_THERE = "There is nothing to fill in here."
NO_ANSWER = "This button works in the real chat alone."


class Answered(Protocol):
    """What can be pressed, filled in or typed at."""

    def take(self, answer: Answer) -> Mark:
        """Mark an answer, and keep it unless it is refused."""
        ...

    def card(self) -> Message:
        """The message as it stands now."""
        ...

    def form(self, key: str) -> Form | None:
        """The form of that key. None: there is none."""
        ...


@dataclass(slots=True)
class Outcome:
    """What came of an act in that *chat*; *errors* are the activity's own, *wrong* what the Teams app itself says of its inputs."""

    chat: str = ""
    said: str = ""
    opened: Form | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def done(play: Answered, act: Act) -> Outcome:
    """Do it."""
    if act.text:
        return taken(play, Answer(text=act.text))
    return _in_teams(play, act.data) if act.chat == "teams" else _in_slack(play, act)


def _in_slack(play: Answered, act: Act) -> Outcome:
    if act.form:
        given = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in act.values.items()}
        values = {key: tuple(one for one in value if one) for key, value in given.items()}
        return taken(play, Answer(values=values), play.form(act.form), "slack")
    pressed = acted_in_slack(act.value)
    if pressed is None or pressed.command:
        return Outcome(said=NO_ANSWER)
    return _opened(play, pressed.form, "slack") if pressed.form else taken(play, Answer(choice=pressed.choice), chat="slack")


def _in_teams(play: Answered, data: Mapping[str, Any]) -> Outcome:
    pressed = acted_in_teams(data)
    if pressed is None or pressed.command:
        return Outcome(said=NO_ANSWER)
    if pressed.open:
        return _opened(play, pressed.open, "teams")
    if not pressed.form:
        return taken(play, Answer(choice=pressed.choice), chat="teams")
    form = play.form(pressed.form)
    if form is None:
        return Outcome(said=NOTHING_THERE)
    if wrong := _unsent(play, form, data):
        return Outcome("teams", opened=form, wrong=wrong, values=pressed.values)
    return taken(play, Answer(values=pressed.values), form, "teams")


def _unsent(play: Answered, form: Form, data: Mapping[str, Any]) -> dict[str, str]:
    """What keeps the Teams app from sending the form at all, by input."""
    asked = inputs(drawn(play.card(), opened=form)["teams"][-1])
    found = {str(one["id"]): refused(one, str(data.get(str(one["id"]), ""))) for one in asked}
    return {key: said for key, said in found.items() if said}


def _opened(play: Answered, key: str, chat: str) -> Outcome:
    form = play.form(key)
    return Outcome(chat, opened=form) if form else Outcome(said=NOTHING_THERE)


def taken(play: Answered, answer: Answer, form: Form | None = None, chat: str = "slack") -> Outcome:
    """Give the answer; *form* is what it was filled into, to be shown again if it is not taken."""
    mark = play.take(answer)
    if mark.problems and form is not None:
        return Outcome(chat, opened=form, errors=mark.problems, values=answer.values)
    if mark.problems:
        return Outcome(said=" ".join(mark.problems.values()))
    return Outcome(chat, opened=mark.form)
