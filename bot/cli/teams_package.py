"""`waypost teams-package`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import cli

LINKS = {"website": "", "privacy": "/privacy", "terms": "/terms"}  # where each stands under --url, if nothing else is said


@cli("teams-package")
def teams_package(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")] = Path("waypost-teams.zip"),
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where Teams reaches the service: https://waypost.example.org")] = None,
    name: Annotated[str, typer.Option(metavar="NAME", help="What the app is called in Teams, and so in mentions.")] = "Waypost",
    developer: Annotated[str, typer.Option(metavar="NAME", help="Who offers it, as people see it.")] = "Waypost",
    website: Annotated[str | None, typer.Option(metavar="URL", help="Where people read about it; the --url.")] = None,
    privacy: Annotated[str | None, typer.Option(metavar="URL", help="Your privacy page; the --url with /privacy.")] = None,
    terms: Annotated[str | None, typer.Option(metavar="URL", help="Your terms of use; the --url with /terms.")] = None,
    edition: Annotated[str | None, typer.Option("--version", metavar="N.N.N", help="Above the last upload's; Waypost's own.")] = None,
) -> None:
    """Write the zip of the Teams app, to be uploaded in the Teams admin center. It needs TEAMS_APP_ID."""
    from bot.channels.teams.manifest import DEVELOPER, ENDPOINT, NAME, NOWHERE, Shown, package
    from bot.ending import WRONG_SETTING, ended, unreadable

    app_id = _app_id()
    _short("--name", name, NAME)
    _short("--developer", developer, DEVELOPER)
    _numbered("--version", edition)
    base = _address("--url", url).removesuffix(ENDPOINT) if url is not None else None
    given = {"website": website, "privacy": privacy, "terms": terms}
    said = {key: _address(f"--{key}", link) for key, link in given.items() if link is not None}
    meant = {key: f"{base}{path}" if base else NOWHERE for key, path in LINKS.items()}
    try:
        file.write_bytes(package(app_id, Shown(name=name, developer=developer, **{**meant, **said}), edition=edition))
    except OSError as error:
        raise ended([unreadable(file, error)], WRONG_SETTING) from error
    typer.echo(f"{file}: {name}, for the bot {app_id}. In the Teams admin center: Manage apps, Actions, Upload new app.")
    if base:
        typer.echo(f"The bot's messaging endpoint in Azure is {base}{ENDPOINT}")
    elif len(said) < len(LINKS):
        typer.echo(f"Its links lead to {NOWHERE}: with --url they lead to you.")


def _app_id() -> str:
    """The bot's id in the settings. Ends the process if there is none."""
    from bot.ending import WRONG_SETTING, ended
    from bot.settings import BadSettings, read

    try:
        found = read().teams_app_id
    except BadSettings as error:
        raise ended(error.problems, WRONG_SETTING) from error
    if found is None:
        raise ended(["TEAMS_APP_ID: missing; set it in .env to the Application (client) ID of your app in Entra"], WRONG_SETTING)
    return found


def _short(option: str, words: str, most: int) -> None:
    from bot.ending import WRONG_SETTING, ended

    if not words.strip() or len(words) > most or not words.isprintable():
        raise ended([f"{option}: {words!r} is not a name of 1 to {most} characters (Teams takes no more)"], WRONG_SETTING)


def _numbered(option: str, words: str | None) -> None:
    import re

    from bot.ending import WRONG_SETTING, ended

    if words is not None and not re.fullmatch(r"(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4})){2}", words, re.ASCII):
        raise ended([f"{option}: {words!r} is not a version such as 1.0.2 (Teams takes no other)"], WRONG_SETTING)


def _address(option: str, url: str) -> str:
    """The address without a slash at its end. Ends the process if Teams would not take it."""
    from urllib.parse import urlsplit

    from bot.ending import WRONG_SETTING, ended

    try:
        parts = urlsplit(url)
        sound = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0 and not (parts.fragment or parts.username)
    except ValueError:
        sound = False
    if option == "--url":
        sound = sound and not parts.query
    if not sound or len(url) > 2000 or any(not one.isprintable() or one in " \"'<>`{}" for one in url):
        raise ended([f"{option}: {url!r} is not an address such as https://waypost.example.org (Teams wants https)"], WRONG_SETTING)
    return url.rstrip("/")
