"""Words as every channel shows them: what can be drawn, on one line, cut to a length."""

from __future__ import annotations

import re

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # control characters but tab and newline; lone surrogates


def clean(words: str) -> str:
    """*words* without what no client can draw; every kind of line end is a newline."""
    return UNPRINTABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def line(words: str) -> str:
    """*words* on one line."""
    return " ".join(clean(words).split())


def shortened(words: str, most: int) -> str:
    """*words*, cut at a word to *most* characters: nothing says so."""
    if len(words) <= most:
        return words
    start = words[:most]
    space = max(start.rfind(" "), start.rfind("\n"))
    return (start[:space] if space > most // 2 else start).rstrip()


def label(words: str, most: int) -> str:
    """*words* on one line, with an ellipsis where they are cut."""
    short = line(words)
    return short if len(short) <= most else shortened(short, most - 1) + "…"
