"""What the page asks for: a step, the answers that it was given so far, and what is done now."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from content.activity import Answer


class Given(BaseModel):
    """An answer, as the page keeps it."""

    choice: str = ""
    text: str = ""
    values: dict[str, tuple[str, ...]] = {}

    @classmethod
    def of(cls, answer: Answer) -> Given:
        return cls(choice=answer.choice, text=answer.text, values=dict(answer.values))

    def answer(self) -> Answer:
        return Answer(self.choice, self.text, self.values)


class Act(BaseModel):
    """What somebody did: pressed a button (its *value* in Slack, its *data* in Teams), sent Slack's window, or typed.

    *happened*: what the step waits for has happened elsewhere.
    """

    chat: Literal["slack", "teams"] = "slack"
    value: str = ""
    data: dict[str, Any] = {}
    form: str = ""
    values: dict[str, str | list[str]] = {}
    text: str = ""
    happened: bool = False


class Asked(BaseModel):
    """*view* is whose message is shown; *given* the answers by view; *act* None: nothing is done, it is to be shown."""

    step: str
    view: str = ""
    given: dict[str, list[Given]] = {}
    act: Act | None = None


class Answered(BaseModel):
    """All *answers* that the page was given, by step and then by view."""

    answers: dict[str, dict[str, list[Given]]] = {}
