"""What a Slack status says of being away from work."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.slack.directory import profile_of
from bot.channels.slack.status import presence_of
from handlers.incoming import Presence

CHRISTMAS = datetime(2026, 12, 25, tzinfo=UTC)
AWAY, HERE = Presence(away=True), Presence(away=False)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ({"status_emoji": ":palm_tree:", "status_text": ""}, AWAY),
        ({"status_emoji": ":baby::skin-tone-2:", "status_text": ""}, AWAY),
        ({"status_emoji": ":speech_balloon:", "status_text": "Out of office"}, AWAY),
        (
            {"status_emoji": ":airplane:", "status_text": "", "status_expiration": int(CHRISTMAS.timestamp())},
            Presence(True, None, CHRISTMAS),
        ),
        ({"status_emoji": ":house_with_garden:", "status_text": "Working remotely", "status_expiration": 99}, HERE),
        ({"status_emoji": "", "status_text": "", "status_expiration": 0}, HERE),
        ({"status_text": "sick", "status_expiration": 10**30}, AWAY),
        ({"status_text": "sick", "status_expiration": "soon"}, AWAY),
        ({"status_text": 7, "status_emoji": ["palm_tree"]}, None),
        ({}, None),
    ],
)
def test_a_status_says_away_by_its_picture_or_its_words(status: dict[str, Any], says: Presence | None) -> None:
    assert presence_of(status) == says


def test_nothing_of_the_words_goes_further() -> None:
    user = {"id": "U1", "profile": {"real_name": "Ana", "status_text": "vacation in Rome", "status_emoji": ""}}

    assert "Rome" not in repr(profile_of(user, "T1"))
