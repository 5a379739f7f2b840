"""Commit: an if-then plan for the days to come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import Answer, Mark, Nature, Plan, kind, refuse, unreadable
from content.conditions import Outcome
from content.fields import Line, Markdown
from content.message import Field as FormField
from content.message import Form, Input, Part, Quote, Text

LONGEST = 300  # a plan that takes longer to say is two plans
SENTENCE = re.IGNORECASE | re.DOTALL
IF = r"(?:if|when|whenever)\s+"
I_WILL = r"i\s*(?:will|['’]ll|shall|am\s+going\s+to|['’]m\s+going\s+to)\s+"
THEN = rf"(?:then\s+(?:{I_WILL})?|{I_WILL})"
CUE_FIRST = re.compile(rf"{IF}(?P<cue>.+?)[\s,;:…–—-]+{THEN}(?P<action>.+)", SENTENCE)
ACTION_FIRST = re.compile(rf"{I_WILL}(?P<action>.+?)[\s,]+{IF}(?P<cue>.+)", SENTENCE)
LEADING = re.compile(rf"(?:{IF}|{THEN})(?=\S)", re.IGNORECASE)  # people repeat the words that stand before the field
HOW = "Please write it as “If …, then I will …”: the moment first, then the one thing you will do."


@kind("commit")
@dataclass(frozen=True, slots=True)
class Commit:
    """An if-then plan to make."""

    waits: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True
    nature: ClassVar[Nature] = Nature.DOING

    invitation: Annotated[Markdown, Field(alias="prompt", description="what to plan for (Markdown)")]
    example_if: Annotated[Line | None, Field(description="an example of a moment, without “If”")] = None
    example_then: Annotated[Line | None, Field(description="an example of an act, without “then I will”")] = None

    def prompt(self) -> tuple[Part, ...]:
        cue = FormField("cue", "If …", Input.LINE, hint=_example(self.example_if), required=True, limit=LONGEST)
        action = FormField("action", "… then I will …", Input.LINE, hint=_example(self.example_then), required=True, limit=LONGEST)
        return Text(self.invitation), Form(
            "answer", "Your plan", (cue, action), button="Make a plan", submit="Keep it", intro=self.invitation
        )

    def outcomes(self) -> tuple[Outcome, ...]:
        """A plan, or nothing yet."""
        return (Outcome("planned", "Planned"),)

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        if "cue" in answer.values or "action" in answer.values:
            return _filled(Plan(_bare(answer.value("cue")), _bare(answer.value("action"))))
        plan = _typed(answer.text.strip())
        return _kept(plan, answer.text.strip()) if plan else refuse(HOW)


def _example(words: str | None) -> str:
    return f"For example: {words}" if words else ""


def _bare(words: str) -> str:
    line = " ".join(words.split())
    leading = LEADING.match(line)
    return (line[leading.end() :] if leading else line).strip(" ,;.…")


def _filled(plan: Plan) -> Mark:
    said = {
        "cue": "Which moment will it be? A place, a time, or something that happens." if not plan.cue else "",
        "action": "What will you do then? One act is enough." if not plan.action else "",
    }
    long = {key: f"Please keep it under {LONGEST} characters." for key in said if len(getattr(plan, key)) > LONGEST}
    problems = {key: words for key, words in (said | long).items() if words}
    return Mark(done=False, problems=problems) if problems else _kept(plan, f"If {plan.cue}, then I will {plan.action}")


def _typed(text: str) -> Plan | None:
    if len(text) > 2 * LONGEST + 50:  # the frame of the sentence is 50 at most
        return None
    found = CUE_FIRST.fullmatch(text) or ACTION_FIRST.fullmatch(text)
    if found is None:
        return None
    plan = Plan(_bare(found["cue"]), _bare(found["action"]))
    return plan if plan.cue and plan.action and len(plan.cue) <= LONGEST and len(plan.action) <= LONGEST else None


def _kept(plan: Plan, words: str) -> Mark:
    said = (Text("Your plan:"), Quote(f"If {plan.cue}, then I will {plan.action}"))
    return Mark(status="planned", label="Planned", words=words, feedback=said, plan=plan)
