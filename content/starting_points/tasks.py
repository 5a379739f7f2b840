"""The words of a draft: tasks from easy to hard, and what each cause of a gap calls for."""

from __future__ import annotations

from typing import NamedTuple

from content.programme import Cause


class Task(NamedTuple):
    """A task for one week; *how* says how hard it is, *ask* is the question after it."""

    title: str
    how: str
    ask: str


LADDER = (  # each asks a little more than the one before; a programme takes as many of them as it has weeks
    Task(
        "Notice the moments",
        "For the next three working days, look out for moments that call for it. Do what you usually do, and keep a line about each: "
        "when it was, what you did, what came of it.",
        "Which of these moments would be the easiest to begin with?",
    ),
    Task(
        "Once, where it is easy",
        "Choose one easy moment this week: with somebody you know well, and with little at stake.",
        "What did you do, and what came of it?",
    ),
    Task(
        "Once, chosen ahead",
        "Look through the coming days and choose your moment before it comes. Decide now how you will begin.",
        "What went as you had planned it, and what did not?",
    ),
    Task(
        "Twice, in different places",
        "Try it twice this week, in moments that differ: other people, or another kind of work.",
        "What was different the second time?",
    ),
    Task(
        "On a full day",
        "Choose the fullest day of your week and try it there, even if only for a minute.",
        "What made it hard, and what helped?",
    ),
    Task(
        "With somebody who looks on",
        "Ask a colleague to be there, or to look at what came of it. Try it, and then ask what they saw.",
        "What did your colleague see that you had not noticed?",
    ),
    Task(
        "The moment you avoid",
        "There is a moment in which you would rather leave it. Try it there once, and keep it small.",
        "What happened, compared with what you had expected?",
    ),
    Task(
        "Whenever it comes up",
        "Until Friday, do it whenever there is occasion. Count the occasions, and how often you did it.",
        "How many occasions were there, and in how many did you do it?",
    ),
)

NOTES = {  # for the author, beside the cause
    Cause.INFORMATION: "The cause lies in the surroundings: training alone will not close this gap.\n"
    "Settle first who says what is expected and how people hear how they are doing. The step with the manager is a beginning.",
    Cause.RESOURCES: "The cause lies in the surroundings: training alone will not close this gap.\n"
    "Settle first who gives the time, the tools or the access. The step with the manager is a beginning.",
    Cause.INCENTIVES: "The cause lies in the surroundings: training alone will not close this gap.\n"
    "Settle first what will be noticed and rewarded. The step with the manager is a beginning.",
    Cause.KNOWLEDGE: "Practice can close this gap. See to it that the work offers enough occasions for it.",
    Cause.CAPACITY: "Practice closes this gap only in part. See what else can be taken off people, and whether the work suits them.",
    Cause.MOTIVES: "Nobody is talked into it by a programme. Ask some of them first what speaks against it, and answer that in week 1.",
}

WITH_THE_MANAGER = {  # of the causes that lie in the surroundings: what to talk about, with somebody who can change it
    Cause.INFORMATION: "Ask your manager two things: **what would good look like here**, and **how will you hear how you are doing?**",
    Cause.RESOURCES: "Tell your manager **what is missing for it**: time, a tool, access, or a process that stands in the way. "
    "Ask for one thing that can change this month.",
    Cause.INCENTIVES: "Talk with your manager about **what is noticed and rewarded** at present, and what doing this costs you. "
    "Agree on one thing that would make it worth your while.",
}


def ladder(weeks: int) -> tuple[Task, ...]:
    """A task a week, from the easiest to the hardest, with even steps between them."""
    return tuple(LADDER[round(week * (len(LADDER) - 1) / (weeks - 1))] for week in range(weeks))
