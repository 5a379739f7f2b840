"""A trusted author's Markdown as a card's running text.

A TextBlock would parse it a second time, each client a little differently, and with it whatever people's names and words stand in it.
So we parse it, and what we hand over is never parsed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.channels.teams.words import Json, block, runs
from content.words import clean, label

PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("strikethrough")
ADDRESS = re.compile(r"(https?|mailto):", re.IGNORECASE)
STYLES: dict[str, Json] = {"strong": {"weight": "bolder"}, "em": {"italic": True}, "s": {"strikethrough": True}}
SLASH = "/waypost "  # before every command in Slack; here they are typed without it
CODE: Json = {"fontType": "monospace"}
INDENT = "\u2003"  # an em space: clients swallow ordinary ones at the start of a line
BREAK: Json = {"type": "break"}  # ours alone: where a line ends within a paragraph


def elements(markdown: str, **style: Any) -> list[Json]:
    """What stands in *markdown*; nothing if there is nothing to see. *style* is that of every word in it."""
    return list(_elements(_parsed(markdown).children, style))


@lru_cache(maxsize=1024)  # a step's text is the same for everybody who gets it
def _parsed(markdown: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(PARSER.parse(clean(markdown)))


def unslashed(words: str) -> str:
    """Commands in bare text as they are typed here."""
    return words.replace(SLASH, "")


def _elements(nodes: Iterable[SyntaxTreeNode], style: Json) -> Iterator[Json]:
    for node in nodes:
        match node.type:
            case "bullet_list" | "ordered_list":
                yield from _list(node, style)
            case "blockquote":
                if inner := list(_elements(node.children, style)):
                    yield {"type": "Container", "style": "emphasis", "items": inner}
            case _:
                yield from _lines(_inlines(node, style))


def _inlines(node: SyntaxTreeNode, style: Json) -> list[Json]:
    """The running text of one block that holds no other."""
    match node.type:
        case "fence" | "code_block":
            return _code(node.content, style)
        case "hr":
            return runs("———", **style)
        case "heading":
            return list(_inline(node.children, style | STYLES["strong"]))
        case _:
            return list(_inline([node], style))


def _code(content: str, style: Json) -> list[Json]:
    found: list[Json] = []
    for text in content.rstrip("\n").split("\n"):
        found += [BREAK] * bool(found) + runs(text, **style | CODE)
    return found


def _lines(inlines: Iterable[Json]) -> Iterator[Json]:
    """A block for each line; those of one paragraph stand close together."""
    found: list[list[Json]] = [[]]
    for inline in inlines:
        if inline is BREAK:
            found.append([])
        else:
            found[-1].append(inline)
    first = True
    for one in found:
        if any(run["text"].strip() for run in one):
            yield block(_merged(one), **({} if first else {"spacing": "none"}))
            first = False


def _list(node: SyntaxTreeNode, style: Json, depth: int = 0) -> Iterator[Json]:
    """An item is a block that begins with its mark; what stands deeper follows with an indent."""
    for number, item in enumerate(node.children, int(node.attrs.get("start", 1))):
        mark = f"{INDENT * depth}{number}. " if node.type == "ordered_list" else INDENT * depth + "•◦▪"[min(depth, 2)] + " "
        first, rest = _split(item.children)
        inlines = _inlines(first, style) if first is not None else []
        spacing = {"spacing": "small"} if number > int(node.attrs.get("start", 1)) or depth else {}
        for at, one in enumerate(_lines([*runs(mark, **style), *inlines])):
            indented = one if at == 0 else one | {"inlines": [*runs(INDENT * (depth + 1)), *one["inlines"]]}
            yield indented | (spacing if at == 0 else {})
        for deeper in rest:
            if deeper.type in ("bullet_list", "ordered_list"):
                yield from _list(deeper, style, depth + 1)
            else:
                yield from (one | {"spacing": "small"} for one in _elements([deeper], style))


def _split(children: Sequence[SyntaxTreeNode]) -> tuple[SyntaxTreeNode | None, Sequence[SyntaxTreeNode]]:
    """What stands beside an item's mark, and what below it."""
    beside = bool(children) and children[0].type in ("paragraph", "heading", "fence", "code_block", "hr")
    return (children[0], children[1:]) if beside else (None, children)


def _inline(nodes: Iterable[SyntaxTreeNode], style: Json) -> Iterator[Json]:
    for node in nodes:
        match node.type:
            case "strong" | "em" | "s":
                yield from _inline(node.children, style | STYLES[node.type])
            case "link" if ADDRESS.match(address := str(node.attrs["href"])):
                words = "".join(one.get("text", " ") for one in _inline(node.children, {})) or address
                action = {"type": "Action.OpenUrl", "title": label(words, 75), "url": address}
                yield from runs(words, **style, color="accent", underline=True, selectAction=action)
            case "inline" | "paragraph" | "link" | "image":
                yield from _inline(node.children, style)
            case "code_inline":
                yield from runs(node.content.removeprefix(SLASH), **style | CODE)
            case "hardbreak":
                yield BREAK
            case "softbreak":
                yield from runs(" ", **style)
            case _:
                yield from runs(node.content, **style)


def _merged(inlines: Iterable[Json]) -> list[Json]:
    """Neighbours of one style as one run, unless braces would come together."""
    found: list[Json] = []
    for one in inlines:
        before = found[-1] if found else {}
        braces = str(before.get("text", "")).endswith("{") and one["text"].startswith("{")
        if not braces and {**before, "text": ""} == {**one, "text": ""}:
            found[-1] = before | {"text": before["text"] + one["text"]}
        else:
            found.append(one)
    return found
