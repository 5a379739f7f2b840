"""What people do in Teams and nowhere else: add the app and remove it, mention it in a channel, use an old client."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlmodel import select

from bot.sandbox.seed import demo
from models import people, workspaces
from models.deliveries import Delivery, Kind
from tests.acceptance.learning import TUESDAY, on_programme
from tests.conftest import PROGRAMMES
from tests.databases import fresh_sqlite
from tests.house import HASTY, House, opened
from tests.phones import Fault, How

AT = "2026-11-20T10:00:00+00:00"
TRY = "Ask one colleague"


async def does(house: House, what: str, **given: Any) -> dict[str, Any]:
    return await house.stand_in.control(f"teams/{what}", **given)


async def test_who_has_not_added_the_app_waits_is_shown_and_starts_on_arrival(tmp_path: Path, record: Path | None) -> None:
    seed = replace(demo(), without_app=frozenset({"zoe", "ana"}))
    async with opened(fresh_sqlite(tmp_path), AT, platform="teams", seed=seed, record=record, programmes=(PROGRAMMES,)) as house:
        ada = house.phone("ada")
        said = await ada.command("enrol ana@example.com in small-talk starting 2026-11-23 cohort autumn")
        assert "ana@example.com: waits until they add Waypost" in said
        await house.to("2026-12-02T10:00:00+00:00")
        assert "has not added Waypost" in await ada.command("progress autumn")

        await does(house, "install", user="ana")
        await house.settle()

        ana = house.phone("ana")
        (welcome,) = await ana.read()
        assert "You are on Small talk" in welcome
        assert "Monday 7 December at 09:00" in welcome
        assert "Ana Ferreira" in await ada.command("progress autumn")
        await house.to("2026-12-08T18:00:00+00:00")
        assert any(TRY in text for text in await ana.read())


async def test_who_removes_the_app_gets_nothing_more_and_is_shown_until_they_come_back(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await does(house, "uninstall", user="ana")
    await house.to(TUESDAY)
    assert await ana.read() == []
    assert "has removed Waypost" in await house.phone("ada").command("progress autumn")

    await does(house, "install", user="ana")
    await house.to("2026-11-24T18:00:00+00:00")

    assert any(TRY in text for text in await ana.read())
    assert "has removed" not in await house.phone("ada").command("progress autumn")


async def test_who_has_blocked_us_is_found_when_they_write_again(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await does(house, "block", user="ana")
    await house.to(TUESDAY)
    assert "has blocked Waypost" in await house.phone("ada").command("progress autumn")

    await does(house, "block", user="ana", on=False)
    await ana.say("I am here again.")
    await house.forward(hours=1)

    assert "has blocked" not in await house.phone("ada").command("progress autumn")


async def test_a_command_in_a_channel_is_answered_to_who_typed_it_alone(house: House) -> None:
    await on_programme(house, "small-talk", "ana")
    ada = house.phone("ada")

    said = await ada.command("progress @ana", channel="autumn-cohort")

    assert "Ana Ferreira" in said
    assert [one for one in await ada.all("autumn-cohort") if one.ours] == []
    assert [one for one in await house.phone("mia").all("autumn-cohort") if one.ours] == []


async def test_people_are_named_in_a_channel_by_mention_though_nobody_knew_them(house: House) -> None:
    await does(house, "user", name="gita", full_name="Gita Rao", email="gita@example.com", tz="Asia/Kolkata")
    world = house.stand_in.app.state.teams
    channel = world.conversation("autumn-cohort")
    channel.members.append(world.person("gita").aad)

    said = await house.phone("ada").command("enrol @gita in small-talk starting 2026-11-23", channel="autumn-cohort")

    assert "Enrolled 1 person" in said
    assert "Gita Rao" in said


async def test_an_old_client_answers_too(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await does(house, "old_client", user="ana")
    await house.to(TUESDAY)

    await ana.press("Did it", within=TRY)
    assert await ana.form() is not None
    await ana.fill(words="I asked Ben.")

    assert "I asked Ben." in await ana.now_showing(TRY)


async def test_after_a_change_of_keys_the_next_message_is_taken(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await does(house, "keys/rotate")

    assert "Small talk" in await ana.home()


async def test_a_form_stays_open_while_it_is_filled(house: House) -> None:
    """The card that says "You: Did it" is sent only later, or it would take the form from under their hands."""
    ana = await on_programme(house, "small-talk", "ana")
    await house.to(TUESDAY)

    await ana.press("Did it", within=TRY)
    await house.forward(minutes=5)
    assert await ana.form() is not None
    await house.forward(minutes=11)

    assert await ana.form() is None
    assert "You: Did it" in await ana.now_showing(TRY)


async def test_a_roster_that_does_not_answer_holds_nobody_up(tmp_path: Path, record: Path | None) -> None:
    settings: dict[str, Any] = {"waypost_lookup_seconds": 1.5}  # so long that the first look succeeds on a busy machine too
    async with opened(fresh_sqlite(tmp_path), AT, platform="teams", record=record, programmes=(PROGRAMMES,), **settings) as house:
        ana = await on_programme(house, "small-talk", "ana")
        await house.to(TUESDAY)
        await does(house, "faults", faults=[{"method": "member", "kind": "slow", "seconds": 60, "times": 10}])
        await house.forward(hours=25)  # so that her profile is to be asked for anew

        assert "You: Not yet" in (await ana.press("Not yet", within=TRY)).told


async def test_zone_and_language_come_with_what_they_do(house: House) -> None:
    ana = house.phone("ana")
    await ana.home()

    def found() -> tuple[str | None, str | None]:
        with house.service.database.reading() as session:
            known = people.at(session, workspaces.everyone(session)[0], ana.user)
            assert known is not None
            return known[0].profile_zone, known[0].profile_locale

    assert found() == ("Europe/Lisbon", "pt-PT")
    await does(house, "user", user="ana", tz="America/Lima", locale="es-PE")
    await ana.home()
    assert found() == ("America/Lima", "es-PE")


async def test_an_answer_to_a_command_keeps_nobodys_words_and_follows_what_is_taken_back(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", manager="mia")
    mia = house.phone("mia")
    await house.to(TUESDAY)
    await ana.press("Did it", within=TRY)
    await ana.fill(words="Ben was glad.")
    await house.to("2026-11-30T12:00:00+00:00")
    assert "Ben was glad." in await mia.command("summary")

    with house.service.database.reading() as session:
        kept = [row.message for row in session.exec(select(Delivery).where(Delivery.kind == Kind.REPLY))]
    assert "Ben was glad." not in str(kept)

    await ana.press("Take back", home=True)
    assert "Ben was glad." not in "\n".join(one.text for one in await mia.all())


async def test_who_is_refused_at_their_first_act_is_told_so(house: House) -> None:
    await does(house, "user", name="gita", full_name="Gita Rao", email="gita@example.com")
    world = house.stand_in.app.state.teams
    world.conversation("autumn-cohort").members.append(world.person("gita").aad)

    assert "is for admins" in await house.phone("gita").command("admin", channel="autumn-cohort")


async def test_in_development_teams_is_served_without_an_app_id(tmp_path: Path) -> None:
    bare: dict[str, Any] = {"teams_app_id": None, "teams_app_password": None}
    async with opened(fresh_sqlite(tmp_path), AT, platform="teams", loopback=True, **bare) as house:
        assert house.service.web is not None


async def test_what_may_have_arrived_is_held_and_shown_to_the_admin(tmp_path: Path, record: Path | None) -> None:
    async with opened(fresh_sqlite(tmp_path), AT, platform="teams", record=record, programmes=(PROGRAMMES,), **HASTY) as house:
        ana = await on_programme(house, "small-talk", "ana")
        await ana.breaks(Fault(How.RESET_AFTER))

        await house.to("2026-11-23T10:00:00+00:00")

        assert len([text for text in await ana.read() if "Why ask first" in text]) == 1
        ada = house.phone("ada")
        assert "1 message held: nobody can say whether it arrived" in await ada.command("progress autumn")
        assert "Why ask first: nobody can say whether it arrived" in await ada.command("why @ana")
        await ana.press("Done", within="Why ask first")  # which proves that it did
        assert "held" not in await ada.command("progress autumn")


async def test_a_reply_in_a_forum_is_heard_without_a_mention_where_the_team_lets_the_app_read_along(house: House) -> None:
    await on_programme(house, "talked-over", "ana", "ben")
    ana, ben = house.phone("ana"), house.phone("ben")
    await house.phone("ada").command("channel autumn forum here", channel="autumn-cohort")
    await house.to("2026-11-23T20:00:00+00:00")
    done, asked = "You: Answered", "What helped you to ask first?"

    await ben.reply("a quiet room", "autumn-cohort", asked)
    house.stand_in.app.state.teams.reads_along = True
    await ana.reply("a cup of tea", "autumn-cohort", asked)

    assert done in await ana.now_showing("What helped you")
    assert done not in await ben.now_showing("What helped you")
