"""The first draft of a programme, written from its author's answers and ready to be edited."""

from __future__ import annotations

from collections.abc import Iterator

from content.starting_points.answers import SCALE, Answers
from content.starting_points.steps import week_of
from content.starting_points.tasks import NOTES, ladder
from content.starting_points.yaml_lines import quoted


def draft(key: str, answers: Answers) -> str:
    """The text of the programme file *key*.yaml."""
    lines = [*_top(key, answers), "weeks:"]
    for week, task in enumerate(ladder(answers.weeks), 1):
        lines += [f"  - title: {quoted('As it is now' if week == 1 else task.title)}", "    steps:"]
        lines += week_of(answers, week, task)
    return "\n".join(lines).rstrip() + "\n"


def _top(key: str, answers: Answers) -> Iterator[str]:
    title = key.replace("-", " ").strip().capitalize()
    yield "# A first draft, written from your answers. All of it is yours to change; lines that begin with # are for you alone."
    yield f"# `waypost lint {key}.yaml` names what is wrong; `waypost plan {key}.yaml --start … --zone …` shows when what comes."
    yield "format: 1"
    yield f"title: {quoted(title)}"
    summary = f"{answers.length.capitalize()} weeks of small steps at work towards one thing: “{answers.behaviour}”"
    yield f"summary: {quoted(summary)}"
    yield f"audience: {quoted(answers.audience)}"
    yield f"minutes_a_week: {answers.minutes}  # the most that a week may take, with up to 5 for the Friday check-in"
    yield "joinable: true  # learners may join by themselves; with false somebody enrols them"
    yield ""
    yield f"# Both levels are yours for a start ({SCALE}). Put in what people answer in week 1."
    yield "outcome:"
    yield f"  - key: {answers.key}"
    yield f"    behaviour: {quoted(answers.behaviour)}"
    yield f"    actual: {answers.now}"
    yield f"    desired: {answers.desired}"
    yield f"    known_by: {quoted(answers.known_by)}"
    yield from (f"    # {line}" for line in NOTES[answers.cause].splitlines())
    yield f"    cause: {answers.cause.value}"
    yield "reminders: {after_days: 3, at_most: 1}"
    yield ""
