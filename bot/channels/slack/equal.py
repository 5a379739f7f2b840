"""Slack beside the other channels: what docs/channels.md says of it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.slack import forms, render
from bot.settings import Settings
from content.message import Chart, Choices, Facts, Form, Heading, Note, Picture, Quote, Table, Text
from handlers.commands import BARE
from handlers.incoming import Said

TITLE = "Slack"


def typed(form: str) -> str:
    """How a right form of a command is typed."""
    return f"`/waypost {form}`"


def _default(name: str) -> str:
    return f"{Settings.model_fields[name].default:g}"


SHOWN: Mapping[type, str] = {
    Text: "`rich_text`: bold, italic, lists, links, code",
    Heading: f"`header`; over {render.HEADER} characters bold `rich_text`",
    Quote: f"`rich_text_quote` with a bar beside it; what is over {render.QUOTE:,} characters is counted",
    Facts: "`rich_text`, a line each, the label in bold",
    Table: (
        f"`table` of {render.ROWS} rows and {render.COLUMNS} columns, {render.NATIVE['table']} a message; "
        "further ones as text in letters of one width"
    ),
    Chart: f"`data_visualization`, {render.NATIVE['data_visualization']} a message; further ones as bars of letters with the numbers",
    Picture: "`image` with its alternative text",
    Choices: f"`button`, {render.BUTTONS} in a row",
    Form: f"a `button` that opens a window with an `input` a question; lists from {forms.BUTTONS + 1} options on; people from Slack's list",
    Note: "`context`, small",
}

SAID: Mapping[Said, str] = {
    Said.TEXT: "a message in the direct chat (`message.im`)",
    Said.CHOICE: "the button; the message changes",
    Said.OPEN: "the button opens a window (`views_open`)",
    Said.FORM: "the window's own button (`view_submission`); if something is wrong, it stands at its question and the window stays open",
    Said.COMMAND: "`/waypost`, anywhere",
    Said.EDIT: "edit the message (`message_changed`)",
    Said.DELETION: "delete the message (`message_deleted`)",
    Said.REPLY: "reply in the thread below it (`message.channels`, `message.groups`)",
    Said.HOME: "the Home tab (`app_home_opened`), or the command `route`",
    Said.ARRIVED: "not needed: whoever is in the workspace can be written to",
    Said.LEFT: "for the whole workspace, by an admin of it (`app_uninstalled`); one person says `stop`",
}

WAYS: Mapping[str, str] = {
    "credentials": "the bot's token and the signing secret, or an app-level token for Socket Mode",
    "in": "`/slack/events`, or Socket Mode without a public address",
    "proof": "Slack's signature over every request",
    "first": "at once",
    "typing": f"{', '.join(f'`{verb}`' for verb in BARE)}, if they stand alone in the direct chat; all others as `/waypost`",
    "naming": "by mention, by name where only one has it, or by e-mail address",
    "members": "`#channel` in the command: all who are in it",
    "privately": "only who issued it, right there, until Slack is opened anew (`ephemeral`)",
    "asides": "only who pressed, below the message",
    "replies": "in the thread of the question",
    "forms": "in a window over the chat",
    "updates": "is redrawn in its place (`chat_update`)",
    "posts": "as a message in the channel",
    "forum": "told by Slack where Waypost is in the channel and `channels:history` (`groups:history`) is granted; else said by a button",
    "private channels": "invite Waypost to it, then `channel me here`",
    "own words": "bare text everywhere: it can't format, link or mention anyone",
    "zone": "the one in the Slack profile, and anew when it changes (`user_change`)",
    "leave": "a status that says so (`user_change`), and all statuses once a day (`users_list`); unless `WAYPOST_LEAVE_FROM_STATUS` is off",
    "profiles": "from Slack's directory (`users_info`)",
    "pace": (
        f"{_default('waypost_pace')} messages a minute and workspace (`WAYPOST_PACE`), "
        f"{_default('waypost_conversation_pace')} a minute and conversation (`WAYPOST_CONVERSATION_PACE`)"
    ),
    "sizes": f"{render.TEXT:,} characters; beyond that the message says how much is missing, and its buttons stay",
    "unknown": "Slack is asked whether it has the message (`conversations_history`); where it can't be, `WAYPOST_ON_UNKNOWN` decides",
    "unreachable": "shown to the admin with Slack's reason; nothing more is tried",
    "files": "attached to a reply, of at most 10 MB, where a step asks for one and `files:read` is granted",
}
