"""`waypost schema`."""

from __future__ import annotations

import typer

from bot.cli import cli


@cli("schema")
def schema() -> None:
    """Print the JSON Schema of programme files, for editors that complete and check while you write."""
    import json

    from content.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
