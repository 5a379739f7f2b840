"""Alembic's entry: runs the migrations on the address in its configuration."""

from __future__ import annotations

from alembic import context
from sqlmodel import Session

from models import about
from models.base import metadata
from models.database import Database, know_all_tables
from models.schema import NOTE

know_all_tables()


def _is_ours(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Leave tables alone that are not ours (an engine's own): autogenerate would offer to drop them."""
    return not (kind == "table" and reflected and compare_to is None)


def run() -> None:
    """Migrate in one transaction."""
    database = Database(context.config.get_main_option("sqlalchemy.url") or "")
    with database.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, include_object=_is_ours, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
            if NOTE in context.config.attributes:  # with the migration or not at all: whoever is older relies on it
                session = Session(connection)
                about.note(session, NOTE, context.config.attributes[NOTE])
                session.flush()
        connection.commit()
    database.close()


run()
