"""Who had left a programme and is enrolled again goes on where they left it, with all that had moved it before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import fresh_sqlite
from tests.offices import Office, office

AGAIN = "enrol @ana in five-weeks starting 2026-11-02"


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Office]:
    """Ana is on Five weeks from 2 November; a pause of two weeks has moved what was to come, so that it ends on 16 December."""
    with office(fresh_sqlite(tmp_path), at="2026-10-30T10:00:00+00:00") as opened:
        for name in ("ada", "ana"):
            opened.command(name, "help")
        opened.command("ada", AGAIN)
        opened.to("2026-11-09T08:00:00+00:00")
        opened.command("ana", "pause until 2026-11-23")
        opened.to("2026-12-01T10:00:00+00:00")
        assert came(opened) == ["One A", "One B", "Two A", "Two B", "Three A"]
        opened.command("ada", "withdraw @ana from five-weeks")
        yield opened


def came(it: Office) -> list[str]:
    """The titles of the activities that came to Ana since this was asked last."""
    return [title for text in it.letters("ana") if " " in (title := text.splitlines()[0]) and title.split()[1] in ("A", "B")]


@pytest.mark.parametrize(
    ("back_at", "typed", "steps"),
    [
        ("2026-12-02T08:00:00+00:00", AGAIN, ["Three B", "Four A", "Four B", "Five A", "Five B"]),
        ("2026-12-03T08:00:00+00:00", AGAIN, ["Four A", "Four B", "Five A", "Five B"]),  # Three B fell due while they were gone
        ("2026-12-10T08:00:00+00:00", AGAIN, ["Five A", "Five B"]),  # without the pause it would have been over on the 6th
        ("2026-12-10T08:00:00+00:00", "enrol @ana in five-weeks", ["Five A", "Five B"]),
    ],
)
def test_a_pause_of_before_counts_as_ever(it: Office, back_at: str, typed: str, steps: list[str]) -> None:
    it.to(back_at)

    assert "goes on where they left it" in it.command("ada", typed)

    it.to("2027-02-01T12:00:00+00:00")
    assert came(it) == steps


def test_what_is_over_after_all_shifts_begins_anew(it: Office) -> None:
    it.to("2026-12-22T08:00:00+00:00")

    assert "was on it before, and begins anew" in it.command("ada", "enrol @ana in five-weeks")


def test_a_break_that_is_still_open_keeps_the_way_from_being_over(it: Office) -> None:
    it.command("ada", AGAIN)
    it.command("ana", "pause")
    it.command("ada", "withdraw @ana from five-weeks")
    it.to("2027-01-12T08:00:00+00:00")  # six weeks later

    assert "goes on where they left it" in it.command("ada", "enrol @ana in five-weeks")

    it.command("ana", "resume")
    it.to("2027-03-01T12:00:00+00:00")
    assert came(it) == ["Three B", "Four A", "Four B", "Five A", "Five B"]


def test_why_says_what_fell_due_before_they_came_back(it: Office) -> None:
    it.to("2026-12-03T08:00:00+00:00")
    it.command("ada", AGAIN)

    said = it.command("ada", "why @ana three-b")

    assert "shifted by 10 working days" in said
    assert "due before you came back to it on Thursday 3 December 2026" in said
