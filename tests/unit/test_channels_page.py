"""docs/channels.md is what the registries say, and what each channel says of itself is so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot import comparing
from bot.channels import channels
from bot.channels.slack import equal as of_slack
from bot.channels.slack import forms
from bot.channels.slack import payloads as from_slack
from bot.channels.slack import render as slack
from bot.channels.teams import equal as of_teams
from bot.channels.teams import payloads as from_teams
from bot.channels.teams import render as teams
from bot.comparing import ACTS, WAYS, Equal, described
from bot.settings import Settings
from content.message import (
    PARTS,
    Chart,
    Choice,
    Choices,
    Facts,
    Field,
    Form,
    Heading,
    Input,
    Message,
    Note,
    Part,
    Picture,
    Quote,
    Series,
    Table,
    Text,
)
from handlers.commands import commands
from handlers.incoming import Incoming, Said

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "channels.md"
TOKEN = "0123456789abcdef0123456789abcdef"
FIELDS = (Field("line", "A line", Input.LINE), Field("one", "One", Input.ONE, (("a", "A"), ("b", "B"))), Field("on", "Day", Input.DATE))
FORM = Form("form", "A form", FIELDS)

#: one of each part, with everything in it that is drawn in a way of its own
SAMPLES: Mapping[type, tuple[Part, ...]] = {
    Text: (Text("Plain, **bold**, *italic*, `code` and [a link](https://example.org)\n\n- one\n- two"),),
    Heading: (Heading("A heading"), Heading("A long heading " * 20)),
    Quote: (Quote("Went well", by="Ana"),),
    Facts: (Facts((("Done", "3 of 4"),)),),
    Table: (Table(("Who", "Done"), (("Ana", "3"),)),),
    Chart: (
        Chart("bar", "Bars", ("Mon", "Tue"), (Series("Ana", (1, 2)),)),
        Chart("line", "Line", ("2026-11-23", "2026-11-30"), (Series("Ana", (1, 2)),)),
    ),
    Picture: (Picture("https://example.org/a.png", "A way-post"),),
    Choices: (Choices((Choice("yes", "Yes"), Choice("", "Pause", command="pause"), Choice("", "More", url="https://example.org"))),),
    Form: (FORM,),
    Note: (Note("Only you see this."),),
}


def in_slack(message: Message) -> list[Any]:
    return [slack.blocks(message, TOKEN), *(forms.modal(part, TOKEN) for part in message.parts if isinstance(part, Form))]


def in_teams(message: Message) -> list[Any]:
    opened = (teams.card(message, TOKEN, form=part, form_token=TOKEN) for part in message.parts if isinstance(part, Form))
    return [teams.attachments(message, TOKEN), *opened]


def said_in_slack(form: str, *, in_channel: bool) -> Incoming:
    where = {"channel_id": "C0AUTUMN1" if in_channel else "D0ANA0001"}
    return from_slack.command({"team_id": "T0TEAM001", "user_id": "U0ANA0001", "trigger_id": "1.2.3", "text": form} | where)


def said_in_teams(form: str, *, in_channel: bool) -> Incoming:
    bot = {"id": "28:3f2504e0-4f89-11d3-9a0c-0305e82c3301", "name": "Waypost"}
    where = {"id": "19:autumn@thread.tacv2;messageid=1", "conversationType": "channel"}
    activity = {
        "type": "message",
        "id": "1",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "from": {"id": "29:ana", "aadObjectId": "7c9e6679-7425-40de-944b-e07fc1f90ae7"},
        "recipient": bot,
        "conversation": where if in_channel else {"id": "a:ana", "conversationType": "personal"},
        "text": f"<at>Waypost</at> {form}" if in_channel else form,
        "entities": [{"type": "mention", "mentioned": bot, "text": "<at>Waypost</at>"}] if in_channel else [],
    }
    said = from_teams.typed(activity, from_teams.context_of(activity))
    assert said is not None
    return said


#: what a channel says of itself, and everything that it draws of a message, by platform
SAYS: Mapping[str, Equal] = {"slack": of_slack, "teams": of_teams}
DRAWN: Mapping[str, Callable[[Message], Any]] = {"slack": in_slack, "teams": in_teams}
READ: Mapping[str, Callable[..., Incoming]] = {"slack": said_in_slack, "teams": said_in_teams}


def elements(drawn: Any) -> Iterator[str]:
    """The types of everything in it."""
    match drawn:
        case dict():
            yield from [str(drawn["type"])] if "type" in drawn else []
            for inside in drawn.values():
                yield from elements(inside)
        case list() | tuple():
            for inside in drawn:
                yield from elements(inside)


def named(words: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", words)


def sources(platform: str) -> str:
    """All that the channel's folder holds but what it says of itself."""
    found = (file for file in sorted(comparing.folder(platform).rglob("*")) if file.suffix in (".py", ".yaml") and file.name != "equal.py")
    return "\n".join(file.read_text() for file in found)


