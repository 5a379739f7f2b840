"""A message as Slack's blocks. Only dicts: slack_sdk's models drop the blocks they don't know."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.channels.slack.richtext import Json, bare, plain_text, preformatted, quote, rich, rich_text, section, small
from content.cldr import number as written
from content.languages import speaking
from content.message import Chart, Choice, Choices, Facts, Form, Heading, Look, Message, Note, Part, Picture, Quote, Table, Text, plain
from content.translated import _, _n
from content.words import clean, label, line, shortened

TEXT = 10_000  # characters in all blocks; Slack has refused 11,300 as msg_blocks_too_long (bolt-js #2867)
NOTICE = 100  # characters kept free for saying what was cut
FALLBACK = 4_000  # characters; chat.update takes no more
SMALL_PRINT = 2_000  # characters of notes that are spared from a cut
QUOTE = 3_000
HEADER = 150
BUTTONS = 5  # in a row; more can't be read on a phone
BUTTON = 75
ROWS, COLUMNS = 100, 20
NATIVE = {"table": 1, "data_visualization": 2}  # how many a message may hold; of charts, Slack says so only in its error
BAR = 20  # letters wide
EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button's value says: a choice or a form of the delivery of that token, or a command (then without a token)."""

    token: str = ""
    choice: str = ""
    form: str = ""
    command: str = ""


def acted(value: str) -> Pressed | None:
    """Read back the value of a pressed button. None: we made no such button."""
    if value.startswith("!"):
        return Pressed(command=value[1:]) if value[1:] else None
    token, _, key = value.partition("/")
    if key.startswith("form/"):
        key, form = "", key.removeprefix("form/")
        return Pressed(token, form=form) if token and form else None
    return Pressed(token, choice=key) if token and key else None


def blocks(message: Message, token: str) -> list[Json]:
    """The blocks of a message that is sent as the delivery of that *token*."""
    with speaking(message.language):
        return _fit(_sparing(_rendered(message, token), NATIVE), 50)


def home(message: Message) -> Json:
    """The Home tab. Behind it stands no delivery, so of the choices only commands and links can be pressed, and no form."""
    with speaking(message.language):
        return {"type": "home", "blocks": _fit(_sparing(_rendered(message, ""), {}), 100)}


def fallback(message: Message) -> str:
    """The message as the text beside the blocks: for notifications and screen readers. It mentions no one."""
    with speaking(message.language):
        words = clean(message.summary or plain(message)).strip() or _("A new message")
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if len(escaped) <= FALLBACK:
        return escaped
    return re.sub(r"&[a-z]*$", "", shortened(escaped, FALLBACK - 1)) + "…"


def without_new_blocks(blocks: Iterable[Json], language: str) -> list[Json]:
    """The same with tables and charts as text, for a workspace that answers `invalid_blocks`; the words around them in that *language*."""
    with speaking(language):
        return _fit(_sparing(blocks, {}), 50)


def _rendered(message: Message, token: str) -> Iterator[Json]:
    number = count(1)
    for part in message.parts:
        yield from _blocks(part, token, lambda: next(number))


def _blocks(part: Part, token: str, number: Callable[[], int]) -> Iterable[Json]:
    match part:
        case Text(markdown):
            return [block] if (block := rich_text(markdown))["elements"] else []
        case Heading(words):
            return [_heading(line(words))] if line(words) else []
        case Quote(words, by):
            return [_quoted(clean(words), line(by))] if clean(words).strip() else []
        case Facts(rows):
            return [rich(section(*_facts(rows)))] if rows else []
        case Table(header, rows):
            return _table([header, *rows] if header else list(rows))
        case Chart():
            return [_chart(part)]
        case Picture(url, alt):
            return _picture(url, line(alt))
        case Choices(choices):
            return _rows([_choice(choice, token, number()) for choice in choices if token or choice.command or choice.url])
        case Form(key, button=words, look=look, token=own):
            style = {"style": look.value} if look is not Look.PLAIN else {}
            return _rows([_button(words, f"open:{number()}", value=f"{own or token}/form/{key}", **style)]) if token else []
        case Note(markdown):
            return [block] if (block := small(markdown))["elements"] else []


