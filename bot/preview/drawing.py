"""A message as what would be sent to Slack and to Teams: the page draws that, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.channels.slack import forms as slack_forms
from bot.channels.slack import render as slack
from bot.channels.teams import render as teams
from content.message import Form, Message

TOKEN = "preview"  # noqa: S105 (the name of no delivery)
NOTHING: Mapping[str, Any] = {}


def drawn(
    message: Message, *, opened: Form | None = None, problems: Mapping[str, str] = NOTHING, values: Mapping[str, tuple[str, ...]] = NOTHING
) -> dict[str, Any]:
    """For both chats, and as the line of a notification.

    A form that is *opened* stands in the card of Teams; Slack opens a window of its own for it.
    """
    if opened is None:
        cards = teams.attachments(message, TOKEN)
    else:
        cards = [teams.card(message, TOKEN, form=opened, form_token=TOKEN, problems=problems, values=values)]
    return {"slack": slack.blocks(message, TOKEN), "teams": cards, "notice": slack.fallback(message)}


def window(form: Form) -> dict[str, Any]:
    """The form as Slack's modal."""
    return {"id": f"view-{form.key}", **slack_forms.modal(form, TOKEN)}
