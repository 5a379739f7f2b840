"""Which message a reply quotes, and what its writer added. In a chat of two, Teams has no threads; it has quotes."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

QUOTE = "http://schema.skype.com/reply"
BREAKS = frozenset({"p", "div", "br", "li", "blockquote"})


class _Reading(HTMLParser):
    """Takes the first quote's message apart from the writer's own words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: str | None = None
        self.words: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "blockquote" and (self._inside or str(given.get("itemtype")).lower() == QUOTE):
            self.root = self.root or given.get("itemid")
            self._inside += 1
        elif tag in BREAKS and not self._inside:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and self._inside:
            self._inside -= 1

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.words.append(data)


def _read(activity: Mapping[str, Any]) -> _Reading | None:
    """The reply's HTML, read. None: it quotes nothing."""
    for one in activity.get("attachments") or ():
        content = one.get("content") if isinstance(one, Mapping) and one.get("contentType") == "text/html" else None
        if isinstance(content, str) and QUOTE in content.lower():
            reading = _Reading()
            reading.feed(content)
            reading.close()
            return reading
    return None


def quoted(activity: Mapping[str, Any]) -> tuple[str, str] | None:
    """The id of the message that a reply quotes, and what its writer added. None: it quotes nothing."""
    reading = _read(activity)
    if reading is None or reading.root is None:
        return None
    lines = [" ".join(line.split()) for line in "".join(reading.words).split("\n")]
    return reading.root, "\n".join(line for line in lines if line)
