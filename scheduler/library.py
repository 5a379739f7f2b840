"""The library: published programme versions, parsed once and kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from content.loading import InvalidProgramme, digest, parse
from content.programme import Programme
from models import enrolments, versions, wordings
from models.deliveries import Delivery
from models.enrolments import Enrolment
from models.session import Session
from models.versions import ProgrammeVersion


@lru_cache(maxsize=256)
def _parsed(name: str, source: str) -> Programme:
    return parse(source, name)


@lru_cache(maxsize=256)
def _digest(name: str, source: str) -> str:
    return digest(_parsed(name, source))


def title_of(version: ProgrammeVersion) -> str:
    """What that version is called to whoever reads; as it was published, if we no longer read its format."""
    try:
        return _parsed(f"{version.key}.yaml", version.source).spoken.title
    except InvalidProgramme:
        return version.title


class Library:
    """Programmes by the row number of their version. A version never changes, so what was parsed stays right."""

    def __init__(self) -> None:
        self._programmes: dict[int, Programme] = {}

    def programme(self, session: Session, version_id: int) -> Programme:
        """The programme of that version, in the language that is spoken if it has that.

        Raises LookupError, or InvalidProgramme for a format we no longer read.
        """
        if version_id not in self._programmes:
            version = versions.get(session, version_id)
            self._programmes[version_id] = _parsed(f"{version.key}.yaml", version.source)
        return self._programmes[version_id].spoken

    def asked(self, session: Session, delivery: Delivery) -> Programme:
        """The programme in whose words that was asked of an enrolment, which may have gone over to another version since."""
        version = wordings.of(session, delivery.id or 0)
        return self.programme(session, version or enrolments.get(session, delivery.enrolment_id or 0).version_id)

    def of(self, session: Session, rows: Iterable[Enrolment]) -> dict[int, Programme]:
        """The programmes of these enrolments, by version."""
        return {number: self.programme(session, number) for number in {row.version_id for row in rows}}


def publish(session: Session, organisation_id: int, name: str, source: str, now: datetime) -> tuple[ProgrammeVersion, bool]:
    """Store a programme file as its next version; returns it and whether it is new. Raises InvalidProgramme.

    Publishing what is published already changes nothing, however the file is laid out.
    """
    programme = _parsed(name, source)
    mark = _digest(name, source)
    latest = versions.latest(session, organisation_id, programme.key)
    if latest is not None and latest.digest == mark:
        return latest, False
    version = ProgrammeVersion(
        organisation_id=organisation_id,
        key=programme.key,
        number=latest.number + 1 if latest else 1,
        title=programme.title,
        source=source,
        format=programme.format,
        digest=mark,
        published_at=now,
    )
    session.add(version)
    session.flush()
    return version, True
