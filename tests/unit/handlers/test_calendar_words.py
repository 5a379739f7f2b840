"""What admins are told of a calendar that they set: whom it concerns, and what it does not do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import fresh_sqlite
from tests.offices import Office, office


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Office]:
    """Ana and Ben are on Small talk in the cohort autumn, Ana twice over: she is on One week with it too; Cem has left."""
    with office(fresh_sqlite(tmp_path)) as opened:
        opened.command("ada", "enrol @ana @ben @cem in small-talk starting 2026-11-23 cohort autumn")
        opened.command("ada", "enrol @ana in one-week starting 2026-11-23 cohort autumn")
        opened.command("ada", "withdraw @cem from small-talk")
        yield opened


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("cap 2 for cohort autumn", "It holds at once for 2 people; who has set their own keeps that."),
        ("cap 2 for workspace", "It holds at once for 2 people; who has set their own keeps that."),
        (
            "blackout 2026-12-24 inventory for cohort autumn",
            "Nothing comes to anybody of cohort autumn on Thursday 24 December 2026 (inventory). "
            "It holds at once for 2 people; other blackouts of theirs count as well.",
        ),
        (
            "zone Asia/Tokyo for cohort autumn",
            "Time zone of cohort autumn: Asia/Tokyo (for its summary). Its summary comes by that; each of its people keeps their own.",
        ),
        (
            "zone Asia/Tokyo for workspace",
            "Time zone of the workspace: Asia/Tokyo (for those whose own is not known). It holds at once for those whose own is not known.",
        ),
        ("holidays NO", "Your public holidays: NO (your own choice)."),
        ("holidays none", "Your public holidays: none (your own choice)."),
    ],
)
def test_what_an_admin_is_told(it: Office, typed: str, told: str) -> None:
    assert told in it.command("ada", typed)


def test_who_has_finished_is_not_counted(it: Office) -> None:
    it.to("2026-12-22T12:00:00+00:00")

    assert "It holds at once for 0 people" in it.command("ada", "cap 2 for cohort autumn")


def test_the_blackouts_of_both_cohorts_count(it: Office) -> None:
    it.command("ada", "enrol @ben in one-week starting 2026-11-30 cohort winter")
    it.command("ada", "blackout 2026-11-23 inventory for cohort autumn")
    it.command("ada", "blackout 2026-11-24 fair for cohort winter")

    said = it.command("ben", "calendar")

    assert "Blackout days: Monday 23 November 2026 (inventory); Tuesday 24 November 2026 (fair)" in said


def test_progress_says_who_is_away_and_who_paused(it: Office) -> None:
    it.to("2026-11-23T12:00:00+00:00")
    it.command("ana", "away until 2026-12-01")
    it.command("ben", "pause until 2026-12-01")

    said = it.command("ada", "progress")

    assert "| away until " in said
    assert "paused until Wed 2 Dec, 09:00" in said


def test_between_two_leaves_why_tells_when_they_are_back(it: Office) -> None:
    it.command("ana", "away 2026-11-23 to 2026-11-27")
    it.command("ana", "away 2026-11-30 to 2026-12-02")
    it.to("2026-11-28T12:00:00+00:00")  # the Saturday between them

    assert "Nothing comes before Thursday 3 December: you are away." in it.command("ana", "why")