def _heading(words: str) -> Json:
    return {"type": "header", "text": plain_text(words)} if len(words) <= HEADER else rich(section(bare(words, bold=True)))


def _quoted(words: str, by: str) -> Json:
    shown = shortened(words, QUOTE)
    more = len(words) - len(shown)
    who = [section(bare(by))] if by else []
    rest = [section(bare(_n("… ({number} more character)", "… ({number} more characters)", more)))] if more else []
    return rich(*who, quote(bare(shown)), *rest)


def _facts(rows: Iterable[tuple[str, str]]) -> Iterator[Json]:
    for at, (name, value) in enumerate(rows):
        yield bare(("\n" if at else "") + f"{line(name)}: ", bold=True)
        yield bare(value)


def _picture(url: str, alt: str) -> list[Json]:
    if url.lower().startswith(("https://", "http://")):
        return [{"type": "image", "image_url": url, "alt_text": label(alt, 2_000) or _("Picture")}]
    return [rich(section(bare(alt)))] if alt else []


def _choice(choice: Choice, token: str, number: int) -> Json:
    style = {} if choice.look is Look.PLAIN else {"style": choice.look.value}
    words = line(choice.label) or choice.key
    if choice.url:
        return _button(words, f"link:{number}", url=choice.url, **style)
    if choice.command:
        return _button(words, f"command:{number}", value=f"!{choice.command}", **style)
    return _button(words, f"press:{number}", value=f"{token}/{choice.key}", **style)


def _button(words: str, action_id: str, **more: str) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain_text(label(words, BUTTON) or _("OK")), **more}


def _rows(buttons: list[Json]) -> list[Json]:
    return [{"type": "actions", "elements": buttons[at : at + BUTTONS]} for at in range(0, len(buttons), BUTTONS)]


def _table(rows: list[tuple[str, ...]]) -> Iterator[Json]:
    width = max((len(row) for row in rows), default=0)
    if not width:
        return
    kept = [[clean(cell) for cell in (*row, *[""] * (width - len(row)))][:COLUMNS] for row in rows[:ROWS]]
    yield {
        "type": "table",
        "column_settings": [{"is_wrapped": True} for _ in kept[0]],
        "rows": [[{"type": "raw_text", "text": cell or " "} for cell in row] for row in kept],  # Slack refuses an empty cell
    }
    if missing := ", ".join(_missing(len(rows) - ROWS, width - COLUMNS)):
        yield rich(section(bare(f"… ({missing})")))


def _missing(rows: int, columns: int) -> Iterator[str]:
    if rows > 0:
        yield _n("{number} more row", "{number} more rows", rows)
    if columns > 0:
        yield _n("{number} more column", "{number} more columns", columns)


def _chart(chart: Chart) -> Json:
    labels = [line(words) for words in chart.labels]
    series = [
        {"name": line(one.name), "data": [{"label": at, "value": value} for at, value in zip(labels, one.values, strict=True)]}
        for one in chart.series
    ]
    drawing = {"type": chart.kind, "series": series, "axis_config": {"categories": labels}}
    return {"type": "data_visualization", "title": line(chart.title), "chart": drawing}


def _sparing(blocks: Iterable[Json], native: dict[str, int]) -> Iterator[Json]:
    """No more tables and charts than are taken, the rest as text."""
    left = dict(native)
    for block in blocks:
        match block["type"]:
            case "table" | "data_visualization" as kind if left.get(kind, 0) == 0 or not _takes(block):
                yield rich(preformatted(_columns(block["rows"]) if kind == "table" else _drawn(block["title"], block["chart"])))
            case kind:
                left |= {kind: left.get(kind, 0) - 1}
                yield block


