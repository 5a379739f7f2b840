"""Whom Waypost knows in Slack: those whom it has met, and not the whole workspace."""

from __future__ import annotations

from tests.house import House


async def test_who_was_never_met_is_not_found_by_an_e_mail_address(house: House) -> None:
    ada = house.phone("ada")

    assert "who “ben@example.com” is" in await ada.command("enrol ben@example.com in small-talk")
