"""Microsoft Teams: all that knows it."""

from __future__ import annotations

from bot.channels import Attached, Gets, channel


@channel("teams")
async def teams(gets: Gets) -> Attached | None:
    """Teams with the credentials of the settings. Raises BadSettings: something is missing, or Microsoft does not take them."""
    if not gets.settings.has_teams:
        return None
    from bot.channels.teams.attach import attach  # the SDK takes a second to import, and `waypost --help` needs none of it

    return await attach(gets)
