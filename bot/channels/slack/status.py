"""What somebody's status in Slack says of being away from work. Its words are looked at here and kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from handlers.away_words import says_away
from handlers.incoming import Presence

AWAY_EMOJI = frozenset(
    [
        *("palm_tree", "desert_island", "beach_with_umbrella", "umbrella_on_ground", "luggage", "tent", "camping", "ski", "skier"),
        *("airplane", "small_airplane", "airplane_departure"),
        *("face_with_thermometer", "face_with_head_bandage", "sneezing_face", "nauseated_face", "mask", "pill", "hospital"),
        *("baby", "baby_bottle", "breast-feeding", "maternity"),
    ]
)
EMOJI = re.compile(r":([a-z0-9_+'-]{1,80}):(?::skin-tone-\d:)?")
LATEST = 253_402_300_799  # the end of the year 9999, in seconds


def presence_of(profile: Mapping[str, Any]) -> Presence | None:
    """What the status in this profile says. None: there is no word of a status in it."""
    text, emoji = profile.get("status_text"), profile.get("status_emoji")
    if not isinstance(text, str) and not isinstance(emoji, str):
        return None
    named = EMOJI.fullmatch(emoji) if isinstance(emoji, str) else None
    away = (named is not None and named[1] in AWAY_EMOJI) or (isinstance(text, str) and says_away(text))
    return Presence(away, until_at=_expiration(profile.get("status_expiration")) if away else None)


def _expiration(seconds: object) -> datetime | None:
    """When Slack clears the status. None: not by itself."""
    if not isinstance(seconds, int) or not 0 < seconds <= LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC)