def _takes(block: Json) -> bool:
    """Whether Slack can draw it: what its chart would shorten or refuse is better said in full as text."""
    if block["type"] == "table":
        return True
    series, labels = block["chart"]["series"], block["chart"]["axis_config"]["categories"]
    names = [one["name"] for one in series]
    return (
        0 < len(block["title"]) <= 50
        and block["chart"]["type"] in ("line", "bar")
        and 0 < len(set(names)) == len(names) <= 6
        and 0 < len(set(labels)) == len(labels) <= 20
        and all(0 < len(words) <= 20 for words in (*names, *labels))
        and all(math.isfinite(point["value"]) for one in series for point in one["data"])
    )


def _columns(rows: list[list[Json]]) -> str:
    """A table in letters of one width. Long cells are not padded to, or they would fill the message with spaces."""
    cells = [[line(cell["text"]) for cell in row] for row in rows]
    widths = [min(max(len(row[at]) for row in cells), 24) for at in range(len(cells[0]))]
    return "\n".join(" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)


def _drawn(title: str, chart: Json) -> str:
    """A chart as bars of letters, with the numbers beside them."""
    found = [title] if title else []
    points = [point for one in chart["series"] for point in one["data"]]
    width = max((len(point["label"]) for point in points), default=0)
    most = max((abs(point["value"]) for point in points if math.isfinite(point["value"])), default=0)
    for one in chart["series"]:
        found += [one["name"]] * bool(one["name"])
        found += [f"{point['label'].ljust(width)} {_bar(point['value'], most)} {written(point['value'])}" for point in one["data"]]
    return "\n".join(found)


def _bar(value: float, most: float) -> str:
    eighths = round(max(value, 0) / most * BAR * 8) if most and math.isfinite(value) else 0
    return ("█" * (eighths // 8) + EIGHTHS[eighths % 8]).strip().ljust(BAR)


def _fit(rendered: Iterable[Json], most: int) -> list[Json]:
    """Cut what Slack would refuse, from the end, and say so. Buttons stay, and the small print: it says who sees the answer."""
    found = list(rendered)
    found = found if len(found) <= most else _joined(found)
    whole = _size(found)
    if whole <= TEXT and len(found) <= most:
        return found
    notes = [block for block in found if block["type"] == "context"]
    staying = {"actions", "context"} if _size(notes) <= SMALL_PRINT else {"actions"}
    stay = [block for block in found if block["type"] in staying][: most - 1]
    room, places = TEXT - NOTICE - _size(stay), most - 1 - len(stay)
    kept, cut_at = [], -1
    for block in found:
        if block in stay:
            kept.append(block)
        elif cut_at < 0:
            part = _cut(block, room) if places else None
            kept += [part] if part else []
            room, places = room - _size(part), places - 1
            cut_at = len(kept) if part != block else -1
    lost = whole - _size(kept)
    kept.insert(cut_at, rich(section(bare(_n("… (cut here; {number} more character)", "… (cut here; {number} more characters)", lost)))))
    return kept


def _joined(found: list[Json]) -> list[Json]:
    """Neighbours of rich text as one block, with a blank line between: the same to read, and fewer to count."""
    joined: list[Json] = []
    for block in found:
        if joined and block["type"] == joined[-1]["type"] == "rich_text":
            joined[-1] = rich(*joined[-1]["elements"], section(bare("\n")), *block["elements"])
        else:
            joined.append(block)
    return joined


def _cut(node: Json, room: int) -> Json | None:
    """As much of *node* as *room* characters hold. None: nothing of it."""
    if _size(node) <= room:
        return node
    if node["type"] in ("text", "plain_text"):
        words = shortened(node["text"], max(room, 0))
        return node | {"text": words} if words else None
    inside = "rows" if node["type"] == "table" else "elements"
    kept: list[Any] = []
    for child in node.get(inside, []):
        part = (child if _size(child) <= room else None) if isinstance(child, list) else _cut(child, room)
        if part is not None:
            kept.append(part)
            room -= _size(part)
        if part != child:
            break
    return node | {inside: kept} if kept else None


def _size(node: Any) -> int:
    """Characters that are shown of it."""
    if isinstance(node, dict):
        return sum(
            len(value) if isinstance(value, str) and key in ("text", "title", "alt_text", "name", "label") else _size(value)
            for key, value in node.items()
        )
    return sum(map(_size, node)) if isinstance(node, list) else 0
