"""Slack: all that knows it."""

from __future__ import annotations

from bot.channels import Attached, Gets, channel


@channel("slack")
async def slack(gets: Gets) -> Attached | None:
    """Slack with the credentials of the settings. Raises BadSettings: Slack does not take them."""
    if not gets.settings.has_slack:
        return None
    from bot.channels.slack.attach import attach  # the SDK takes 0.3 s to import, and `waypost --help` needs none of it

    return await attach(gets)
