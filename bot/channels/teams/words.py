"""Words as elements of a card in which nothing is parsed: no Markdown, no date, no mention, no link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from content.words import clean

Json: TypeAlias = dict[str, Any]

BRACES = re.compile(r"(?<=\{)(?=\{)")  # between them: clients write {{DATE(…)}} and {{TIME(…)}} anew, even in a TextRun
PARSED = re.compile(r"[*_\[\]<>{}`~\\|@]|&#?\w+;|://|\bwww\.|^\s*(?:[-+#=>]|\d+[.)])|[\r\n]")  # what a TextBlock may make something of
LINES = 60  # elements that one text may become; above that its lines share one
TITLE = 200  # characters of a heading


def inert(words: str) -> bool:
    """Whether *words* read as written even where a client looks for Markdown in them."""
    return PARSED.search(words) is None


def runs(words: str, **style: Any) -> list[Json]:
    """*words* as they are. Neighbouring braces part company: together they could be taken for a date."""
    return [{"type": "TextRun", "text": piece, **style} for piece in BRACES.split(words) if piece]


def block(inlines: Iterable[Json], **more: Any) -> Json:
    """A stretch of running text."""
    return {"type": "RichTextBlock", "inlines": list(inlines), **more}


def lines(words: str, **style: Any) -> list[Json]:
    """*words* as they are, a block for each line (not every client breaks a line within a block)."""
    found: list[Json] = []
    texts = clean(words).strip("\n").split("\n")
    if len(texts) > LINES:
        return [block(runs("\n".join(texts), **style))]
    empty = False
    for text in texts:
        if text.strip():
            found.append(block(runs(text, **style), **({"spacing": "none"} if found and not empty else {})))
        empty = not text.strip()
    return found


def bare(words: str, **look: Any) -> Json:
    """A line of bare text in a TextBlock where that changes nothing about it, else as a stretch of running text."""
    if inert(words) and len(words) <= TITLE:
        return {"type": "TextBlock", "text": words, "wrap": True, **look}
    style = {key: value for key, value in look.items() if key in ("size", "weight", "color", "isSubtle")}
    more = {key: value for key, value in look.items() if key in ("id", "spacing", "separator")}
    return block(runs(words, **style), **more)
