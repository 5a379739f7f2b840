"""`waypost slack-manifest`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import cli


@cli("slack-manifest")
def slack_manifest(
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where Slack reaches the service: https://waypost.example.org")] = None,
    socket: Annotated[bool, typer.Option("--socket", help="For Socket Mode, which needs no public address.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON instead of YAML.")] = False,
) -> None:
    """Print the manifest of the Slack app, to be pasted at api.slack.com/apps (From a manifest)."""
    from json import dumps

    from bot.channels.slack import manifest
    from bot.ending import WRONG_SETTING, ended

    if url is not None and socket:
        raise ended(["--socket needs no --url: give one or the other"], WRONG_SETTING)
    address = _address(url) if url is not None else None
    if json:
        typer.echo(dumps(manifest.value(address, socket=socket), indent=2, ensure_ascii=False))
    else:
        typer.echo(manifest.text(address, socket=socket), nl=False)


def _address(url: str) -> str:
    """The address that Slack's path is put behind. Ends the process if Slack would not take it."""
    from urllib.parse import urlsplit

    from bot.channels.slack.manifest import ENDPOINT
    from bot.ending import WRONG_SETTING, ended

    try:
        parts = urlsplit(url)
        sound = (
            parts.scheme == "https" and bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
        )
    except ValueError:
        sound = False
    if not sound or any(not one.isprintable() or one in " \"'<>`{}" for one in url):
        raise ended([f"--url: {url!r} is not an address such as https://waypost.example.org (Slack wants https)"], WRONG_SETTING)
    return url.rstrip("/").removesuffix(ENDPOINT)
