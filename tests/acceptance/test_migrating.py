"""A programme is put right while people are on it: the cohort goes over, and nobody gets anything twice."""

from __future__ import annotations

from pathlib import Path

from scheduler.library import publish
from tests.acceptance.learning import TUESDAY, message, on_programme
from tests.house import House

FILE = Path(__file__).parents[1] / "programmes" / "small-talk.yaml"
NEW_STEP = '      - {key: late, kind: learn, title: Late, minutes: 1, when: {day: mon, time: "11:00"}, text: Read.}\n'
PUT_RIGHT = (
    FILE.read_text("utf-8")
    .replace("  - title: Two\n", f"{NEW_STEP}  - title: Two\n")
    .replace("task: Ask somebody what they need.", "task: Ask two people what they need.")
    .replace("title: What was hard", "title: What was easy")
)


async def test_a_cohort_goes_over_to_a_new_version_after_it_was_asked(house: House) -> None:
    ana = await on_programme(house, "small-talk", "ana", "ben")
    ada = house.phone("ada")
    await house.to(TUESDAY)
    with house.service.database.begin() as session:
        publish(session, 1, "small-talk.yaml", PUT_RIGHT, house.clock.now())

    said = await ada.command("migrate autumn to small-talk")
    assert "2 people in cohort autumn would go over to version 2 of Small talk." in said
    assert "What was sent is never sent again" in said
    await ada.press("Go over to version 2", within="would go over")
    assert "Done: 2 people in cohort autumn are on version 2" in await ada.now_showing("Done:")

    await ana.press("Did it", within="Ask one colleague\n")
    answered = (await message(ana, "Ask one colleague\n")).text
    await ana.press("Get “Late”", within="has something new")
    assert "Late is on its way to you." in await ana.now_showing("on its way")
    await house.to("2026-11-26T11:00:00+00:00")
    texts = [one.text for one in await ana.all()]

    assert "Ask somebody what they need." in answered
    assert sum("What was easy\n" in text for text in texts) == 1
    assert [text for text in texts if "What was hard\n" in text] == []
    assert [sum(f"{title}\n" in text for text in texts) for title in ("Why ask first", "Late")] == [1, 1]
    assert [one.text for one in await house.phone("ben").all() if "Late\n" in one.text] == []
