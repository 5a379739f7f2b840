"""A programme file of which the craft has nothing to say."""

from __future__ import annotations

NAME = "small-talk.yaml"

SOUND = """\
title: Small talk
summary: Two weeks of asking before telling.
audience: people who lead a team
minutes_a_week: 30
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
      - key: w1-now
        kind: reflect
        title: As it is now
        minutes: 2
        when: {day: mon, time: "09:00"}
        visible_to: aggregate
        behaviour: asks-first
        question: How often do you ask first?
        options: [Never, Seldom, Often]
      - key: w1-why
        kind: learn
        title: Why it misses
        minutes: 3
        when: {day: tue, time: "09:00"}
        text: Most advice comes too early.
      - key: w1-try
        kind: practise
        title: Ask once
        minutes: 10
        when: {day: wed, time: "09:30"}
        visible_to: manager
        behaviour: asks-first
        task: Ask one question before you answer.
  - title: Do
    steps:
      - key: w2-look
        kind: reflect
        title: Look back
        minutes: 5
        when: {after: w1-try, days: 1, time: "16:00"}
        visible_to: private
        question: What did you hear?
"""


def put(*swaps: tuple[str, str]) -> str:
    """The sound file with each first text of a swap, which is there once, put for the second."""
    text = SOUND
    for old, new in swaps:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    return text
