"""What the Teams app makes of what a person types: plain text, HTML, and mentions."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.sandbox.slack.people import Json
from bot.sandbox.teams.conversations import Conversation
from bot.sandbox.teams.people import Person


@dataclass(frozen=True, slots=True)
class Typed:
    """A message's text, its mentions, and the same as HTML."""

    text: str
    entities: tuple[Json, ...]
    html: str


def typed(text: str) -> Typed:
    """What was typed without mentions."""
    lines = "<br>".join(html.escape(line, quote=False) for line in text.split("\n"))
    return Typed(text, (), f"<div><div>{lines}</div></div>")


def mentioning(text: str, bot: Json, people: Iterable[Person], channels: Iterable[Conversation]) -> Typed:
    """What was typed in a channel to the bot: each `@name` of somebody there and `#name` of a channel becomes a mention."""
    named = {f"@{name}".casefold(): _account(person) for person in people for name in (person.name, person.full_name)}
    named |= {f"#{name}".casefold(): {"id": one.id, "name": one.name} for one in channels for name in (one.handle, one.name)}
    found: list[Json] = [bot]

    def tag(match: re.Match[str]) -> str:
        found.append(named[match[0].casefold()])
        return f"\0{len(found) - 1}\0"

    longest = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True))
    marked = re.sub(rf"(?<!\w)(?:{longest})(?!\w)", tag, text, flags=re.IGNORECASE) if named else text
    plain, rich = f"<at>{bot['name']}</at> {marked}", f"{_span(0, bot)}&nbsp;{html.escape(marked, quote=False)}"
    for place, one in enumerate(found):
        plain = plain.replace(f"\0{place}\0", f"<at>{one['name']}</at>")
        rich = rich.replace(f"\0{place}\0", _span(place, one))
    entities = tuple({"mentioned": one, "text": f"<at>{one['name']}</at>", "type": "mention"} for one in found)
    return Typed(plain, entities, f"<div><div>{rich}</div></div>")


def _account(person: Person) -> Json:
    return {"id": person.id, "name": person.full_name}


def _span(place: int, one: Json) -> str:
    return f'<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="{place}">{html.escape(one["name"])}</span>'


def quoting(text: str, quoted: str, author: Json, preview: str) -> Typed:
    """A reply that quotes a message: in the plain text, the two cannot be told apart."""
    head = f'<strong itemprop="mri" itemid="{author["id"]}">{html.escape(author["name"])}</strong>'
    inside = f'{head}<span itemprop="time" itemid="{quoted}"></span>\r\n<p itemprop="preview">{html.escape(preview)}</p>'
    block = f'<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="{quoted}">\r\n{inside}\r\n</blockquote>'
    lines = "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.split("\n"))
    return Typed(f"{author['name']}{preview}\r\n\r\n{text}", (), f"{block}\r\n{lines}")
