"""Words as Slack's rich text: an author's Markdown is formatted, a person's words stay bare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from content import message
from content.words import clean, shortened

Json: TypeAlias = dict[str, Any]

PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("strikethrough")
ADDRESS = re.compile(r"(https?|mailto):", re.IGNORECASE)
STYLES = {"strong": "bold", "em": "italic", "s": "strike"}
CONTEXT = 2_000  # characters of one text in a context block


def plain_text(words: str) -> Json:
    """A text object in which nothing is parsed, not even the name of an emoji."""
    return {"type": "plain_text", "text": words, "emoji": False}


def bare(words: str, *, bold: bool = False) -> Json:
    """A person's words as one text element: it can neither format nor mention. Slack refuses an empty one, so that is a space."""
    return _text(clean(words) or " ", {"bold": True} if bold else {})


def rich(*elements: Json) -> Json:
    """A rich_text block of sections, lists, quotes and preformatted text."""
    return {"type": "rich_text", "elements": list(elements)}


def section(*inline: Json) -> Json:
    """A stretch of running text."""
    return {"type": "rich_text_section", "elements": list(inline)}


def quote(*inline: Json) -> Json:
    """Text with a bar beside it."""
    return {"type": "rich_text_quote", "elements": list(inline)}


def preformatted(words: str) -> Json:
    """A block of text in letters of one width."""
    return {"type": "rich_text_preformatted", "elements": [bare(words)]}


@lru_cache(maxsize=512)  # a step is the same for everybody on it; nobody changes a block, whoever shortens one makes another
def rich_text(markdown: str) -> Json:
    """A rich_text block of a trusted author's Markdown; it has no elements if there is nothing to see."""
    return rich(*_blocks(SyntaxTreeNode(PARSER.parse(clean(markdown))).children))


@lru_cache(maxsize=512)
def small(markdown: str) -> Json:
    """A context block of a trusted author's Markdown, without its marks (context knows no rich text)."""
    rest = clean(message.bare(markdown)).strip()
    elements: list[Json] = []
    while rest and len(elements) < 10:
        piece = shortened(rest, CONTEXT)
        elements.append(plain_text(piece))
        rest = rest[len(piece) :].lstrip()
    return {"type": "context", "elements": elements}


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> list[Json]:
    """What can stand in a rich_text block; running text that follows running text is one section, with a blank line between."""
    found: list[Json] = []
    for node in nodes:
        match node.type:
            case "bullet_list" | "ordered_list" if _fits_a_list(node):
                new = list(_list(node))
            case "fence" | "code_block":
                new = [preformatted(node.content.rstrip("\n"))] if node.content.strip() else []
            case "blockquote":
                new = [quote(*inline)] if (inline := _flat(node.children)) else []
            case _:
                new = [section(*inline)] if (inline := _flat([node])) else []
        for block in new:
            before = found[-1]["type"] if found else ""
            if before == block["type"] == "rich_text_section":
                found[-1] = section(*_merged([*found[-1]["elements"], _text("\n\n"), *block["elements"]]))
            elif before and block["type"] == "rich_text_section":
                found.append(section(*_merged([_text("\n"), *block["elements"]])))
            else:
                found.append(block)
    return found


def _fits_a_list(node: SyntaxTreeNode) -> bool:
    """Whether Slack's list can hold it: text and further lists only, and numbers that start at 1 and are not interrupted."""
    for at, item in enumerate(node.children):
        first, rest = item.children[:1], item.children[1:]
        if [child.type for child in first] not in ([], ["paragraph"]):
            return False
        if any(child.type not in ("bullet_list", "ordered_list") or not _fits_a_list(child) for child in rest):
            return False
        if node.type == "ordered_list" and rest and at < len(node.children) - 1:
            return False
    return node.attrs.get("start", 1) == 1


def _list(node: SyntaxTreeNode, indent: int = 0) -> Iterator[Json]:
    """Slack has no list in a list: the deeper one follows, with an indent, and the outer one begins again."""
    style = "ordered" if node.type == "ordered_list" else "bullet"
    items: list[Json] = []
    for item in node.children:
        items.append(section(*(_flat(item.children[:1]) or [_text(" ")])))
        for deeper in item.children[1:]:
            yield {"type": "rich_text_list", "style": style, "indent": indent, "elements": items}
            items = []
            yield from _list(deeper, indent + 1)
    if items:
        yield {"type": "rich_text_list", "style": style, "indent": indent, "elements": items}


def _flat(nodes: Sequence[SyntaxTreeNode]) -> list[Json]:
    """Blocks as lines of running text, for where Slack can hold nothing else."""
    found: list[Json] = []
    for node in nodes:
        match node.type:
            case "heading":
                new = [*_inline(node.children, {"bold": True})]
            case "bullet_list" | "ordered_list":
                new = _flat_list(node)
            case "fence" | "code_block":
                new = [_text(node.content.rstrip("\n"), {"code": True})] if node.content.strip() else []
            case "hr":
                new = [_text("———")]
            case "blockquote":
                new = _flat(node.children)
            case _:
                new = [*_inline(node.children, {})]
        found += [_text("\n\n")] * bool(found and new) + new
    return _merged(found)


def _flat_list(node: SyntaxTreeNode) -> list[Json]:
    found: list[Json] = []
    for number, item in enumerate(node.children, int(node.attrs.get("start", 1))):
        mark = f"{number}. " if node.type == "ordered_list" else "• "
        inner = _flat(item.children)
        indented = [one | {"text": re.sub(r"\n+", "\n    ", one["text"])} if "text" in one else one for one in inner]
        found += [_text(("\n" if found else "") + mark), *indented]
    return found


def _inline(nodes: Iterable[SyntaxTreeNode], style: Json) -> Iterator[Json]:
    for node in nodes:
        match node.type:
            case "strong" | "em" | "s":
                yield from _inline(node.children, style | {STYLES[node.type]: True})
            case "link" if ADDRESS.match(address := str(node.attrs["href"])):
                words = "".join(one["text"] for one in _inline(node.children, style))
                yield {"type": "link", "url": address, "text": words or address} | ({"style": style} if style else {})
            case "inline" | "link" | "image":
                yield from _inline(node.children, style)
            case "code_inline":
                yield _text(node.content, style | {"code": True})
            case "hardbreak" | "softbreak":
                yield _text("\n" if node.type == "hardbreak" else " ", style)
            case _:
                yield _text(node.content, style)


def _text(words: str, style: Json | None = None) -> Json:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def _merged(inline: Iterable[Json]) -> list[Json]:
    """Neighbours of one style as one element; nothing empty, which Slack refuses."""
    found: list[Json] = []
    for one in inline:
        if found and one["type"] == found[-1]["type"] == "text" and one.get("style") == found[-1].get("style"):
            found[-1] = found[-1] | {"text": found[-1]["text"] + one["text"]}
        elif one["text"]:
            found.append(one)
    return found
