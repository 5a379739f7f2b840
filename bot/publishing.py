"""Programme files are published: those that ship, those of an operator's folders."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from bot.settings import BadSettings
from content.loading import InvalidProgramme
from content.shipped import shipped
from models.session import Session
from scheduler.library import publish

log = logging.getLogger(__name__)


def publish_shipped(session: Session, organisation_id: int, now: datetime) -> None:
    """Publish what ships with Waypost, as far as it is new."""
    for name, source in shipped():
        publish(session, organisation_id, name, source, now)


def publish_folders(session: Session, organisation_id: int, folders: Iterable[Path], now: datetime) -> None:
    """Publish every `*.yaml` of these folders, as far as it is new. Raises BadSettings with every problem of every file."""
    problems: list[str] = []
    for folder in folders:
        if not folder.is_dir():
            problems.append(f"WAYPOST_PROGRAMMES: there is no folder {folder}")
            continue
        for file in sorted(folder.glob("*.yaml")):
            try:
                publish(session, organisation_id, file.name, file.read_text(encoding="utf-8"), now)
            except InvalidProgramme as error:
                problems += str(error).splitlines()
    if problems:
        raise BadSettings(problems)