def test_the_page_is_what_the_registries_say() -> None:
    assert PAGE.read_text() == comparing.page(), "write it anew: .venv/bin/python -m bot.comparing > docs/channels.md"


def test_it_has_a_row_for_every_command_part_and_act() -> None:
    rows = [line.split(" | ")[0].removeprefix("| ") for line in PAGE.read_text().splitlines() if line.startswith("| ")]

    assert len(rows) == len(set(rows))
    assert all(any(row.startswith(f"`{verb}`:") for row in rows) for verb in commands())
    assert {*PARTS, *ACTS.values(), *WAYS.values()} <= set(rows)


def test_every_channel_is_on_it() -> None:
    assert described() == SAYS
    assert set(SAYS) == set(channels()) == set(DRAWN)
    assert all(f" {one.TITLE} |" in PAGE.read_text() for one in described().values())


@pytest.mark.parametrize("platform", sorted(DRAWN))
def test_a_channel_says_of_everything_how_it_does_it(platform: str) -> None:
    channel = SAYS[platform]

    assert set(channel.SHOWN) == set(PARTS.values())
    assert set(channel.SAID) == set(ACTS) == set(Said)
    assert set(channel.WAYS) == set(WAYS)
    assert all(words and "\n" not in words for group in (channel.SHOWN, channel.SAID, channel.WAYS) for words in group.values())


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
@pytest.mark.parametrize("platform", sorted(DRAWN))
def test_a_part_is_drawn_with_the_elements_that_the_page_names(platform: str, part: type) -> None:
    says = SAYS[platform].SHOWN[part]

    drawn = set(elements(DRAWN[platform](Message(SAMPLES[part]))))

    assert named(says), "it names no element"
    assert set(named(says)) <= drawn


@pytest.mark.parametrize("platform", sorted(DRAWN))
def test_what_it_calls_by_name_is_in_its_code(platform: str) -> None:
    channel, code = SAYS[platform], sources(platform)
    known = {form for one in commands().values() for form in (one.verb, *one.usage)} | {name.upper() for name in Settings.model_fields}

    said = [name for group in (channel.SAID, channel.WAYS) for words in group.values() for name in named(words)]

    assert [name for name in said if name not in known and name not in code] == []


@pytest.mark.parametrize("in_channel", [True, False], ids=["channel", "chat"])
@pytest.mark.parametrize("platform", sorted(DRAWN))
def test_every_right_form_of_every_command_can_be_typed_there(platform: str, in_channel: bool) -> None:
    forms = [form for one in commands().values() for form in one.usage]

    said = {form: READ[platform](form, in_channel=in_channel) for form in forms}

    assert all(form in SAYS[platform].typed(form) for form in forms)
    assert [form for form, incoming in said.items() if incoming.words != tuple(form.split())] == []
    assert not in_channel or {incoming.said for incoming in said.values()} == {Said.COMMAND}
