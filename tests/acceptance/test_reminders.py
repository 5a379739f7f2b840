"""An open step is brought back to mind: seldom, never twice a day, and not once it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tests.acceptance.learning import on_programme
from tests.house import House
from tests.phones import Phone

REMINDER = "Still open, when it suits you"
TRY, THINK, CHECK, PLAN = "Ask one colleague", "What was hard", "Which one asks", "Your plan"


def days(since: str, until: str) -> Iterator[date]:
    """Every day from *since* up to *until*."""
    day = date.fromisoformat(since)
    while day < date.fromisoformat(until):
        yield day
        day += timedelta(days=1)


async def reminders(house: House, phone: Phone, since: str, until: str) -> list[tuple[str, str]]:
    """Let the days pass, and tell which reminders came: the day, and what of."""
    found = []
    for day in days(since, until):
        await house.to(f"{day}T18:00:00+00:00")
        for text in await phone.read():
            if REMINDER in text:
                found.append((f"{day:%a %-d}", text.split(": ", 1)[1].split(" from ")[0]))
    return found


async def test_an_open_step_is_reminded_of_after_two_days_and_twice_at_most(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to("2026-11-24T18:00:00+00:00")
    await ana.press("Done", within="Why ask first")

    came = await reminders(house, ana, "2026-11-25", "2026-12-14")

    assert came[0] == ("Thu 26", TRY)
    assert all([title for _, title in came].count(one) <= 2 for one in (TRY, THINK, CHECK, PLAN))
    assert [title for _, title in came].count(PLAN) == 2


async def test_there_is_one_reminder_a_day_at_most_and_none_at_the_weekend(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")

    came = await reminders(house, ana, "2026-11-24", "2026-12-14")

    on = [day for day, _ in came]
    assert len(on) == len(set(on)) > 4
    assert not any(day.startswith(("Sat", "Sun")) for day in on)


async def test_a_reminder_that_had_to_wait_for_its_place_comes_on_the_next_working_day(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")

    came = await reminders(house, ana, "2026-11-24", "2026-12-14")

    assert ("Mon 30", CHECK) in came  # the newest of three that fall on that Monday
    assert ("Tue 1", THINK) in came


async def test_what_needs_no_answer_is_not_reminded_of(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")

    assert "Why ask first" not in [title for _, title in await reminders(house, ana, "2026-11-23", "2026-12-01")]


async def test_who_has_answered_is_not_reminded(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to("2026-11-25T18:00:00+00:00")
    await ana.say("It was easier than I had thought.")  # to what was hard
    await ana.press("No occasion", within=TRY)

    came = await reminders(house, ana, "2026-11-26", "2026-11-29")

    assert came == []


async def test_reminders_stop_when_the_answer_comes_between_two_of_them(house: House) -> None:
    ana = await on_programme(house, "one-week", "ana")
    await house.to("2026-11-24T18:00:00+00:00")
    await ana.press("Did it", within=REMINDER)
    await ana.fill(words="They were glad.")
    await ana.read()

    assert await reminders(house, ana, "2026-11-25", "2026-12-02") == []


async def test_a_press_in_a_reminder_answers_the_step_and_both_messages_show_it(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to("2026-11-26T10:00:00+00:00")

    await ana.press("Did it", within=REMINDER)
    await ana.fill(words="I asked Ben what he needs.")

    card = await ana.now_showing("about 5 minutes")
    assert "You: Did it" in card
    assert "I asked Ben what he needs." in card
    assert "is answered. Thank you." in await ana.now_showing("Ask one colleague is answered")


async def test_a_reply_in_the_thread_of_a_reminder_answers_the_step(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to("2026-11-26T10:00:00+00:00")
    reminder = next(one for one in await ana.all() if one.summary.startswith("Still open: Ask one colleague"))

    await ana.say("I asked Farah.", thread=reminder.name)

    assert "I asked Farah." in await ana.now_showing("about 5 minutes")


async def test_not_yet_leaves_it_open_and_the_reminder_comes(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana")
    await house.to("2026-11-24T18:00:00+00:00")
    await ana.press("Not yet", within=TRY)

    assert ("Thu 26", TRY) in await reminders(house, ana, "2026-11-25", "2026-11-27")


async def test_a_programme_has_numbers_of_its_own_and_so_has_a_step(house: House) -> None:
    ana = await on_programme(house, "one-week", "ana")

    came = await reminders(house, ana, "2026-11-23", "2026-12-07")

    assert came == [("Tue 24", "Call a customer"), ("Wed 25", "Call a customer"), ("Thu 26", "Call a customer")]


async def test_nobody_is_reminded_once_they_were_taken_off(house: House) -> None:
    ana = await on_programme(house, "one-week", "ana")
    await house.to("2026-11-23T18:00:00+00:00")

    await house.phone("ada").command("withdraw @ana from one-week")

    assert await reminders(house, ana, "2026-11-24", "2026-12-01") == []


async def test_two_programmes_give_one_person_one_reminder_a_day(house: House) -> None:
    ana = await on_programme(house, "one-week", "ana")
    await house.phone("ada").command("enrol @ana in small-talk starting 2026-11-23")

    came = await reminders(house, ana, "2026-11-23", "2026-12-07")

    on = [day for day, _ in came]
    assert len(on) == len(set(on))
    assert {title for _, title in came} >= {"Call a customer", TRY}
