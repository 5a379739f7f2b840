"""`waypost preview`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import cli


@cli("preview")
def preview(
    programme: Annotated[
        str, typer.Argument(metavar="PROGRAMME", help="A programme file, or the key of one that ships.", show_default=False)
    ],
    port: Annotated[int, typer.Option(help="The port of the page; 0 takes a free one.")] = 8002,
) -> None:
    """Show every message of a programme as Slack and Teams will draw it, on a page that follows the file while you write."""
    import asyncio

    from bot.ending import WRONG_SETTING, ended
    from bot.serving import CannotListen

    try:
        asyncio.run(_serve(_file(programme), port))
    except CannotListen as error:
        raise ended([str(error)], WRONG_SETTING) from error


async def _serve(file: Path, port: int) -> None:
    import asyncio

    from bot.preview.app import preview as page
    from bot.serving import served, told_to_stop

    async with served(page(file), port) as address:
        stopping = asyncio.create_task(told_to_stop())
        await asyncio.sleep(0)  # so that it listens for the signal before anybody is told that it does
        typer.echo(f"The preview of {file.name} is open: {address}\nIt follows the file. Ctrl+C ends it.")
        await stopping


def _file(named: str) -> Path:
    """The file itself, or that of a programme that ships. Ends the process if there is neither."""
    import content
    from bot.ending import WRONG_INPUT, ended
    from content.problems import instead
    from content.shipped import shipped

    coming_with_us = {Path(name).stem: Path(content.__path__[0], "programmes", name) for name, _ in shipped()}
    if named in coming_with_us:
        return coming_with_us[named]
    file = Path(named)
    if file.is_file():
        return file
    if file.is_dir():
        raise ended([f"{named} is a folder; name one programme file in it"], WRONG_INPUT)
    raise ended([f"no programme {named!r} ships with Waypost, and there is no such file; {instead(named, coming_with_us)}"], WRONG_INPUT)
