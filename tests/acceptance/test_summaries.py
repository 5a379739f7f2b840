"""Monday's summary: to a manager about their own people, to a cohort's channel in counts."""

from __future__ import annotations

from typing import Any

from tests.acceptance.learning import message, on_programme
from tests.house import House
from tests.phones import Phone

COHORT, LEADS = "autumn-cohort", "mia-leads"
FRIDAY, NEXT_FRIDAY = "2026-11-27T20:30:00+00:00", "2026-12-04T20:30:00+00:00"  # three o'clock is over everywhere
BEFORE, MONDAY, NEXT_MONDAY = "2026-11-30T07:59:00+00:00", "2026-11-30T08:00:00+00:00", "2026-12-07T08:00:00+00:00"  # 09:00 in Berlin
FIRST, SECOND = "Check-in for the week of 23 November", "Check-in for the week of 30 November"
THIRD = "Check-in for the week of 7 December"
NAMES = (
    "Ana",
    "Ben",
    "Chen",
    "Dina",
    "Emeka",
    "Farah",
    "Mia",
    "Ferreira",
    "Carter",
    "Wei Ling",
    "Haddad",
    "Okafor",
    "Siddiqui",
    "Lindqvist",
)
SIX = ("ana", "ben", "chen", "dina", "emeka", "farah")
TRY = "Ask one colleague"
MIA_SEES = "My manager, Mia Lindqvist"


async def people_of_mia(house: House, *names: str, programme: str = "small-talk") -> Phone:
    """These people are Mia's and on Small talk from 23 November; returns her phone."""
    await on_programme(house, programme, *names, manager="mia")
    return house.phone("mia")


async def checks_in(phone: Phone, within: str = FIRST, **values: Any) -> None:
    await phone.press("Check in", within=within)
    assert not (await phone.fill(**values)).errors


async def answers(phone: Phone, words: str) -> None:
    """Report on Tuesday's task, which the manager may see."""
    await phone.press("Did it", within=TRY)
    await phone.fill(words=words)


async def test_it_comes_on_monday_at_nine_where_the_manager_is(house: House) -> None:
    mia = await people_of_mia(house, "ana")

    await house.to(BEFORE)
    assert await mia.read() == []
    await house.to(MONDAY)
    (summary,) = await mia.read()
    assert "Your people, 23–29 November" in summary

    await house.to("2026-12-06T12:00:00+00:00")
    assert await mia.read() == []


async def test_a_manager_in_another_zone_gets_it_in_their_own_morning_and_none_before_the_first_week_is_over(house: House) -> None:
    await on_programme(house, "small-talk", "ana", manager="ben")
    ben = house.phone("ben")

    await house.to("2026-11-30T13:59:00+00:00")
    assert await ben.read() == []
    await house.to("2026-11-30T14:00:00+00:00")
    assert "Your people, 23–29 November" in (await ben.read())[0]


async def test_it_comes_whether_the_manager_was_named_before_or_after_the_enrolling(house: House) -> None:
    ada = house.phone("ada")
    await ada.command("manager @ana is @mia")
    await ada.command("enrol @ana @ben in small-talk starting 2026-11-23")
    await ada.command("manager @ben is @dina")

    await house.to(MONDAY)

    assert "Ana Ferreira" in (await house.phone("mia").read())[-1]
    assert "Ben Carter" in (await house.phone("dina").read())[-1]


async def test_it_tells_done_of_due_and_who_checked_in(house: House) -> None:
    mia = await people_of_mia(house, "ana", "dina")
    ana = house.phone("ana")
    await house.to(FRIDAY)
    await ana.press("Done", within="Why ask first")
    await ana.press("No occasion", within=TRY)
    await checks_in(ana)

    await house.to(MONDAY)

    (summary,) = await mia.read()
    assert "Ana Ferreira: 2 of 4 done, checked in" in summary
    assert "Dina Haddad: 0 of 4 done, no check-in" in summary
    assert "Together: 2 of 8 steps done, 1 of 2 check-ins in." in summary
    assert "Worth a moment" not in summary


