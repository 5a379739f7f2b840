"""Teams beside the other channels: what docs/channels.md says of it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.teams import actions, figures, forms, sizes
from bot.settings import Settings
from content.message import Chart, Choices, Facts, Form, Heading, Note, Picture, Quote, Table, Text
from handlers.incoming import Said

TITLE = "Teams"
CARDS = 3  # that one message may be


def typed(form: str) -> str:
    """How a right form of a command is typed."""
    return f"`{form}`; in a channel `@Waypost {form}`"


def _default(name: str) -> str:
    return f"{Settings.model_fields[name].default:g}"


SHOWN: Mapping[type, str] = {
    Text: "`RichTextBlock`: bold, italic, lists, links, code",
    Heading: "`TextBlock` in bold",
    Quote: "`RichTextBlock` in a shaded `Container`, in full",
    Facts: "`RichTextBlock`, a line each, the label in bold",
    Table: f"`Table`, as many as there are; over {figures.COLUMNS} columns as text",
    Chart: "`Chart.VerticalBar` or `Chart.Line`, with the numbers as text where a client can't draw it",
    Picture: "`Image` with its alternative text",
    Choices: f"`Action.Execute` (`Action.Submit` in old clients, `Action.OpenUrl` for links), {actions.ROW} in a row",
    Form: (
        "`Action.Execute` opens it in the card, with an `Input.Text`, `Input.ChoiceSet` or `Input.Date` a question; "
        f"lists from {forms.EXPANDED + 1} options on; people by name or e-mail"
    ),
    Note: "`RichTextBlock`, small and grey",
}

SAID: Mapping[Said, str] = {
    Said.TEXT: "a message in the personal chat (`message`)",
    Said.CHOICE: "the button; the card changes (`adaptiveCard/action`)",
    Said.OPEN: "the button opens it in the card",
    Said.FORM: "the button below it; if something is wrong, it stands at its question and what was typed stays",
    Said.COMMAND: "typed in the personal chat, with or without `/` before it, or in a channel after a mention of Waypost",
    Said.EDIT: "edit the message (`editMessage`)",
    Said.DELETION: "delete the message (`softDeleteMessage`)",
    Said.REPLY: "reply below it, and mention Waypost, or press the button in the personal chat",
    Said.HOME: "the command `route`",
    Said.ARRIVED: "add the app, or be given it by an admin (`installationUpdate`)",
    Said.LEFT: "remove the app; nothing more comes, and the admin sees it",
}

WAYS: Mapping[str, str] = {
    "credentials": "the app's id, its client secret and the tenant's id",
    "in": "`/api/messages`; it takes a public address",
    "proof": "a token signed by Microsoft, for this app, this tenant, and from one of Microsoft's hosts",
    "first": "when they have the app; who is enrolled before waits, is shown as waiting, and starts when it arrives",
    "typing": (
        "every verb at the beginning of a message in the personal chat, if the rest makes sense as that command; "
        "else it is an answer to what was asked. After `/` it is a command for sure"
    ),
    "naming": "by mention in a channel, by name where only one has it, or by e-mail address",
    "members": "a channel that is mentioned in the command: all who are in it",
    "privately": "only who issued it, in the personal chat with Waypost; the channel sees nothing of it",
    "asides": "only who pressed: a line below the card, or the card itself",
    "replies": "as a reply that quotes the question",
    "forms": "in the card, in the chat",
    "updates": "is redrawn in its place (`update`)",
    "posts": "each as a new thread of the channel",
    "forum": "heard where the reply mentions Waypost, or the team lets the app read along; else said by a button",
    "private channels": "add Waypost to it, then `channel me here`",
    "own words": "bare text everywhere: it can't format, link or mention anyone",
    "zone": "the one of the device they last wrote or pressed on (`localTimezone`); until then `WAYPOST_ZONE`",
    "leave": "automatic replies in Outlook, asked for every hour (`automaticRepliesSetting`), if `TEAMS_OUT_OF_OFFICE` is on",
    "profiles": "from the roster of the chat or the team (`member`)",
    "pace": (
        f"{_default('waypost_teams_pace')} messages a second and tenant (`WAYPOST_TEAMS_PACE`), "
        f"{_default('waypost_teams_conversation_pace')} a second and conversation (`WAYPOST_TEAMS_CONVERSATION_PACE`)"
    ),
    "sizes": (f"{sizes.ALL:,} bytes on up to {CARDS} cards; beyond that the message says how much is missing, and its buttons stay"),
    "unknown": "Teams can't be asked whether it has a message (`CannotTell`): `WAYPOST_ON_UNKNOWN` decides",
    "unreachable": "shown to the admin with the reason (has removed or blocked Waypost, the chat is gone); nothing more is tried",
    "files": "attached to a reply, or a picture pasted into it, of at most 10 MB, where a step asks for one",
}
