"""`waypost doctor`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import cli

if TYPE_CHECKING:
    from rich.console import Console

    from bot.doctor import Check, Finding, Patient


@cli("doctor")
def doctor(
    live: Annotated[
        bool, typer.Option("--live", help="Ask Slack and Teams too, with your credentials; nothing is sent to anybody.")
    ] = False,
    url: Annotated[str | None, typer.Option(metavar="URL", help="The running service; http://127.0.0.1:8000, or at $PORT.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Examine everything, change nothing, and say what to do. Ends with 0: all is well, 1: something wants a look, 2: it is broken."""
    import asyncio
    import os
    from json import dumps

    from rich.console import Console

    from bot.doctor.patient import admitted
    from bot.doctor.report import as_json, verdict

    console = Console(highlight=False, quiet=json)
    with admitted(url or f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}", live=live) as patient:
        found = asyncio.run(_examined(patient, console))
    worst = max(one.level for _, ones in found for one in ones)
    verdict(console, worst, asked=live)
    if json:
        typer.echo(dumps(as_json(found, worst), indent=2, ensure_ascii=False))
    raise typer.Exit(int(worst))


async def _examined(patient: Patient, console: Console) -> list[tuple[Check, Sequence[Finding]]]:
    """Everything that was found; each is shown as soon as it is known."""
    from bot.doctor import examine
    from bot.doctor.report import show

    found = []
    async for check, ones in examine(patient):
        show(console, check, ones)
        found.append((check, ones))
    return found
