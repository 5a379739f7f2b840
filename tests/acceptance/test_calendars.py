"""Working days, holidays, quiet hours, caps and anchors: set by commands, followed by what comes, and told by `why`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import fresh_sqlite
from tests.house import House
from tests.offices import Office, office

TITLES = ("Why ask first", "Ask one colleague", "What was hard", "Which one asks", "Your plan", "And now")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Office]:
    with office(fresh_sqlite(tmp_path)) as it:
        yield it


def steps(letters: list[str]) -> list[str]:
    """Which activities these messages are, reminders left out."""
    return [title for text in letters for title in TITLES if title in text and "You are on" not in text and "Still open" not in text]


async def test_each_of_a_cohort_follows_the_holidays_of_their_own_country(house: House) -> None:
    ada, ana, ben, chen = (house.phone(name) for name in ("ada", "ana", "ben", "chen"))
    await ada.command("enrol @ana @ben @chen in small-talk starting 2026-11-23 cohort autumn")
    assert "Public holidays of cohort autumn: PT. It holds at once for 3 people" in await ada.command("holidays PT for cohort autumn")
    assert "Your public holidays: US (your own choice)." in await ben.command("holidays US")
    assert "Your working days: Sunday to Thursday (your own choice)." in await chen.command("week sun-thu")
    assert "Your public holidays: IL (your own choice)." in await chen.command("holidays israel")

    said = await ben.command("why check")
    assert "comes Friday 27 November 2026, 09:00" in said  # Thursday is Thanksgiving
    assert "Thanksgiving" in said
    assert "Thursday 26 November 2026, 09:00" in await ana.command("why check")

    await house.to("2026-11-27T13:30:00+00:00")  # 8:30 in New York
    assert steps(await ana.read())[-1:] == ["Which one asks"]
    assert "Which one asks" not in steps(await ben.read())
    came = await chen.read()
    assert any("Check-in for" in text for text in came)  # Friday's comes on Thursday, the last day of their week
    await house.to("2026-11-27T14:30:00+00:00")
    assert steps(await ben.read()) == ["Which one asks"]


async def test_the_calendar_says_what_holds_and_who_has_set_it(house: House) -> None:
    ada, ana = house.phone("ada"), house.phone("ana")
    await ada.command("enrol @ana in small-talk starting 2026-11-23 cohort Autumn")
    await ada.command("cap 2 for workspace")
    await ada.command("quiet 18:00 to 08:00 for cohort Autumn")
    await ada.command("blackout 2026-12-24 to 2026-12-31 inventory")
    await ana.command("week mon tue wed")

    said = await ana.command("calendar")

    for line in (
        "Time zone: Europe/Lisbon, where it is 10:00 (from your chat profile)",
        "Working days: Monday to Wednesday (your own choice)",
        "Public holidays: none (as usual here)",
        "Quiet hours: 18:00 to 08:00, nothing comes then (set for the cohort Autumn)",
        "Daily limit: 2 messages (set for the workspace)",
        "Blackout days: Thursday 24 December 2026 to Thursday 31 December 2026 (inventory)",
    ):
        assert line in said
    assert "Working days: Monday to Wednesday (their own choice)" in await ada.command("calendar @ana")


def test_quiet_hours_move_what_is_due_in_them_to_their_end(place: Office) -> None:
    place.command("ada", "enrol @ana in small-talk starting 2026-11-23")
    said = place.command("ana", "quiet 17:00 to 10:30")

    assert "Your quiet hours: 17:00 to 10:30, nothing comes then (your own choice)." in said
    assert "What comes next comes Monday 23 November at 10:30." in said
    place.to("2026-11-23T10:29:00+00:00")
    assert steps(place.letters("ana")) == []
    place.to("2026-11-23T10:31:00+00:00")
    assert steps(place.letters("ana")) == ["Why ask first"]
    assert "quiet hours" in place.command("ana", "why try")


def test_what_is_set_for_the_workspace_brings_forward_what_others_waited_for(place: Office) -> None:
    place.command("ada", "quiet 18:00 to 11:00 for workspace")
    place.command("ada", "enrol @ana in small-talk starting 2026-11-23")

    assert "Quiet hours of the workspace: none. It holds at once for 1 person" in place.command("ada", "quiet off for workspace")
    place.to("2026-11-23T09:01:00+00:00")
    assert steps(place.letters("ana")) == ["Why ask first"]


def test_the_cap_moves_what_does_not_fit_to_the_next_day(place: Office) -> None:
    place.command("ada", "cap 1 for workspace")
    place.command("ada", "enrol @ana in one-week starting 2026-11-23")

    assert "comes Tuesday 24 November 2026, 11:00" in place.command("ana", "why note")
    assert "1 message a day at most" in place.command("ana", "why note")
    assert "Your daily limit: 3 messages (your own choice)." in place.command("ana", "cap 3")
    assert "comes Monday 23 November 2026, 11:00" in place.command("ana", "why note")


def test_nothing_comes_on_blackout_days_and_ending_them_brings_it_back(place: Office) -> None:
    place.command("ada", "enrol @ana in small-talk starting 2026-11-23 cohort autumn")
    said = place.command("ada", "blackout 2026-11-24 to 2026-11-25 closed for inventory for cohort autumn")

    assert "Tuesday 24 November 2026 to Wednesday 25 November 2026 (closed for inventory)" in said
    assert "comes Thursday 26 November 2026, 09:00" in place.command("ana", "why try")
    assert "closed for inventory" in place.command("ana", "why try")
    assert "as usual again" in place.command("ada", "blackout off 2026-11-25 for cohort autumn")
    assert "comes Tuesday 24 November 2026, 09:00" in place.command("ana", "why try")


def test_who_moves_from_tokyo_to_lima_and_back_gets_every_step_once(place: Office) -> None:
    place.command("ada", "enrol @ana in small-talk starting 2026-11-23")
    place.command("ana", "zone Asia/Tokyo")
    place.command("ana", "cap 10")
    came = place.letters("ana")

    for instant, zone in (
        ("2026-11-24T01:00:00+00:00", "America/Lima"),  # Tuesday's has come in Tokyo; in Lima it is Monday evening
        ("2026-11-25T23:00:00+00:00", "Asia/Tokyo"),  # Wednesday evening in Lima is Thursday morning in Tokyo
        ("2026-11-26T01:00:00+00:00", "America/Lima"),
    ):
        place.to(instant)
        came += place.letters("ana")
        place.command("ana", f"zone {zone}")
    place.to("2026-12-02T00:00:00+00:00")
    came += place.letters("ana")

    assert Counter(steps([text for text in came if "reminder" not in text.casefold()])) == Counter(TITLES[:5])


def test_an_anchor_gives_dates_and_taking_it_back_takes_them_away(place: Office) -> None:
    place.command("ada", "enrol @ana @ben in workshop starting 2026-11-23 cohort autumn")
    assert "Prepare a question: waits for the day of “workshop”, which nobody has set yet" in place.command("ana", "why")

    place.command("ada", "anchor workshop 2026-12-03 for autumn")
    place.command("ada", "anchor workshop 2026-12-10 for @ben")

    assert "comes Tuesday 1 December 2026, 09:00" in place.command("ana", "why prepare")
    assert "2 working days before the workshop" in place.command("ana", "why prepare")
    assert "comes Tuesday 8 December 2026, 09:00" in place.command("ada", "why @ben prepare")
    place.command("ada", "anchor workshop off for autumn")
    assert "which has no day yet" in place.command("ana", "why prepare")


def test_why_of_a_step_tells_of_the_past_by_the_reasons_of_then(place: Office) -> None:
    place.command("ada", "enrol @ana in small-talk starting 2026-11-23")
    place.to("2026-11-23T09:30:00+00:00")
    place.command("ana", "zone Asia/Tokyo")

    said = place.command("ana", "why read")

    assert "was planned for Monday 23 November 2026, 18:00" in said  # as told in Tokyo
    assert "09:00 Europe/Lisbon" in said
    assert "sent Monday 23 November 2026, 18:00" in said
    assert "the route starts Monday 23 November 2026" in said


def test_why_finds_a_step_by_the_beginning_of_its_title(place: Office) -> None:
    place.command("ada", "enrol @ana in small-talk starting 2026-11-23")

    assert "Ask one colleague (try of Small talk" in place.command("ana", "why ask one")
    assert "“And now”" not in place.command("ana", "why your plan")
    assert "waits for the answer to “Your plan”" in place.command("ada", "why @ana and now")
    assert "There is: read, try, think, check, plan, after" in place.command("ana", "why nonsense")


WRONG = [
    ("zone Europe/Lisbom", "zone Europe/Lisbon"),
    ("zone lisbom", "zone Europe/Lisbon"),
    ("week sun-xyz", "week sun-thu"),
    ("week sun-mon-tue", "week sun-thu"),
    ("holidays DE-BX", "holidays DE-B"),
    ("holidays Atlantis", "holidays"),
    ("quiet 18:00", "quiet 18:00 to 08:00"),
    ("quiet 8 to 7", "quiet 18:00 to 08:00"),
    ("cap 0", "cap 2"),
    ("cap ²", "cap 2"),
    ("cap 99999999999999999999", "cap 2"),
    ("cap 2 for cohort spring", "cap 2"),
    ("blackout 2026-12-24 to 2027-12-24 forever", "blackout 2026-12-24"),
    ("blackout 2026-12-24 to", "blackout 2026-12-24"),
    ("anchor workshp 2026-12-03 for autumn", "anchor workshop 2026-12-03 for autumn"),
    ("anchor workshop 2026-12-03", "anchor workshop 2026-12-03 for autumn"),
]


@pytest.mark.parametrize(("typed", "nearest"), WRONG)
def test_a_wrong_setting_is_refused_with_what_would_be_right(place: Office, typed: str, nearest: str) -> None:
    place.command("ada", "enrol @ana in small-talk cohort autumn")

    said = place.command("ada", typed)

    assert f"Nothing was changed. Try /waypost {nearest}" in said


def test_who_is_no_admin_sets_their_own_alone_and_learns_nothing_of_cohorts(place: Office) -> None:
    place.command("ada", "enrol @ana in small-talk cohort autumn")

    for typed in ("cap 2 for cohort autumn", "cap 2 for cohort spring", "cap 2 for @ben", "cap 2 for workspace"):
        assert "What holds for others is for admins to set" in place.command("ana", typed)
    assert "Your daily limit: 2 messages" in place.command("ana", "cap 2 for me")


async def test_a_single_word_that_may_be_an_answer_is_none_of_these_commands(house: House) -> None:
    ana = house.phone("ana")
    await house.phone("ada").command("enrol @ana in small-talk starting 2026-11-23")
    await house.to("2026-11-25T12:00:00+00:00")  # “What was hard about it?”

    await ana.say("Quiet")

    assert "Noted for What was hard." in (await ana.read())[-1]
