"""What somebody presses, types or fills in for what they mean: found by trying all that a step offers, as it would be marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, islice, product

from content.activity import Activity, Answer, Mark
from content.conditions import Outcome
from content.message import Field, Form, Input, Message
from content.outcomes import MOST_TRIES, SOME_WORDS, outcome
from content.traits import Arranged, Signalled

A_LINK = "https://example.org/shown"


def answers(activity: Activity, wanted: Outcome | None) -> Sequence[Answer]:
    """The answers, one after the other, by which a step comes to what is *wanted*; None: to anything that settles it.

    Where that can't be had here (an answer in a channel, while there is none), to what leaves it as open or settled.
    Nothing: it can't be answered at all, such as by a file alone.
    """
    exactly = _sequence(activity, wanted, 0)
    return exactly or _first(one for one, mark in _marked(activity, 0) if mark.done == (wanted is None or wanted.final))


def scored(activity: Activity, score: float | None) -> Sequence[Answer]:
    """The answer with that *score* of who is asked about somebody; None: in words."""
    return _first(one for one, mark in _marked(activity, 0) if mark.done and mark.score == score)


def _first(found: Iterable[Answer]) -> Sequence[Answer]:
    return list(islice(found, 1))


def _sequence(activity: Activity, wanted: Outcome | None, tries: int) -> Sequence[Answer]:
    wrong = None
    for one, mark in _marked(activity, tries):
        if mark.done if wanted is None else _same(outcome(mark), wanted):
            return (one,)
        if mark.status == "wrong" and not mark.done:
            wrong = wrong or one
    rest = _sequence(activity, wanted, tries + 1) if wrong is not None and tries < MOST_TRIES else ()
    return (wrong, *rest) if wrong is not None and rest else ()


def _same(found: Outcome, wanted: Outcome) -> bool:
    same = (found.status, found.score, found.final) == (wanted.status, wanted.score, wanted.final)
    return same and wanted.label in ("", found.label)


def _marked(activity: Activity, tries: int) -> Iterator[tuple[Answer, Mark]]:
    return ((one, mark) for one in _offered(activity) if not (mark := activity.mark(one, tries)).problems)


def _offered(activity: Activity) -> Iterator[Answer]:
    """All that one can do: forms with words in them first, then what can be pressed, and what can be typed."""
    prompt = Message(activity.prompt())
    pressed = [Answer(choice=one.key) for one in prompt.choices()]
    if isinstance(activity, Arranged):
        pressed += [Answer(choice=one.key) for one in Message((activity.afterwards(),)).choices()]
    forms = [part for part in prompt.parts if isinstance(part, Form)]
    opened = (form for one in pressed if (form := activity.mark(one, 0).form) is not None)
    yield from chain.from_iterable(map(_filled, (*forms, *opened)))
    yield from pressed
    yield from (Answer(text=typed) for typed in (SOME_WORDS, A_LINK) if activity.takes_text)
    if isinstance(activity, Signalled):
        yield activity.happened()


def _filled(form: Form) -> Iterator[Answer]:
    """The form with some words, and with everything that its options can come to: of several scales, each sum of points once."""
    many = next((one for one in form.fields if one.input == Input.MANY), None)
    if many is not None:
        keys = [key for key, _ in many.options]
        picks = chain.from_iterable(combinations(keys, number) for number in range(1, len(keys) + 1))
        yield from (_answer(form.fields, {many.key: picked}) for picked in picks)
        return
    chosen = [one for one in form.fields if one.options]
    for turned in product((1, -1), repeat=len(chosen)):  # of some scales the other end is the high one
        for points in range(sum(len(one.options) - 1 for one in chosen) + 1):
            yield _answer(form.fields, dict(_spread(zip(chosen, turned, strict=True), points)))


def _spread(fields: Iterable[tuple[Field, int]], points: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """So many points above the lowest, the first questions getting the most; -1: its options count from the last."""
    for one, turned in fields:
        here = min(points, len(one.options) - 1)
        points -= here
        yield one.key, (one.options[::turned][here][0],)


def _answer(fields: Iterable[Field], picked: dict[str, tuple[str, ...]]) -> Answer:
    words = {one.key: (SOME_WORDS,) for one in fields if one.input in (Input.TEXT, Input.LINE)}
    return Answer(values=words | picked)
