"""Programme files for the tests, in one piece and with a part changed."""

from __future__ import annotations

import re

from content.loading import InvalidProgramme, Problem, parse

NAME = "small-talk.yaml"

SMALL = """\
title: Small talk
summary: Two weeks of asking before telling.
audience: people who lead a team
minutes_a_week: 25
outcome:
  - behaviour: Asks a question before giving advice
    key: asks-first
    actual: 1
    desired: 3
    known_by: colleagues say so
    cause: knowledge
weeks:
  - title: Notice
    steps:
      - key: w1-why
        kind: learn
        title: Why it misses
        minutes: 3
        when: {day: mon, time: "09:00"}
        text: Most advice comes too early.
        link: {url: "https://example.org/why", label: Read on}
      - key: w1-try
        kind: practise
        title: Ask once
        minutes: 10
        when: {day: wed, time: 9:30}
        visible_to: coach
        behaviour: asks-first
        task: Ask one question before you answer.
  - title: Do
    steps:
      - key: w2-look
        kind: reflect
        title: Look back
        minutes: 5
        when: {after: w1-try, days: 1, time: "16:00"}
        question: What did you hear?
      - key: w2-quiz
        kind: quiz
        title: Which one
        minutes: 2
        when: {after: start, days: 8, time: "09:00"}
        reminders: {at_most: 0}
        question: Which question is open?
        options:
          - {text: Did it go well?, feedback: It can be answered by yes.}
          - {text: What went well?, right: true, feedback: It lets people think.}
        explain: Open questions begin with what or how.
      - key: w2-plan
        kind: commit
        title: A plan
        minutes: 4
        when: {after: end, days: -2, time: "09:00"}
        prompt: When will you ask?
        example_if: somebody brings me a problem
        example_then: ask what they have tried
"""


def changed(*swaps: tuple[str, str]) -> str:
    """The small programme with each first text of a swap, which is there once, put for the second."""
    text = SMALL
    for old, new in swaps:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def without(key: str) -> str:
    """The small programme with the first line of that key left out, and whatever stands deeper below it."""
    return re.sub(rf"^( *){key}:.*\n(?:\1 +.*\n)*", "", SMALL, count=1, flags=re.MULTILINE)


def problems(text: str | bytes, name: str = NAME) -> tuple[Problem, ...]:
    """What is wrong with it. Empty: nothing."""
    try:
        parse(text, name)
    except InvalidProgramme as invalid:
        return invalid.problems
    return ()