async def test_who_asks_this_manager_for_help_stands_first_and_who_asks_another_does_not(house: House) -> None:
    mia = await people_of_mia(house, "ana", "dina")
    await house.to(FRIDAY)
    await checks_in(house.phone("ana"), help="mia")
    await checks_in(house.phone("dina"), help="emeka")

    await house.to(MONDAY)

    summary = await mia.now_showing("Your people")
    assert summary.index("Ana Ferreira asks you for help.") < summary.index("Together")
    assert "Dina Haddad asks" not in summary


async def test_who_is_held_up_stands_first_only_if_they_shared_it(house: House) -> None:
    mia = await people_of_mia(house, "ana", "dina", "emeka")
    await house.to(FRIDAY)
    await checks_in(house.phone("ana"), obstacle="No time", visible=MIA_SEES)
    await checks_in(house.phone("dina"), obstacle="A tool, access or process was in the way")
    await checks_in(house.phone("emeka"), obstacle="I forgot", visible=MIA_SEES)

    await house.to(MONDAY)

    (summary,) = await mia.read()
    assert "Ana Ferreira is held up: no time." in summary
    assert "process" not in summary
    assert "forgot" not in summary


async def test_who_was_silent_for_two_weeks_stands_first_and_who_was_on_a_break_does_not(house: House) -> None:
    mia = await people_of_mia(house, "ana", "dina", "emeka", "farah")
    await house.to("2026-11-25T12:00:00+00:00")
    await house.phone("dina").command("pause until 2026-12-14")
    await house.phone("farah").command("away 2026-11-26 to 2026-12-13")
    await house.to(MONDAY)
    assert "has not answered" not in (await mia.read())[0]
    await house.to("2026-12-02T12:00:00+00:00")
    await house.phone("emeka").press("Done", within="Why ask first")

    await house.to(NEXT_MONDAY)

    (summary,) = await mia.read()
    assert "Ana Ferreira has not answered anything for two weeks." in summary
    assert "Dina Haddad: nothing was due, on a break until 14 December" in summary
    assert "nothing was due, away until 14 December" in summary
    assert summary.count("two weeks") == 1


async def test_the_more_urgent_stands_before_the_less(house: House) -> None:
    mia = await people_of_mia(house, "ana", "dina", "emeka")
    await house.to(NEXT_FRIDAY)
    await checks_in(house.phone("dina"), within=SECOND, obstacle="No time", visible=MIA_SEES)
    await checks_in(house.phone("emeka"), within=SECOND, help="mia")

    await house.to(NEXT_MONDAY)

    summary = await mia.now_showing("30 November – 6 December")
    order = [summary.index(name) for name in ("Emeka Okafor asks you", "Dina Haddad is held up", "Ana Ferreira has not answered")]
    assert order == sorted(order)


async def test_a_manager_sends_encouragement_once_and_the_learner_gets_it(house: House) -> None:
    mia, ana = await people_of_mia(house, "ana"), house.phone("ana")
    await house.to(FRIDAY)
    await checks_in(ana, help="mia")
    await house.to(MONDAY)
    await ana.read()

    await mia.press("Send encouragement", within="asks you for help")

    assert await ana.read() == ["Mia Lindqvist sends you a word of encouragement: keep at it, a small try counts."]
    card = await message(mia, "asks you for help")
    assert "You sent Ana Ferreira encouragement." in card.text
    assert card.buttons == ("Offer time",)


async def test_a_manager_offers_time_once_and_the_learner_gets_it(house: House) -> None:
    mia, ana = await people_of_mia(house, "ana"), house.phone("ana")
    await house.to(FRIDAY)
    await checks_in(ana, help="mia")
    await house.to(MONDAY)
    await ana.read()

    await mia.press("Offer time", within="asks you for help")
    await mia.press("Send encouragement", within="asks you for help")

    offer, encouragement = await ana.read()
    assert "Mia Lindqvist has set aside some time for you" in offer
    assert "encouragement" in encouragement
    card = await message(mia, "asks you for help")
    assert "You offered Ana Ferreira time." in card.text
    assert card.buttons == ()


