"""`waypost jobs`."""

from __future__ import annotations

from bot.cli import cli

SHOWN = 20
STANDS = {"queued": "waits", "running": "under way", "done": "done", "failed": "given up"}


@cli("jobs")
def jobs() -> None:
    """List what was done in the background lately, or still is: large enrolments, files that were handed over."""
    import typer

    from bot.opening import opened
    from handlers.background import known
    from models.jobs import latest

    with opened() as place, place.database.reading() as session:
        found = latest(session, SHOWN)
        for one in found:
            what = known()[one.kind].says if one.kind in known() else one.kind
            begun = f"{one.id}  {one.created_at:%Y-%m-%d %H:%M} UTC"
            typer.echo(f"{begun}  {what}: {one.done:,} of {one.total:,}, {STANDS[one.state]}{_so_far(one.place)}")
            if one.reason:
                typer.echo(f"   {one.reason}")
    if not found:
        typer.echo("Nothing was done in the background so far.")


def _so_far(place: object) -> str:
    """What came of it, as far as it is counted."""
    counts = {what: number for what, number in place.items() if isinstance(number, int)} if isinstance(place, dict) else {}
    return ": " + ", ".join(f"{number:,} {what}" for what, number in counts.items()) if counts else ""
