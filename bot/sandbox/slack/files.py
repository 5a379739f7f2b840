"""Slack's files: as an event tells of them, and as they are downloaded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import PurePath

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.sandbox.settings import SandboxSettings
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.uploads import Upload
from bot.sandbox.slack.world import World

SCOPE = "files:read"


def as_slack(world: World, user: str, file: Upload) -> Json:
    """The file object of events and of `files.info`."""
    at, extension = world.epoch(), PurePath(file.name).suffix.lstrip(".").lower()
    private = f"{world.address}/files-pri/{world.team}-{file.id}"
    return {
        "id": file.id,
        "created": at,
        "timestamp": at,
        "name": file.name,
        "title": file.name,
        "mimetype": file.type,
        "filetype": extension or "binary",
        "pretty_type": extension.upper() or "Binary",
        "user": user,
        "user_team": world.team,
        "editable": False,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{private}/{file.name}",
        "url_private_download": f"{private}/download/{file.name}",
        "permalink": f"https://{world.domain}.slack.com/files/{user}/{file.id}/{file.name}",
        "has_rich_preview": False,
        "file_access": "visible",
    }


def endpoint(world: World, settings: SandboxSettings) -> Callable[[Request], Awaitable[Response]]:
    """Where a file is: for the bot's token with the scope; all others are sent to log in."""

    async def answer(request: Request) -> Response:
        file = world.uploads.kept.get(request.path_params["file"].removeprefix(f"{world.team}-"))
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token != settings.bot_token or SCOPE not in settings.scopes or world.gone is not None:
            return RedirectResponse(f"https://{world.domain}.slack.com/?redir={request.url.path}", status_code=302)
        if file is None:
            return Response(status_code=404)
        world.uploads.given.append(file.id)
        return Response(file.content, media_type=file.type)

    return answer
