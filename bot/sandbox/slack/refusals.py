"""How the stand-in says no: Slack's error codes to a program, plain words to a person at the controls."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A Web API call that Slack answers with `{"ok": false, "error": …}`."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more

    def answer(self) -> dict[str, Any]:
        return {"ok": False, "error": self.error, **self.more}


def malformed(error: str, problems: list[str]) -> Refused:
    """A refusal that lists what is wrong with the arguments, as Slack does."""
    return Refused(error, response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]})


class Misuse(ValueError):
    """A person at the controls asks for what can't be done; says why."""