async def test_who_sleeps_gets_the_encouragement_in_the_morning_and_the_manager_is_told(house: House) -> None:
    mia, ben = await people_of_mia(house, "ben"), house.phone("ben")
    await house.to(FRIDAY)
    await checks_in(ben, help="mia")
    await house.to(MONDAY)  # three at night in New York
    await ben.read()

    await mia.press("Send encouragement", within="asks you for help")

    assert await ben.read() == []
    assert "You sent Ben Carter encouragement. It reaches them on Monday 30 November." in await mia.now_showing("asks you for help")
    await house.to("2026-11-30T12:00:00+00:00")
    assert "encouragement" in (await ben.read())[0]


async def test_who_has_stopped_gets_no_encouragement_and_the_manager_is_told_to_write_themselves(house: House) -> None:
    mia, ana = await people_of_mia(house, "ana"), house.phone("ana")
    await house.to(FRIDAY)
    await checks_in(ana, help="mia")
    await ana.command("stop")
    await house.to(MONDAY)
    await ana.read()

    said = await mia.press("Send encouragement", within="asks you for help")

    assert "Ana Ferreira gets no messages from me at the moment. A word of your own will reach them." in said.told
    assert await ana.read() == []
    assert "Send encouragement" in (await message(mia, "asks you for help")).buttons


async def test_words_are_in_it_only_if_they_were_shared(house: House) -> None:
    mia = await people_of_mia(house, "ana", "dina")
    ana, dina = house.phone("ana"), house.phone("dina")
    await house.to(FRIDAY)
    await answers(ana, "I asked Ben what he needs.")
    await ana.press("Answer", within="What was hard")
    await ana.fill(words="Keeping quiet was hard.")  # only she sees that
    await checks_in(ana, did="Shared with Mia.", next="Also shared.", visible=MIA_SEES)
    await checks_in(dina, did="Only for me.")

    await house.to(MONDAY)

    (summary,) = await mia.read()
    assert "In their own words, shared with you" in summary
    assert "Ana Ferreira on “Ask one colleague”I asked Ben what he needs." in summary.replace("\n", "")
    assert "Ana Ferreira, what I didShared with Mia." in summary.replace("\n", "")
    assert "Ana Ferreira, next weekAlso shared." in summary.replace("\n", "")
    assert "Keeping quiet" not in summary
    assert "Only for me." not in summary


async def test_what_was_changed_after_monday_is_changed_where_it_was_posted(house: House) -> None:
    mia, ana = await people_of_mia(house, "ana"), house.phone("ana")
    await house.to(FRIDAY)
    await checks_in(ana, did="The first words.", visible=MIA_SEES)
    await house.to(MONDAY)
    assert "The first words." in await mia.now_showing("Your people")

    await ana.press("Change it", within=FIRST)
    await ana.fill(did="The second words.")
    assert "The second words." in await mia.now_showing("Your people")
    assert "The first words." not in await mia.now_showing("Your people")

    await ana.press("Change it", within=FIRST)
    await ana.fill(visible="Only me")
    assert "The second words." not in await mia.now_showing("Your people")


async def test_a_new_manager_sees_later_items_only(house: House) -> None:
    await people_of_mia(house, "ana")
    ada, ana, dina = house.phone("ada"), house.phone("ana"), house.phone("dina")
    await house.to(FRIDAY)
    await answers(ana, "For Mia's eyes.")
    await checks_in(ana, did="Mia may read it.", visible=MIA_SEES)

    await ada.command("manager @ana is @dina")
    await house.to(MONDAY)

    (summary,) = [text for text in await dina.read() if "Your people" in text]
    assert "Ana Ferreira: 1 of 4 done, checked in" in summary
    assert "For Mia's eyes." not in summary
    assert "Mia may read it." not in summary


async def test_the_trend_is_drawn_from_two_weeks_on(house: House) -> None:
    mia, ana = await people_of_mia(house, "ana"), house.phone("ana")
    await house.to(FRIDAY)
    await ana.press("Done", within="Why ask first")
    await house.to(MONDAY)
    assert (await message(mia, "23–29 November")).charts == ()

    await house.to(NEXT_MONDAY)

    card = await message(mia, "30 November – 6 December")
    (chart,) = card.charts
    assert chart.labels == ("23 Nov", "30 Nov")
    assert chart.values[0] == (25, 0)


