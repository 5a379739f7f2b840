"""Slack and Teams, served by one process on one port: one organisation, one cohort, one summary, and people who have both."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import PROGRAMMES
from tests.house import House, opened
from tests.phones import Phone

FRIDAY = "2026-11-20T10:00:00+00:00"
TRY, THINK = "Ask one colleague", "What was hard"


@pytest.fixture
async def house(database_url: str, record: Path | None) -> AsyncIterator[House]:
    async with opened(database_url, FRIDAY, platform="slack", beside=("teams",), record=record, programmes=(PROGRAMMES,)) as it:
        yield it


async def enrolled(house: House) -> tuple[Phone, Phone]:
    """Ana in Slack and Ben in Teams are on one programme, in one cohort, under Mia, who is in Slack."""
    ada = house.phone("ada", "slack")
    assert "manager" in await ada.command("manager @ana ben@example.com is @mia")
    assert "Enrolled 2 people" in await ada.command("enrol @ana ben@example.com in small-talk starting 2026-11-23 cohort autumn")
    await ada.command("channel autumn here", channel="autumn-cohort")
    return house.phone("ana", "slack"), house.phone("ben", "teams")


async def test_a_learner_in_each_chat_one_programme_one_cohort_one_summary(house: House) -> None:
    ana, ben = await enrolled(house)
    await house.to("2026-11-25T18:00:00+00:00")
    assert [TRY in text for text in await ana.read()].count(True) == 1
    assert [TRY in text for text in await ben.read()].count(True) == 1

    for phone in (ana, ben):
        await phone.press("Did it", within=TRY)
        await phone.fill(words=f"{phone.name} asked.")
    await house.to("2026-11-30T09:30:00+00:00")

    mia, channel = house.phone("mia", "slack"), await ana.read("autumn-cohort")
    (summary,) = await mia.read()
    assert "ana asked." in summary
    assert "ben asked." in summary
    assert len(channel) == 1
    assert "2 people" in channel[0]
    assert await house.phone("mia", "teams").read() == []
    assert await house.phone("ben", "teams").read("autumn-cohort") == []


async def test_the_same_command_does_the_same_from_either_chat(house: House) -> None:
    await enrolled(house)

    for platform in ("slack", "teams"):
        said = await house.phone("ada", platform).command("progress autumn")
        assert "Ana Ferreira" in said
        assert "Ben Carter" in said


async def joined(house: House, label: str) -> tuple[Phone, Phone]:
    """Ana is on Small talk in Slack; she joins her chat in Teams to it, and presses the button that begins so."""
    in_slack, in_teams = house.phone("ana", "slack"), house.phone("ana", "teams")
    await house.phone("ada", "slack").command("enrol @ana in small-talk starting 2026-11-23 cohort autumn")
    found = re.search(r"link (\d{4}-\d{4})", await in_slack.command("link"))
    assert found is not None
    asked = await in_teams.command(f"link {found[1]}")
    assert "This makes you one person with Ana Ferreira" in asked
    offered = next(name for one in reversed(await in_teams.all()) for name in one.buttons if name.startswith(label))
    answer = await in_teams.press(offered, within="one person")
    assert answer.told
    for phone in (in_slack, in_teams):
        await phone.read()
    return in_slack, in_teams


@pytest.mark.parametrize(("label", "chosen"), [("Join, and write to me here", 1), ("Join, and go on writing to me in", 0)])
async def test_one_person_in_both_gets_each_message_once_in_the_chat_they_chose(house: House, label: str, chosen: int) -> None:
    phones = await joined(house, label)

    await house.to("2026-11-25T18:00:00+00:00")

    here, there = await phones[chosen].read(), await phones[1 - chosen].read()
    assert [next((title for title in (TRY, THINK) if title in text), "") for text in here].count(TRY) == 1
    assert len(here) >= 3
    assert there == []


async def test_who_has_joined_both_may_answer_in_either_and_change_their_mind(house: House) -> None:
    in_slack, in_teams = await joined(house, "Join, and write to me here")
    await house.to("2026-11-24T18:00:00+00:00")
    await in_teams.read()

    await in_slack.say("I asked Chen.")  # the question stands in Teams
    assert "I asked Chen." in await in_teams.now_showing(TRY)
    assert "Noted for Ask one colleague" in "\n".join(await in_slack.read())

    await in_slack.command("here")
    await house.to("2026-11-25T18:00:00+00:00")
    assert any(THINK in text for text in await in_slack.read())
    assert not any(THINK in text for text in await in_teams.read())
