"""Commit: an if-then plan for the days to come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from content.activities import kind
from content.activity import Answer, Mark, Nature, Plan, refuse, unreadable
from content.conditions import Outcome
from content.fields import Line, Markdown
from content.message import Field as FormField
from content.message import Form, Input, Part, Quote, Text
from content.translated import N_, _, _n

LONGEST = 300  # a plan that takes longer to say is two plans
SENTENCE = re.IGNORECASE | re.DOTALL
IF = r"(?:if|when|whenever)\s+"
I_WILL = r"i\s*(?:will|['’]ll|shall|am\s+going\s+to|['’]m\s+going\s+to)\s+"
THEN = rf"(?:then\s+(?:{I_WILL})?|{I_WILL})"
CUE_FIRST = re.compile(rf"{IF}(?P<cue>.+?)[\s,;:…–—-]+{THEN}(?P<action>.+)", SENTENCE)
ACTION_FIRST = re.compile(rf"{I_WILL}(?P<action>.+?)[\s,]+{IF}(?P<cue>.+)", SENTENCE)
LEADING = re.compile(rf"(?:{IF}|{THEN})(?=\S)", re.IGNORECASE)  # people repeat the words that stand before the field
# Translators: a plan. One types it in just these words too, so keep them few; {cue} and {action} are what the person filled in.
PLAN = N_("If {cue}, then I will {action}")
PLANNED = N_("Planned")


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
        cue = FormField("cue", _("If …"), Input.LINE, hint=_example(self.example_if), required=True, limit=LONGEST)
        action = FormField("action", _("… then I will …"), Input.LINE, hint=_example(self.example_then), required=True, limit=LONGEST)
        # Translators: “Your plan” is the title of a form, at most 24 characters
        title = _("Your plan")
        return Text(self.invitation), Form(
            "answer", title, (cue, action), button=_("Make a plan"), submit=_("Keep it"), intro=self.invitation
        )

    def outcomes(self) -> tuple[Outcome, ...]:
        """A plan, or nothing yet."""
        return (Outcome("planned", _(PLANNED)),)

    def mark(self, answer: Answer, tries: int) -> Mark:
        if refused := unreadable(answer):
            return refused
        if "cue" in answer.values or "action" in answer.values:
            return _filled(Plan(_bare(answer.value("cue")), _bare(answer.value("action"))))
        plan = _typed(answer.text.strip())
        if plan is None:
            frame = _(PLAN, cue="…", action="…")
            return refuse(_("Please write it as “{frame}”: the moment first, then the one thing you will do.", frame=frame))
        return _kept(plan, answer.text.strip())


def _example(words: str | None) -> str:
    return _("For example: {words}", words=words) if words else ""


def _bare(words: str) -> str:
    line = " ".join(words.split())
    leading = LEADING.match(line) or re.match(rf"(?:{'|'.join(_around())})(?=\S)", line, re.IGNORECASE)
    return (line[leading.end() :] if leading else line).strip(" ,;.…")


def _filled(plan: Plan) -> Mark:
    said = {
        "cue": _("Which moment will it be? A place, a time, or something that happens.") if not plan.cue else "",
        "action": _("What will you do then? One act is enough.") if not plan.action else "",
    }
    too_long = _n("Please keep it under {number} character.", "Please keep it under {number} characters.", LONGEST)
    long = {key: too_long for key in said if len(getattr(plan, key)) > LONGEST}
    problems = {key: words for key, words in (said | long).items() if words}
    return Mark(done=False, problems=problems) if problems else _kept(plan, _in_words(plan))


def _typed(text: str) -> Plan | None:
    if len(text) > 2 * LONGEST + 50:  # the frame of the sentence is 50 at most
        return None
    found = CUE_FIRST.fullmatch(text) or ACTION_FIRST.fullmatch(text) or re.fullmatch(_sentence(), text, SENTENCE)
    if found is None:
        return None
    plan = Plan(_bare(found["cue"]), _bare(found["action"]))
    return plan if plan.cue and plan.action and len(plan.cue) <= LONGEST and len(plan.action) <= LONGEST else None


def _kept(plan: Plan, words: str) -> Mark:
    said = (Text(_("Your plan:")), Quote(_in_words(plan)))
    return Mark(status="planned", label=_(PLANNED), words=words, feedback=said, plan=plan)


def _in_words(plan: Plan) -> str:
    return _(PLAN, cue=plan.cue, action=plan.action)


def _sentence() -> str:
    """A plan as it is typed in the language spoken, as a pattern: whatever stands between its words that is none."""
    parts = re.split(r"\{(cue|action)\}", _(PLAN))
    return "".join(rf"(?P<{part}>.+?)" if part in ("cue", "action") else _words(part) for part in parts)


def _around() -> list[str]:
    """What stands before each half of it, as patterns."""
    return [_words(part).removeprefix(r"\W+") for part in re.split(r"\{(?:cue|action)\}", _(PLAN))[:2] if part.strip(" ,.")]


def _words(said: str) -> str:
    return r"\W+".join(re.split(r"\W+", said))