async def test_late_answers_of_earlier_weeks_are_counted_once_in_the_next_summary(house: House) -> None:
    mia, ana = await people_of_mia(house, "ana"), house.phone("ana")
    await house.to("2026-11-30T07:30:00+00:00")
    await ana.press("Done", within="Why ask first")  # half an hour before the summary, which still has it
    await house.to(MONDAY)
    assert "Together: 1 of 4 steps done, 0 of 1 check-ins in." in (await mia.read())[0]

    await answers(ana, "Late, but done.")
    await checks_in(ana, did="Late, but in.", help="mia", visible=MIA_SEES)
    await mia.read()
    await house.to(NEXT_MONDAY)

    (summary,) = await mia.read()
    assert "From earlier weeks, 1 step and 1 check-in came late." in summary
    assert "Ana Ferreira asks you for help." in summary
    assert "what I did (week of 23 November)" in summary
    assert "Late, but done." in summary


async def test_nothing_to_report_is_one_line(house: House) -> None:
    mia = await people_of_mia(house, "ana")
    await house.phone("ana").command("pause until 2027-01-11")

    await house.to(MONDAY)

    (summary,) = await mia.read()
    assert summary.splitlines() == ["Your people, 23–29 November", "Nothing to report: nothing was due for your people that week."]


async def test_a_manager_whose_people_are_on_nothing_gets_none(house: House) -> None:
    ada = house.phone("ada")
    await ada.command("manager @ana is @mia")
    await ada.command("enrol @ben in small-talk starting 2026-11-23")

    await house.to("2026-12-21T12:00:00+00:00")

    assert await house.phone("mia").read() == []


async def test_a_manager_whose_people_were_all_taken_off_gets_no_more(house: House) -> None:
    mia = await people_of_mia(house, "ana")
    await house.to(MONDAY)
    assert len(await mia.read()) == 1

    await house.phone("ada").command("withdraw @ana from small-talk")

    await house.to("2026-12-21T12:00:00+00:00")
    assert await mia.read() == []


async def test_after_the_last_week_the_enrolment_is_finished_and_check_ins_and_summaries_end(house: House) -> None:
    mia = await people_of_mia(house, "ana", "ben")
    ana = house.phone("ana")
    await house.phone("ada").command("channel autumn here", channel=COHORT)
    await house.to(NEXT_MONDAY)
    assert "Your people, 30 November – 6 December" in (await mia.read())[-1]
    assert "autumn, 30 November – 6 December" in (await mia.read(COHORT))[-1]
    assert any(SECOND in text for text in await ana.read())

    await house.to("2027-01-11T20:00:00+00:00")

    assert await mia.read() == []
    assert await mia.read(COHORT) == []
    assert not any(THIRD in text for text in await ana.read())
    assert "You are on no programme at the moment." in await ana.home()
    assert house.service.heart.left(house.clock.now()) == (0, 0)


async def test_who_paused_ends_later_and_has_summaries_until_then(house: House) -> None:
    mia, ana = await people_of_mia(house, "ana"), house.phone("ana")
    await house.to(MONDAY)
    await ana.command("pause until 2026-12-10")  # ten days, so it ends on Wednesday 16 December
    await house.to("2027-01-11T20:00:00+00:00")

    titles = [text.splitlines()[0] for text in await mia.read()]
    assert titles == [f"Your people, {week}" for week in ("23–29 November", "30 November – 6 December", "7–13 December", "14–20 December")]
    assert "You are on no programme at the moment." in await ana.home()


async def test_who_has_stopped_before_the_end_can_still_go_on(house: House) -> None:
    await people_of_mia(house, "ana")
    ana = house.phone("ana")
    await house.to("2026-11-24T12:00:00+00:00")
    await ana.command("stop")
    await house.to("2027-01-11T12:00:00+00:00")

    await ana.command("resume")

    assert "Tuesday 12 January, 09:00: What was hard" in await ana.home()


