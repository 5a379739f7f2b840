"""Who somebody is, by what Slack says of them."""

from __future__ import annotations

import pytest

from bot.channels.slack.directory import profile_of


@pytest.mark.parametrize(
    ("told", "locale"),
    [
        ("en-US", "en-US"),
        ("es-419", "es-419"),
        ("de", "de"),
        ("", None),
        (None, None),
        (7, None),
        ("de-DE\n", None),
        ("../de", None),
        ({"de": "DE"}, None),
    ],
)
def test_only_what_looks_like_a_locale_is_taken_for_one(told: object, locale: str | None) -> None:
    assert profile_of({"id": "U1", "locale": told}, "T1").locale == locale


def test_without_a_word_of_it_the_locale_is_not_known() -> None:
    assert profile_of({"id": "U1"}, "T1").locale is None
