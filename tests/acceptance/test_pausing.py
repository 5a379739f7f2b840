"""A person wants nothing for a while, or nothing at all, or to go on; and what `why` and `progress` say meanwhile."""

from __future__ import annotations

from tests.acceptance.learning import on_programme
from tests.house import House
from tests.phones import Fault, How, Phone

MONDAY_NOON, TUESDAY_NOON = "2026-11-23T12:00:00+00:00", "2026-11-24T12:00:00+00:00"
CALL = "Ask one colleague"  # the step of Tuesday


async def learner(house: House, *, manager: str | None = "mia") -> Phone:
    """Ana is on Small talk from 23 November; it is Monday noon, and she has read all."""
    ana = await on_programme(house, "small-talk", "ana", manager=manager)
    await house.to(MONDAY_NOON)
    await ana.read()
    return ana


async def test_during_a_pause_nothing_comes_and_the_rest_moves_by_its_length(house: House) -> None:
    ana = await learner(house)

    said = await ana.command("pause until 2026-11-30")

    assert "Things come again on Monday 30 November, and everything after moves along." in said
    await house.to("2026-11-30T08:59:00+00:00")
    assert await ana.read() == []
    await house.to("2026-12-01T09:00:00+00:00")  # a week after its day
    assert CALL in (await ana.read())[-1]


async def test_an_open_pause_ends_when_the_person_says_so(house: House) -> None:
    ana = await learner(house)

    assert f"Nothing comes until you say {ana.written('resume')}" in await ana.command("pause")
    await house.to("2026-12-03T12:00:00+00:00")
    assert await ana.read() == []

    said = await ana.command("resume")
    assert "Welcome back. It goes on where you left it: the next one comes Friday 4 December at 09:00." in said
    await house.to("2026-12-04T09:00:00+00:00")
    assert CALL in (await ana.read())[0]


async def test_a_pause_that_is_ended_sooner_moves_the_rest_by_what_it_lasted(house: House) -> None:
    ana = await learner(house)
    await ana.command("pause until 2026-12-14")
    await house.to("2026-11-25T12:00:00+00:00")

    await ana.command("resume")

    await house.to("2026-11-26T09:00:00+00:00")  # two days later than planned
    assert CALL in (await ana.read())[-1]


async def test_a_running_pause_can_get_another_end(house: House) -> None:
    ana = await learner(house)
    await ana.command("pause until 2026-12-14")

    await ana.command("pause until 2026-11-30")

    await house.to("2026-12-01T09:00:00+00:00")
    assert CALL in (await ana.read())[-1]


async def test_a_person_who_is_not_paused_is_told_so(house: House) -> None:
    ana = await learner(house)

    assert "You are not paused." in await ana.command("resume")


async def test_after_stop_nothing_at_all_comes_and_the_record_stays(house: House) -> None:
    ana, mia = await learner(house), house.phone("mia")
    await house.to(TUESDAY_NOON)
    await ana.press("Did it", within=CALL)
    await ana.fill(words="I asked Ben.")
    await ana.read()

    assert "Stopped. Nothing more will come from me." in await ana.command("stop")

    await house.to("2026-12-21T12:00:00+00:00")
    assert await ana.read() == []
    assert "I asked Ben." in await ana.now_showing(CALL)
    assert "has stopped" in await mia.command("progress")


async def test_stop_can_be_typed_as_a_message(house: House) -> None:
    ana = await learner(house)

    await ana.say("Stop.")

    assert "Stopped. Nothing more will come from me." in (await ana.read())[0]
    await house.to("2026-12-21T12:00:00+00:00")
    assert await ana.read() == []


async def test_resume_after_a_stop_goes_on_where_it_stopped(house: House) -> None:
    ana = await learner(house)
    await ana.command("stop")
    await house.to("2027-01-11T12:00:00+00:00")  # seven weeks later

    said = await ana.command("resume")

    assert "the next one comes Tuesday 12 January at 09:00" in said
    await house.to("2027-01-12T09:00:00+00:00")
    (step,) = await ana.read()
    assert CALL in step


async def test_who_names_a_day_after_a_stop_hears_from_us_again_from_that_day(house: House) -> None:
    ana = await learner(house)
    await ana.command("stop")

    await ana.command("pause until 2026-11-30")

    assert "stopped" not in await ana.home()
    await house.to("2026-12-01T09:00:00+00:00")
    assert CALL in (await ana.read())[-1]


async def test_what_others_send_waits_for_the_end_of_a_pause_and_nothing_of_theirs_comes_after_a_stop(house: House) -> None:
    ada, ana, dina = house.phone("ada"), house.phone("ana"), house.phone("dina")
    await ana.command("pause until 2026-12-07")
    await dina.command("stop")

    await ada.command("enrol @ana @dina in small-talk starting 2026-12-07")

    await house.to("2026-12-06T12:00:00+00:00")
    assert await ana.read() == []
    await house.to("2026-12-07T12:00:00+00:00")
    assert "You are on Small talk" in (await ana.read())[0]
    assert await dina.read() == []