async def test_a_managers_own_channel_gets_it_and_only_the_manager_can_act_there(house: House) -> None:
    mia, ada, ana = await people_of_mia(house, "ana"), house.phone("ada"), house.phone("ana")
    await mia.command("channel me here", channel=LEADS)
    await mia.command("channel me here yes", channel=LEADS)
    await house.to(FRIDAY)
    await checks_in(ana, help="mia")
    await house.to(MONDAY)
    await ana.read()

    assert not any("Your people" in text for text in await mia.read())
    (card,) = [one for one in await ada.all(LEADS) if "Your people" in one.text]
    refused = await ada.press("Send encouragement", on=card)
    assert "not yours" in refused.told
    assert await ana.read() == []

    await mia.press("Send encouragement", on=card)
    assert len(await ana.read()) == 1
    assert "You sent Ana Ferreira encouragement." in "".join(one.text for one in await mia.all(LEADS))


async def test_a_cohorts_channel_gets_counts_and_no_name_anywhere(house: House) -> None:
    await people_of_mia(house, *SIX)
    await house.phone("ada").command("channel autumn here", channel=COHORT)
    ana = house.phone("ana")
    await house.to(FRIDAY)
    await ana.press("Done", within="Why ask first")
    await answers(ana, "I asked Ben what he needs.")
    await checks_in(ana, did="Shared with Mia.", visible=MIA_SEES, help="mia", obstacle="No time")

    await house.to(MONDAY)

    posted = [one for one in await ana.all(COHORT) if "autumn, 23–29 November" in one.text]
    assert len(posted) == 1
    said = posted[0].text
    assert "On the way: 6 people" in said
    assert "Steps done: 2 of 24" in said
    assert "Check-ins: 1 of 6" in said
    assert "Most in the way" not in said  # one answer
    everything = posted[0].whole
    assert "Steps done" in everything
    assert not any(name in everything for name in NAMES)
    assert "Shared with Mia" not in everything
    assert posted[0].buttons == ()


async def test_answers_of_five_are_put_together_in_the_channel_and_those_of_four_are_not(house: House) -> None:
    await people_of_mia(house, *SIX)
    ada = house.phone("ada")
    await ada.command("channel autumn here", channel=COHORT)
    await house.to(FRIDAY)
    for name in SIX[:5]:
        await checks_in(house.phone(name), obstacle="No time" if name != "ana" else "I forgot")
    await house.to(NEXT_FRIDAY)
    for name in SIX[:4]:
        await checks_in(house.phone(name), within=SECOND, obstacle="No time" if name != "ana" else "I forgot")
    await house.to(NEXT_MONDAY)

    first, second = [text for text in await ada.read(COHORT) if "autumn, " in text]
    assert "Most in the way: No time" in first
    assert "Most in the way" not in second


async def test_a_cohorts_steps_are_those_of_its_own_programme(house: House) -> None:
    ada = house.phone("ada")
    await ada.command("enrol @ana in small-talk starting 2026-11-23 cohort autumn")
    await ada.command("enrol @ana in one-week starting 2026-11-23 cohort spring")
    await ada.command("channel autumn here", channel=COHORT)

    await house.to(MONDAY)

    assert "Steps done: 0 of 4" in (await ada.read(COHORT))[-1]


async def test_the_summary_can_be_had_at_any_time_without_its_buttons(house: House) -> None:
    mia, ana = await people_of_mia(house, "ana"), house.phone("ana")
    await house.to(FRIDAY)
    await checks_in(ana, did="Shared with Mia.", help="mia", visible=MIA_SEES)
    await house.to("2026-12-02T12:00:00+00:00")

    said = await mia.command("summary")

    assert "Your people, 23–29 November" in said
    assert "Ana Ferreira asks you for help." in said
    assert "Shared with Mia." in said
    assert "Offer time" not in said


async def test_an_admin_can_have_a_cohorts_summary_in_counts(house: House) -> None:
    await people_of_mia(house, "ana", "dina")
    await house.to("2026-12-02T12:00:00+00:00")

    said = await house.phone("ada").command("summary autumn")

    assert "autumn, 23–29 November" in said
    assert "Steps done: 0 of 8" in said
    assert not any(name in said for name in NAMES)
