"""`waypost events …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import app

if TYPE_CHECKING:
    from bot.event_sending import Sender

events = typer.Typer(no_args_is_help=True)
app.add_typer(events, name="events")

Workspace = Annotated[str | None, typer.Option(metavar="NAME", help="Such as slack:T012AB3CD: of its organisation, if there are several.")]


@events.callback()
def callback() -> None:
    """What other systems tell us: the secret they sign with, and a test."""


@events.command()
def secret(workspace: Workspace = None) -> None:
    """Show the secret with which other systems sign what they send to `/api/events`. Whoever has it can speak for them."""
    from bot.webhooks import shown

    typer.echo(shown(_sender(workspace).secret))


@events.command()
def send(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What has happened, such as call-recorded.", show_default=False)],
    person: Annotated[str, typer.Argument(help="An e-mail address, or slack:T…/U… or teams:<tenant>/<id>.", show_default=False)],
    payload: Annotated[str, typer.Option(metavar="JSON", help="An object to keep with it.")] = "{}",
    id_: Annotated[str | None, typer.Option("--id", metavar="ID", help="Its own name; the same one again changes nothing.")] = None,
    at: Annotated[str | None, typer.Option(metavar="INSTANT", help="When it happened, such as 2026-11-23T09:00:00Z; else now.")] = None,
    url: Annotated[str, typer.Option(help="Where the service is.")] = "http://127.0.0.1:8000",
    workspace: Workspace = None,
) -> None:
    """Send an event to a running service, signed, and show what it answers."""
    from bot.ending import WRONG_INPUT, ended
    from bot.event_sending import NotSent

    try:
        status, said = _sender(workspace).send(url, name, person, payload, id_, at)
    except NotSent as why:
        raise ended([str(why)], WRONG_INPUT) from why
    typer.echo(f"{status} {said}", err=status != 202)
    if status != 202:
        raise typer.Exit(WRONG_INPUT)


def _sender(workspace: str | None) -> Sender:
    from bot.ending import WRONG_SETTING, ended
    from bot.event_sending import Sender
    from bot.opening import opened, the_workspace
    from bot.webhooks import secret_of
    from models import workspaces

    with opened() as place:
        key = place.settings.waypost_secret_key
        if key is None:
            raise ended(
                ["WAYPOST_SECRET_KEY: missing; any text of 32 characters or more, such as `openssl rand -hex 32` writes"], WRONG_SETTING
            )
        where = the_workspace(place, workspace)
        with place.database.reading() as session:
            return Sender(secret_of(key, workspaces.get(session, where.id).organisation_id))
