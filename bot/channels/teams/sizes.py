"""How much a card holds: what is too long goes on in a further card, and what no card holds is named, never dropped in silence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.teams.words import Json, block, runs
from content.translated import _, _n
from content.words import shortened

BODY = 26_500  # bytes of a card's elements: Teams takes 28 KB with what stands around them
ALL = 42_500  # bytes of all cards of a message: Teams takes 100 KB in UTF-16, with what stands around them
NOTICE = 300  # bytes kept free for saying what was cut
LEAST = 3_000  # bytes that are left to what is read when a card is full of what is pressed
SCRAP = 40  # bytes; a piece of text shorter than that is not worth a cut
PARTS = {"RichTextBlock": "inlines", "Container": "items", "Table": "rows"}  # what can be cut, and between which of its parts


@dataclass(frozen=True, slots=True)
class Piece:
    """An element of a card. It *stays* on the last card whatever is cut; *form* is the form that it opens."""

    element: Json
    stays: bool = False
    form: str = ""


def weight(value: Any) -> int:
    """Bytes of it in a card, with the comma behind it."""
    return len(json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass")) + 2


def fit(pieces: Sequence[Piece], most: int = 3) -> list[list[Piece]]:
    """The pieces on as few cards as hold them, *most* at most. Where they are several, what stays stands at the end of the last."""
    if _weight(pieces) <= BODY:
        return [list(pieces)]
    tail, dropped = _tail([piece for piece in pieces if piece.stays])
    flow = [piece.element for piece in pieces if not piece.stays]
    taken = _weight(tail) + NOTICE
    flow, beyond = split(flow, min(ALL, most * BODY) - taken)
    cards: list[list[Piece]] = []
    while len(cards) < most - 1 and sum(map(weight, flow)) + taken > BODY:
        page, flow = split(flow, BODY)
        cards.append([Piece(element) for element in page])
    last, lost = split(flow, BODY - taken)
    return [*cards, [*map(Piece, [*last, *_notice([*lost, *beyond, *dropped])]), *tail]]


def split(elements: Sequence[Json], room: int) -> tuple[list[Json], list[Json]]:
    """As much of *elements* as *room* bytes hold, and the rest."""
    kept: list[Json] = []
    for at, element in enumerate(elements):
        if (cost := weight(element)) <= room:
            kept.append(element)
            room -= cost
            continue
        head, rest = _cut(element, room)
        return [*kept, *head], [*rest, *elements[at + 1 :]]
    return kept, []


def characters(node: Any) -> int:
    """Characters that are shown of it."""
    if isinstance(node, dict):
        return sum(
            len(value) if isinstance(value, str) and key in ("text", "title", "altText", "legend", "x") else characters(value)
            for key, value in node.items()
            if key != "fallback"
        )
    return sum(map(characters, node)) if isinstance(node, list) else 0


def _cut(element: Json, room: int) -> tuple[list[Json], list[Json]]:
    """What of one element *room* bytes hold, and the rest; either may be nothing."""
    if element["type"] == "TextRun":
        return _cut_run(element, room)
    inside = PARTS.get(element["type"])
    if inside is None:
        return [], [element]
    head, rest = split(element[inside], room - weight(element | {inside: []}))
    if not head:
        return [], [element]
    again = {"firstRowAsHeader": False} if inside == "rows" else {}
    return [element | {inside: head}], [element | again | {inside: rest}] if rest else []


def _cut_run(run: Json, room: int) -> tuple[list[Json], list[Json]]:
    words, left = run["text"], room - weight(run | {"text": ""})
    if left < SCRAP:
        return [], [run]
    fits, over = 0, len(words)  # so many characters are known to fit, so many not to
    while over - fits > 1:
        middle = (fits + over) // 2
        fits, over = (middle, over) if weight(words[:middle]) <= left + 2 else (fits, middle)
    start = shortened(words, fits)
    rest = words[len(start) :].lstrip()
    return [run | {"text": start}] if start else [], [run | {"text": rest}] if rest else []


def _weight(pieces: Iterable[Piece]) -> int:
    return sum(weight(piece.element) for piece in pieces)


def _tail(stay: Sequence[Piece]) -> tuple[list[Piece], list[Json]]:
    """What stays, as far as one card holds it, the words before the buttons; and what it doesn't hold."""
    room, kept = BODY - LEAST - NOTICE, set[int]()
    for at in sorted(range(len(stay)), key=lambda at: stay[at].element["type"] == "ActionSet"):
        if (cost := weight(stay[at].element)) <= room:
            kept.add(at)
            room -= cost
    return [stay[at] for at in sorted(kept)], [piece.element for at, piece in enumerate(stay) if at not in kept]


def _notice(lost: Sequence[Json]) -> list[Json]:
    """A line that says how much is missing."""
    buttons = sum(len(element.get("actions", ())) for element in lost)
    words = characters([element for element in lost if "actions" not in element])
    missing = [_n("{number} more character", "{number} more characters", words)] if words else []
    missing += [_n("{number} more button", "{number} more buttons", buttons)] if buttons else []
    # Translators: {missing}: 12 more characters, 3 more buttons
    return [block(runs(_("… (cut here; {missing})", missing=", ".join(missing)), isSubtle=True))] if missing else []
