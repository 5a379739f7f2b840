"""Whom Waypost knows in Slack: those whom it has met, and not the whole workspace."""

from __future__ import annotations

from models import people, workspaces
from tests.house import House


async def test_who_was_never_met_is_not_found_by_an_e_mail_address(house: House) -> None:
    ada = house.phone("ada")

    assert "who “ben@example.com” is" in await ada.command("enrol ben@example.com in small-talk")


async def test_the_language_of_their_slack_comes_with_who_they_are_and_follows_it(house: House) -> None:
    ana = house.phone("ana")
    await house.stand_in.control("user", id=ana.user, locale="pt-BR")  # nobody knows them yet

    def found() -> str | None:
        with house.service.database.reading() as session:
            known = people.at(session, workspaces.everyone(session)[0], ana.user)
            return known[0].profile_locale if known else None

    assert found() is None
    await ana.command("route")
    assert found() == "pt-BR"
    await house.stand_in.control("user", id=ana.user, locale="fr-FR")
    assert found() == "fr-FR"
