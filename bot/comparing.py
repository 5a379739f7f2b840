"""docs/channels.md: what is equal between the chat platforms and what differs, by what each channel says of itself.

`python -m bot.comparing > docs/channels.md` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from bot import channels
from content.message import PARTS
from handlers.commands import commands
from handlers.incoming import Said

SAME = "the same"

#: what a person can do, as a row's heading
ACTS: Mapping[Said, str] = {
    Said.TEXT: "answer by typing",
    Said.CHOICE: "press a button",
    Said.OPEN: "open a form",
    Said.FORM: "send a form",
    Said.COMMAND: "issue a command",
    Said.EDIT: "correct what was typed",
    Said.DELETION: "take back what was typed",
    Said.REPLY: "answer a question for the whole cohort, in its channel",
    Said.HOME: "look at one's own page",
    Said.ARRIVED: "let Waypost in",
    Said.LEFT: "throw Waypost out",
}

#: what else may differ: a word for it, and the row's heading
WAYS: Mapping[str, str] = {
    "credentials": "what it takes to serve it",
    "in": "how things come in",
    "proof": "how we know that it is the platform",
    "first": "first contact with a person",
    "typing": "commands among what is typed",
    "naming": "naming people in a command",
    "members": "everyone in a channel",
    "privately": "who sees the answer to a command in a channel",
    "asides": "short answers to a press",
    "replies": "an answer to an earlier question",
    "forms": "where a form stands while it is filled",
    "updates": "a card whose question was answered, or whose words were taken back",
    "posts": "summaries in a channel",
    "forum": "who has answered in a cohort's channel",
    "private channels": "a manager's private channel",
    "own words": "what people wrote",
    "zone": "a person's zone",
    "leave": "that somebody is away from work",
    "profiles": "names, e-mail addresses, guests",
    "pace": "pace",
    "sizes": "how much fits into one message",
    "unknown": "after a crash or a lost answer",
    "unreachable": "who can't be reached any more",
    "files": "files",
}


class Equal(Protocol):
    """What the module `equal` of a channel's folder says. A name between backticks is one that the channel's code uses.

    *SHOWN*: how each kind of part is drawn, and by which elements. *SAID*: how each kind of act is done, and comes in.
    """

    TITLE: str
    SHOWN: Mapping[type, str]
    SAID: Mapping[Said, str]
    WAYS: Mapping[str, str]

    def typed(self, form: str) -> str:
        """How a right form of a command is typed."""
        ...


def described() -> Mapping[str, Equal]:
    """What every registered channel says of itself, by platform."""
    return {platform: cast(Equal, import_module(f"{channels.__name__}.{platform}.equal")) for platform in channels.channels()}


def folder(platform: str) -> Path:
    """The folder of the channel of that *platform*."""
    return Path(next(iter(channels.__path__))) / platform


def page() -> str:
    """docs/channels.md."""
    found = list(described().values())
    titles = [one.TITLE for one in found]
    return "\n".join(
        [
            f"# {' and '.join(titles)}: what is equal, and what differs",
            "",
            "Made by `python -m bot.comparing > docs/channels.md` from the registries of commands, parts and acts,",
            "and from what each channel says of itself; tests hold that against the channel's code.",
            f"Whatever stands here can be done on {' and on '.join(titles)}; where it is done alike, the row says “{SAME}”.",
            "",
            _row(["", *titles]),
            "|---" * (len(titles) + 1) + "|",
            *(_row(cells) for cells in _rows(found)),
            "",
        ]
    )


def _rows(found: Sequence[Equal]) -> Iterator[list[str]]:
    yield _section("Commands", found)
    for one in commands().values():
        yield [f"`{one.verb}`: {one.says} ({one.may.value})", *(channel.typed(one.usage[0]) for channel in found)]
    yield _section("What is shown", found)
    for name, part in PARTS.items():
        yield [name, *_told([channel.SHOWN[part] for channel in found])]
    yield _section("What people do", found)
    for said in Said:
        yield [ACTS[said], *_told([channel.SAID[said] for channel in found])]
    yield _section("Round about", found)
    for key, heading in WAYS.items():
        yield [heading, *_told([channel.WAYS[key] for channel in found])]


def _section(title: str, found: Sequence[Equal]) -> list[str]:
    return [f"**{title}**", *("" for _ in found)]


def _told(words: Sequence[str]) -> list[str]:
    """The first in full; the others too, where they say something else."""
    return [words[0], *(SAME if one == words[0] else one for one in words[1:])]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(page())