async def test_what_waited_for_the_end_of_a_pause_comes_at_once_when_it_is_ended_sooner(house: House) -> None:
    ana = house.phone("ana")
    await ana.command("pause until 2026-12-07")
    await house.phone("ada").command("enrol @ana in small-talk starting 2026-12-07")
    await house.to(MONDAY_NOON)

    await ana.command("resume")

    assert "You are on Small talk" in (await ana.read())[0]


async def test_a_check_in_and_a_summary_whose_time_lies_in_a_pause_are_left_out(house: House) -> None:
    ana, mia = await learner(house), house.phone("mia")
    await ana.command("pause until 2026-11-30")
    await mia.command("pause until 2026-12-01")

    await house.to("2026-12-03T12:00:00+00:00")

    assert not any("Check-in for" in text for text in await ana.read())
    assert await mia.read() == []


async def test_why_tells_what_comes_when_and_by_which_rule(house: House) -> None:
    ana = await learner(house)

    said = await ana.command("why")

    assert "Ana Ferreira, Europe/Lisbon (from your chat profile)" in said
    assert "Tuesday 24 November 2026, 09:00: Ask one colleague" in said
    assert "week 1, Tuesday 09:00 in the programme" in said
    assert "the route starts Monday 23 November 2026" in said
    assert "And now: waits for the answer to “Your plan”" in said


async def test_why_tells_a_manager_of_their_people_in_the_third_person(house: House) -> None:
    await learner(house)

    assert "from their chat profile" in await house.phone("mia").command("why @ana")


async def test_why_tells_what_was_before_somebody_joined(house: House) -> None:
    await house.to(MONDAY_NOON)
    await house.phone("ada").command("enrol @ana in small-talk starting today")

    said = await house.phone("ana").command("why")

    assert "Did not come" in said
    assert "Why ask first: week 1, Monday 09:00 in the programme" in said
    assert "before you joined on Monday 23 November 2026" in said


async def test_why_tells_of_a_pause_with_and_without_an_end_and_of_a_stop(house: House) -> None:
    ana, mia = await learner(house), house.phone("mia")

    await ana.command("pause until 2026-12-07")
    assert "Nothing comes before Monday 7 December: you are on a break." in await ana.command("why")
    assert "Tuesday 8 December 2026, 09:00: Ask one colleague" in await ana.command("why")
    await ana.command("pause")
    assert "Nothing comes: they are on a break until they say resume." in await mia.command("why @ana")
    await ana.command("stop")
    assert "Nothing comes: you stopped messages on Monday 23 November, until you say resume." in await ana.command("why")


async def test_why_tells_what_failed_and_with_which_words_of_the_platform(house: House) -> None:
    ana = await learner(house)
    await ana.breaks(Fault(How.REFUSED))

    await house.to(TUESDAY_NOON)

    assert f"Ask one colleague: {house.chat.refusal}" in await house.phone("ada").command("why @ana")
    assert f"not reached: {house.chat.refusal}" in await house.phone("ada").command("progress @ana")


async def test_why_knows_the_titles_of_what_failed_also_after_the_person_was_taken_off(house: House) -> None:
    ada, ana = house.phone("ada"), await learner(house)
    await ana.breaks(Fault(How.REFUSED))
    await house.to(TUESDAY_NOON)

    await ada.command("withdraw @ana from small-talk")

    said = await ada.command("why @ana")
    assert "On no programme at the moment." in said
    assert f"Ask one colleague: {house.chat.refusal}" in said
    assert "None" not in said


async def test_progress_tells_done_of_due_and_what_comes_next(house: House) -> None:
    ana, mia = await learner(house), house.phone("mia")
    await ana.press("Done", within="Why ask first")
    await house.to(TUESDAY_NOON)

    said = await mia.command("progress")

    assert "Ana Ferreira" in said
    assert "1 of 2" in said
    assert "Wed 25 Nov, 09:00" in said
    assert "Small talk" in said


async def test_progress_of_a_cohort_has_a_row_for_each_of_its_people(house: House) -> None:
    await on_programme(house, "small-talk", "ana", "ben", "chen")
    await house.phone("ada").command("enrol @dina in small-talk cohort spring")

    said = await house.phone("ada").command("progress autumn")

    assert "Cohort autumn" in said
    assert all(name in said for name in ("Ana Ferreira", "Ben Carter", "Chen Wei Ling"))
    assert "Dina Haddad" not in said


async def test_progress_of_who_pauses_and_of_who_has_nothing_ahead(house: House) -> None:
    ana = await learner(house)
    await ana.command("pause until 2026-12-07")
    await house.phone("ada").command("manager @ben is @mia")

    said = await house.phone("mia").command("progress")

    assert "paused until Mon 7 Dec, 09:00" in said or "paused until Tue 8 Dec, 09:00" in said
    assert "none now" in said
    assert "nothing planned" in said
