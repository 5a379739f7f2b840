"""Friday's check-in: one message, one form, for the week it is about until the next one opens."""

from __future__ import annotations

from collections.abc import Mapping

from tests.acceptance.learning import on_programme
from tests.house import House
from tests.phones import Asked, Phone

THURSDAY, FRIDAY = "2026-11-26T12:00:00+00:00", "2026-11-27T15:00:00+00:00"
NEXT_FRIDAY = "2026-12-04T15:00:00+00:00"
FIRST, SECOND = "Check-in for the week of 23 November", "Check-in for the week of 30 November"
OVER = "This check-in closed when the next one opened."


async def learner(house: House, *, manager: str | None = "mia") -> Phone:
    """Ana has made a plan on Thursday, and it is Friday 15:00 where she is."""
    ana = await on_programme(house, "many-answers", "ana", manager=manager)
    await house.to(THURSDAY)
    await ana.press("Make a plan")
    await ana.fill(cue="a colleague sighs", action="ask what would help")
    await house.to(FRIDAY)
    await ana.read()
    return ana


async def fields(phone: Phone) -> Mapping[str, Asked]:
    """The fields of the open form by their labels."""
    form = await phone.form()
    assert form is not None
    return form.fields


async def test_it_comes_on_friday_at_three_in_everyones_own_zone(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", "ben", "chen")
    ben, chen = house.phone("ben"), house.phone("chen")
    await house.to("2026-11-27T06:59:00+00:00")
    assert not any(FIRST in text for text in await chen.read())

    await house.to("2026-11-27T07:00:00+00:00")  # three in the afternoon in Singapore
    assert FIRST in (await chen.read())[-1]
    await house.to(FRIDAY)
    assert FIRST in (await ana.read())[-1]
    assert not any(FIRST in text for text in await ben.read())
    await house.to("2026-11-27T20:00:00+00:00")
    assert FIRST in (await ben.read())[-1]


async def test_it_shows_what_the_person_set_out_to_do_and_who_will_see_what(house: House) -> None:
    ana = await learner(house)

    said = await ana.now_showing(FIRST)

    assert "If a colleague sighs, then I will ask what would help" in said
    assert "Mia Lindqvist, your manager, sees that you checked in, and if you ask them for help." in said
    assert "What you write stays with you, unless you choose to share it." in said


async def test_the_form_asks_at_most_six_things_and_for_progress_on_each_commitment(house: House) -> None:
    ana = await learner(house)

    await ana.press("Check in", within=FIRST)

    asked = await fields(ana)
    assert list(asked) == [
        "If a colleague sighs, then I will ask what would help",
        "What did you do, and what came of it?",
        "What got in the way?",
        "What will you do next week?",
        "Whom would you like to help you?",
        "Who may see what you wrote, and what got in the way?",
    ]
    assert asked["Who may see what you wrote, and what got in the way?"].options == ("Only me", "My manager, Mia Lindqvist")


async def test_who_has_no_manager_is_offered_nobody_else_to_see_it(house: House) -> None:
    ana = await learner(house, manager=None)

    await ana.press("Check in", within=FIRST)

    assert (await fields(ana))["Who may see what you wrote, and what got in the way?"].options == ("Only me",)
    assert "manager" not in await ana.now_showing(FIRST)


async def test_what_was_sent_in_stands_on_the_card(house: House) -> None:
    ana = await learner(house)
    plan = "If a colleague sighs, then I will ask what would help"

    await ana.press("Check in", within=FIRST)
    await ana.fill(**{plan: "4", "did": "I asked twice.", "obstacle": "I forgot", "next": "Ask Ben."})

    card = await ana.now_showing(FIRST)
    assert "Thank you. Your check-in is in." in card
    assert f"{plan}: 4 of 10" in card
    assert "In the way: I forgot" in card
    assert "I asked twice." in card
    assert "Ask Ben." in card
    assert "Only you see what you wrote." in card


async def test_an_empty_form_is_a_check_in_too(house: House) -> None:
    ana = await learner(house)

    await ana.press("Check in", within=FIRST)
    await ana.fill()

    assert "Your check-in is in." in await ana.now_showing(FIRST)


async def test_last_times_value_is_shown_in_the_next_form(house: House) -> None:
    ana = await learner(house)
    plan = "If a colleague sighs, then I will ask what would help"
    await ana.press("Check in", within=FIRST)
    await ana.fill(**{plan: "4"})
    await house.to(NEXT_FRIDAY)

    await ana.press("Check in", within=SECOND)

    asked = (await fields(ana))[plan]
    assert "Last time: 4." in asked.hint
    assert asked.value == ("4",)


async def test_the_command_opens_the_form_too(house: House) -> None:
    ana = await learner(house)

    await ana.command("checkin")
    await ana.fill(did="I asked twice.")

    assert "I asked twice." in await ana.now_showing(FIRST)


async def test_before_one_is_open_the_command_says_when_one_comes(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")

    said = await ana.command("checkin")

    assert "No check-in is open. While you are on a programme, one comes every Friday at 15:00." in said


async def test_a_person_chooses_day_and_hour(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")

    assert "Your check-in comes every Thursday at 14:00 from now on." in await ana.command("checkin on thursdays at 14:00")

    await house.to("2026-11-26T13:59:00+00:00")
    assert not any(FIRST in text for text in await ana.read())
    await house.to("2026-11-26T14:00:00+00:00")
    assert FIRST in (await ana.read())[-1]
    await house.to("2026-11-28T15:00:00+00:00")
    assert not any(FIRST in text for text in await ana.read())


async def test_a_day_alone_keeps_the_hour(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")

    assert "every Wednesday at 15:00" in await ana.command("checkin wed")


async def test_who_moves_the_day_has_the_open_one_until_the_next_opens_then(house: House) -> None:
    ana = await learner(house)
    await ana.command("checkin thursday 14:00")
    await house.to("2026-12-03T13:00:00+00:00")
    await ana.press("Check in", within=FIRST)
    await ana.fill(did="Late, but here.")
    assert "Late, but here." in await ana.now_showing(FIRST)

    await house.to("2026-12-03T14:00:00+00:00")

    assert SECOND in (await ana.read())[-1]
    assert OVER in (await ana.press("Change it", within=FIRST)).told


async def test_a_sent_check_in_can_be_changed_and_keeps_what_was_not_touched(house: House) -> None:
    ana = await learner(house)
    await ana.press("Check in", within=FIRST)
    await ana.fill(did="I asked twice.", help="dina", visible="My manager, Mia Lindqvist")

    await ana.press("Change it", within=FIRST)
    asked = await fields(ana)
    assert asked["What did you do, and what came of it?"].value == ("I asked twice.",)
    assert asked["Whom would you like to help you?"].value == ("dina",)
    await ana.fill(did="I asked three times.")

    card = await ana.now_showing(FIRST)
    assert "I asked three times." in card
    assert "I asked twice." not in card
    assert "Help from: Dina Haddad" in card
    assert "Mia Lindqvist may see what you wrote and what got in the way." in card


async def test_who_is_asked_for_help_is_told_so_once_and_none_of_the_words(house: House) -> None:
    ana, dina = await learner(house), house.phone("dina")
    await ana.press("Check in", within=FIRST)
    await ana.fill(did="Something nobody else should read.", help="dina")

    assert await dina.read() == [
        "Ana Ferreira would like your help with what they are practising. A word with Ana Ferreira is all it takes."
    ]
    await ana.press("Change it", within=FIRST)
    await ana.fill(next="Try again.")
    assert await dina.read() == []


async def test_who_is_asked_for_help_at_night_is_told_in_the_morning(house: House) -> None:
    ana, chen = await learner(house), house.phone("chen")  # it is eleven at night in Singapore
    await ana.press("Check in", within=FIRST)
    await ana.fill(help="chen")
    assert await chen.read() == []

    await house.to("2026-11-27T23:00:00+00:00")

    assert "would like your help" in (await chen.read())[0]


async def test_who_cannot_be_asked_is_said_in_the_form_which_stays_open(house: House) -> None:
    ana = await learner(house)
    await house.phone("dina").command("stop")
    await ana.press("Check in", within=FIRST)

    assert (await ana.fill(did="I asked twice.", help="ana")).errors == {"help": "Choose somebody else, or leave it empty."}
    assert "can't be reached by me at the moment" in (await ana.fill(help="dina")).errors["help"]
    assert not (await ana.fill(help=None)).errors

    assert "I asked twice." in await ana.now_showing(FIRST)


async def test_a_bot_cannot_be_asked_for_help(house: House) -> None:
    ana = await learner(house)
    await house.chat.put("robot", real_name="Robot", bot=True)
    await ana.press("Check in", within=FIRST)

    assert "Choose a person" in (await ana.fill(help="robot")).errors["help"]


async def test_a_late_one_counts_for_its_own_week_until_the_next_opens(house: House) -> None:
    ana = await learner(house)
    await house.to("2026-12-04T14:59:00+00:00")

    await ana.press("Check in", within=FIRST)
    await ana.fill(did="Late, but here.")

    assert "Late, but here." in await ana.now_showing(FIRST)


async def test_once_the_next_is_open_it_is_refused_and_what_was_typed_stays_in_the_form(house: House) -> None:
    ana = await learner(house)
    await ana.press("Check in", within=FIRST)
    await house.to(NEXT_FRIDAY)

    refused = await ana.fill(did="Too late, but long.")

    assert "closed when the next one opened. What you typed is still here to copy." in str(refused.errors)
    assert (await fields(ana))["What did you do, and what came of it?"].value == ("Too late, but long.",)
    assert "Too late" not in await ana.now_showing(FIRST)
    assert OVER in (await ana.press("Check in", within=FIRST)).told


async def test_the_command_opens_the_one_of_this_week_and_not_the_last(house: House) -> None:
    ana = await learner(house)
    await house.to(NEXT_FRIDAY)

    await ana.command("checkin")
    await ana.fill(did="The second week.")

    assert "The second week." in await ana.now_showing(SECOND)
    assert "The second week." not in await ana.now_showing(FIRST)


async def test_it_comes_once_a_week_also_to_who_is_on_two_programmes(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.phone("ada").command("enrol @ana in one-week starting 2026-11-23")

    await house.to("2026-11-28T12:00:00+00:00")

    assert sum(FIRST in text for text in await ana.read()) == 1


async def test_the_card_of_a_sent_one_offers_to_change_it_and_nothing_else(house: House) -> None:
    ana = await learner(house)
    await ana.press("Check in", within=FIRST)
    await ana.fill()

    card = next(one for one in reversed(await ana.all()) if FIRST in one.text)
    assert card.buttons == ("Change it",)


async def test_what_others_wrote_into_the_form_formats_and_mentions_nobody(house: House) -> None:
    ana = await learner(house)

    await ana.press("Check in", within=FIRST)
    await ana.fill(did="<!channel> *all* `of` <@U0BEN0001>")

    assert "<!channel> *all* `of` <@U0BEN0001>" in await ana.now_showing(FIRST)
