"""The steps of a draft, each below a comment for its author."""

from __future__ import annotations

from collections.abc import Iterator

from content.starting_points.answers import Answers
from content.starting_points.tasks import WITH_THE_MANAGER, Task
from content.starting_points.yaml_lines import Value, escaped, step

BESIDE = 12  # minutes of a week that are not its task: five for the check-in, seven for what else comes
LONGEST_TASK = 18  # with what else comes a week stays within five minutes on each of five days
TAPS = ("Never", "Seldom", "About half the time", "Usually", "Every time", "No occasion")
NO_OCCASION = "If there is no occasion for it this week, say so: that is nobody’s fault, and worth knowing."


def week_of(answers: Answers, week: int, task: Task) -> Iterator[str]:
    """The steps of one week, counted from 1."""
    first, last = week == 1, week == answers.weeks
    if first:
        yield from _asked(
            answers, "w1-before", "As it is now", "mon", "Measured before anything is taught, and word for word again at the end."
        )
        yield from _begun(answers)
    if week == 2:
        yield from _planned(answers)
    yield from _tried(week, task, answers, "wed" if first else "mon" if last else "tue")
    if week == 3 and answers.cause in WITH_THE_MANAGER:
        yield from _talked_over(answers)
    if week == answers.weeks - 1:
        yield from _looked_back(week, answers)
    if last:
        yield from _shown(week, answers)
        yield from _asked(
            answers, f"w{week}-after", "As it is by now", "thu", "The question of week 1, unchanged, so that the answers compare."
        )


def _asked(answers: Answers, key: str, title: str, day: str, note: str) -> Iterator[str]:
    question = f"Think of the last four weeks. **How often did this hold for you, when there was occasion?**\n\n{_behaviour(answers)}"
    own: dict[str, Value] = {"reminders": {"after_days": 1, "at_most": 2}, "question": question, "options": TAPS}
    yield from _step(note, answers, key, "reflect", title, 2, day, "09:00", "aggregate", own)


def _begun(answers: Answers) -> Iterator[str]:
    text = (
        f"These {answers.length} weeks are about one thing:\n\n{_behaviour(answers)}\n\n"
        f"**How one knows that it happens:** {escaped(answers.known_by)}\n\n"
        "Each week brings one task in your own work, a little harder than the one before. "
        "Reading takes little of your time; trying is what counts."
    )
    note = "Short, and the only thing to read. Add an example from your people’s own work: how it goes now, and how it could."
    yield from _step(
        note,
        answers,
        "w1-about",
        "learn",
        f"What these {answers.length} weeks are about",
        2,
        "tue",
        "09:30",
        "private",
        {"text": text},
    )


def _planned(answers: Answers) -> Iterator[str]:
    prompt = (
        "It is easily lost on a full day, so tie it to a moment.\n\n"
        "**If:** a moment that is sure to come this week, and that you cannot miss.\n\n"
        f"**Then:** the first small piece of this: {escaped(answers.practice)}\n\n"
        "If you have a manager here, they will see this plan. Name the moment, not the people."
    )
    note = "An if-then plan; the Friday check-in comes back to it. Put in a moment and an act that your people know."
    own: dict[str, Value] = {"prompt": prompt, "example_if": "our first meeting of the week begins"}
    yield from _step(note, answers, "w2-plan", "commit", "When will you try it?", 3, "mon", "09:30", "manager", own)


def _tried(week: int, task: Task, answers: Answers, day: str) -> Iterator[str]:
    what = _behaviour(answers) if week == 1 else f"**What to try:** {escaped(answers.practice)}"
    note = f"Task {week} of {answers.weeks}, from easy to hard. Say it in the words of your people’s work: who, when, what."
    own: dict[str, Value] = {"task": f"{task.how}\n\n{what}\n\n{NO_OCCASION}", "ask": task.ask}
    minutes = min(answers.minutes - BESIDE, LONGEST_TASK)
    yield from _step(note, answers, f"w{week}-try", "practise", task.title, minutes, day, "10:00", "private", own)


def _talked_over(answers: Answers) -> Iterator[str]:
    task = (
        f"{WITH_THE_MANAGER[answers.cause]}\n\nIt is about this:\n\n{_behaviour(answers)}\n\n"
        "What you write here goes to your manager too. If you have none here, talk with whoever decides about your work."
    )
    note = "The cause lies in the surroundings, so somebody who can change them has to hear of it."
    own: dict[str, Value] = {"task": task, "ask": "What did you agree on, and by when?"}
    yield from _step(note, answers, "w3-manager", "practise", "A few minutes with your manager", 4, "thu", "10:00", "manager", own)


def _looked_back(week: int, answers: Answers) -> Iterator[str]:
    question = "Look back on your tries so far. **What made it easier, and what got in the way?**"
    note = "Late enough for something to look back on, early enough for the last task to gain by it."
    yield from _step(
        note, answers, f"w{week}-back", "reflect", "What helps, what hinders", 3, "thu", "14:00", "private", {"question": question}
    )


def _shown(week: int, answers: Answers) -> Iterator[str]:
    task = (
        f"One’s own view is half of it. **This was to show whether it works:** {escaped(answers.measure)}\n\n"
        "Look at your part of it, or ask whoever can see it. What you write here goes to your manager too."
    )
    note = "What you measure by, beside the one-tap question. Note the same thing before week 1, else there is nothing to compare with."
    own: dict[str, Value] = {"task": task, "ask": "What did you find, and what do you make of it?"}
    yield from _step(note, answers, f"w{week}-shown", "practise", "What shows it", 3, "wed", "10:00", "manager", own)


def _step(
    note: str, answers: Answers, key: str, kind: str, title: str, minutes: int, day: str, time: str, seen_by: str, own: dict[str, Value]
) -> Iterator[str]:
    common: dict[str, Value] = {"key": key, "kind": kind, "title": title, "minutes": minutes, "when": {"day": day, "time": time}}
    yield from step(note, {**common, "visible_to": seen_by, "behaviour": answers.key, **own})


def _behaviour(answers: Answers) -> str:
    return f"“{escaped(answers.behaviour)}”"
