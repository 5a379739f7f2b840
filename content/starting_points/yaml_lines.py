"""Lines of YAML that say what they are given, whatever it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

PLAIN = re.compile(
    r"[A-Za-z][A-Za-z0-9’“”().,;?! -]* [A-Za-z0-9’“”().,;?! -]*[A-Za-z0-9’”).?!]"
)  # two words that read the same without quotes
MEANING = re.compile(r"([\\`*_\[\]<>&~|])")  # what Markdown makes something of within a line
PARAGRAPHS = ("text", "task", "question", "prompt")  # texts that are written as blocks: they are edited most

Value: TypeAlias = str | int | Sequence[str] | Mapping[str, str | int]


def quoted(words: str) -> str:
    """The words as they may stand behind a colon."""
    return words if PLAIN.fullmatch(words) else json.dumps(words, ensure_ascii=False)  # a JSON text is a YAML text


def escaped(words: str) -> str:
    """The words as they may stand within a line of Markdown, with no more backslashes than needed: somebody will edit them."""
    return MEANING.sub(r"\\\1", words)


def step(note: str, fields: Mapping[str, Value]) -> Iterator[str]:
    """A step of a week, below a comment."""
    yield from (f"      # {line}" for line in note.splitlines())
    dash = "- "
    for key, value in fields.items():
        if key in PARAGRAPHS and isinstance(value, str):
            yield f"        {key}: |"
            yield from (f"          {line}".rstrip() for line in value.splitlines())
        else:
            yield f"      {dash}{key}: {_inline(value)}"
        dash = "  "
    yield ""


def _inline(value: Value) -> str:
    if isinstance(value, str):
        return value if value.replace("-", "").isalnum() and value.islower() and not value[0].isdigit() else quoted(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_inline(one)}" for key, one in value.items()) + "}"
    return "[" + ", ".join(one if one.replace(" ", "").isalpha() else quoted(one) for one in value) + "]"
