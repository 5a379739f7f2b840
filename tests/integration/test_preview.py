"""`waypost preview` in a real browser: a designer looks at a programme, answers its steps, and breaks and mends its file."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Locator, expect
from typer.testing import CliRunner

import content
from bot.cli import known
from bot.preview.app import preview
from bot.serving import served
from tests.browser import Visitor, visiting
from tests.desk import PROGRAMMES

WEEK = """\
title: Ask first
summary: One week of asking before telling.
audience: Team leads.
minutes_a_week: 15
outcome:
  - {key: asks, behaviour: Asks before advising., actual: 1, desired: 3, known_by: Colleagues say so., cause: knowledge}
weeks:
  - title: Ask
    steps:
      - key: why
        kind: learn
        title: Why to ask
        minutes: 2
        when: {day: mon, time: "09:00"}
        text: Questions come first, <b>always</b>.
      - key: which
        kind: quiz
        title: Which is a question?
        minutes: 3
        when: {day: tue, time: "09:00"}
        question: Which of these asks?
        options:
          - {text: You should rest., feedback: That one tells.}
          - {text: What would help?, right: true, feedback: It leaves the answer open.}
        retry: 1
      - key: try
        kind: practise
        title: Ask once
        minutes: 6
        when: {day: wed, time: "09:00"}
        visible_to: manager
        task: Ask one open question today.
      - key: plan
        kind: commit
        title: Make it yours
        minutes: 2
        when: {day: thu, time: "09:00"}
        prompt: When will you ask next?
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "ask-first.yaml"
    found.write_text(WEEK)
    return found


def save(file: Path, text: str) -> None:
    """As editors do: a new file takes the place of the old one."""
    beside = file.with_suffix(".new")
    beside.write_text(text)
    beside.replace(file)


@asynccontextmanager
async def looking(file: Path) -> AsyncIterator[Visitor]:
    """Somebody at the preview of *file*; nothing may leave the machine or break."""
    async with served(preview(file)) as url, visiting(url) as visitor:
        yield visitor
        assert (visitor.strayed, visitor.broke) == ([], [])


def drawing(visitor: Visitor, chat: str) -> Locator:
    return visitor.page.get_by_test_id("message").get_by_test_id(chat)


async def opens(visitor: Visitor, title: str) -> None:
    await visitor.page.get_by_test_id("route").get_by_role("button", name=title).click()
    await expect(visitor.page.get_by_test_id("stage").get_by_role("heading", name=title).first).to_be_visible()


async def is_noted(visitor: Visitor, words: str) -> None:
    await expect(visitor.page.get_by_test_id("verdict")).to_contain_text(words)


async def test_a_designer_clicks_through_a_programme_in_either_chat(file: Path) -> None:
    async with looking(file) as visitor:
        for chat in ("slack", "teams"):
            await expect(drawing(visitor, chat)).to_contain_text("Questions come first, <b>always</b>.")
        await look_at_the_route(visitor)
        await answer_a_quiz(visitor)
        await answer_a_task(visitor)
        await make_a_plan(visitor)
        await check_in(visitor)


async def look_at_the_route(visitor: Visitor) -> None:
    """The picture says in words what it shows, and the list works by keyboard."""
    shown = visitor.page.get_by_test_id("picture").get_by_role("img")
    await expect(shown).to_have_attribute("aria-label", re.compile("Week 1: 13 minutes in 4 steps. Promised: 15 minutes a week."))
    route = visitor.page.get_by_test_id("route")
    await route.get_by_role("button", name="Why to ask").focus()
    await visitor.page.keyboard.press("ArrowDown")
    await visitor.page.keyboard.press("Enter")
    await expect(route.get_by_role("button", name="Which is a question?")).to_have_attribute("aria-current", "step")
    await expect(route.get_by_role("button", name="Which is a question?")).to_be_focused()


async def answer_a_quiz(visitor: Visitor) -> None:
    """Wrong in Slack, then right in Teams: both show both."""
    await drawing(visitor, "slack").get_by_role("button", name="You should rest.").click()
    await is_noted(visitor, "The bot notes wrong (You should rest.). The step stays open.")
    for chat in ("slack", "teams"):
        await expect(drawing(visitor, chat)).to_contain_text("That one tells.")
    await drawing(visitor, "teams").get_by_role("button", name="What would help?").click()
    await is_noted(visitor, "right (What would help?), score 50 %. The step is done.")
    await visitor.page.get_by_role("button", name="Start this step over").click()
    await is_noted(visitor, "Nobody has answered yet.")


async def answer_a_task(visitor: Visitor) -> None:
    """In words, then by a button that opens a form."""
    await opens(visitor, "Ask once")
    await expect(drawing(visitor, "slack")).to_contain_text("Your manager, Mia Lindqvist, will see your answer.")
    await visitor.page.get_by_test_id("reply").fill("Not yet, I was ill")
    await visitor.page.get_by_test_id("reply").press("Enter")
    await is_noted(visitor, "not yet (Not yet). The step stays open.")
    await drawing(visitor, "slack").get_by_role("button", name="Did it").click()
    await visitor.fills("Did it", {"What happened?": "She told me more."}, send="Send")
    await is_noted(visitor, "did (Did it). The step is done.")
    for chat in ("slack", "teams"):
        await expect(drawing(visitor, chat)).to_contain_text("She told me more.")


async def make_a_plan(visitor: Visitor) -> None:
    """In the card of Teams, which says what is missing."""
    await opens(visitor, "Make it yours")
    card = drawing(visitor, "teams")
    await card.get_by_role("button", name="Make a plan").click()
    await card.get_by_label("If …").fill("our call ends")
    await card.get_by_role("button", name="Keep it").click()
    await expect(card.locator("[aria-invalid]")).to_have_count(1)
    await expect(card.get_by_label("If …")).to_have_value("our call ends")
    await card.get_by_label("… then I will …").fill("ask one question")
    await card.get_by_role("button", name="Keep it").click()
    await is_noted(visitor, "planned (Planned). The step is done.")
    await expect(drawing(visitor, "slack")).to_contain_text("If our call ends, then I will ask one question")


async def check_in(visitor: Visitor) -> None:
    await opens(visitor, "Friday check-in")
    await drawing(visitor, "slack").get_by_role("button", name="Check in").click()
    form = visitor.page.get_by_role("dialog", name="Friday check-in")
    await form.get_by_label("My manager, Mia Lindqvist").check()
    await visitor.fills("Friday check-in", {"What did you do, and what came of it?": "I asked twice."}, send="Send")
    for chat in ("slack", "teams"):
        await expect(drawing(visitor, chat)).to_contain_text("I asked twice.")
        await expect(drawing(visitor, chat)).to_contain_text("Mia Lindqvist may see what you wrote")


async def test_the_page_follows_the_file_and_shows_errors_in_place(file: Path) -> None:
    save(file, WEEK.replace("kind: quiz", "kind: riddle"))

    async with looking(file) as visitor:
        findings, stage = visitor.page.get_by_test_id("findings"), visitor.page.get_by_test_id("stage")
        await expect(findings).to_contain_text("Messages are drawn as soon as all of it holds.")
        await opens(visitor, "Which is a question?")
        await expect(stage).to_contain_text("riddle")
        await expect(stage).to_contain_text("There is nothing to draw yet")

        save(file, WEEK)
        await drawing(visitor, "slack").get_by_role("button", name="You should rest.").click()
        await is_noted(visitor, "wrong")
        await visitor.page.evaluate("scrollTo(0, 90)")
        save(file, WEEK.replace("That one tells.", "That one tells them what to do."))
        await expect(drawing(visitor, "teams")).to_contain_text("That one tells them what to do.")  # the answer stands
        assert await visitor.page.evaluate("scrollY") == 90

        save(file, WEEK.replace("minutes: 3", "minutes: many"))
        await expect(findings).to_contain_text("This file can’t be followed yet: 1 thing to put right")
        await expect(findings).to_contain_text("Below is the last version that could be followed.")
        await expect(findings).to_contain_text(re.compile(r"19:18\s*weeks\[0\]\.steps\[1\]\.minutes"))
        await expect(stage.get_by_role("listitem").first).to_contain_text("19:18")
        await expect(visitor.page.get_by_test_id("route").get_by_role("img", name="1 error")).to_be_visible()
        await expect(drawing(visitor, "slack")).to_contain_text("Which of these asks?")

        save(file, WEEK.replace("title: Which is a question?", "title: Which one asks?"))
        await expect(visitor.page.get_by_test_id("following")).to_have_text("Up to date with ask-first.yaml")
        await expect(stage.get_by_role("heading", name="Which one asks?").first).to_be_visible()
        await expect(findings).not_to_contain_text("put right")


async def test_only_pages_of_this_machine_are_answered_and_odd_questions_refused(file: Path) -> None:
    async with served(preview(file)) as url, aiohttp.ClientSession() as asking:
        elsewhere = {"Host": "evil.example"}
        async with asking.get(f"{url}/programme", headers=elsewhere) as answer:
            assert answer.status == 400
        for asked, status in (({"step": "none"}, 404), ({"step": 1}, 422), ({"step": "why", "act": {"value": "odd"}}, 200)):
            async with asking.post(f"{url}/step", json=asked) as answer:
                assert answer.status == status


OTHERS = """\
title: Others
summary: Steps that others have a part in.
audience: Team leads.
minutes_a_week: 40
outcome:
  - {key: asks, behaviour: Asks before advising., actual: 1, desired: 3, known_by: Colleagues say so., cause: knowledge}
weeks:
  - title: All
    steps:
      - {key: how, kind: ask, title: Ask, minutes: 2, when: {day: mon, time: "9:00"}, of: manager, question: Does he?, points: [No, Yes]}
      - {key: talk, kind: discuss, title: Talk, minutes: 3, when: {day: tue, time: "09:00"}, question: What worked?}
      - {key: meet, kind: meet, title: Meet, minutes: 9, when: {day: wed, time: "09:00"}, with: manager, about: What you try.}
      - {key: call, kind: event, title: A call, minutes: 1, when: {after: meet, days: 2, time: "9:00"}, event: call-recorded, intro: Call.}
      - {key: vote, kind: poll, title: Vote, minutes: 1, when: {day: fri, time: "09:00"}, question: Which?, options: [One, Two]}
"""


async def test_what_others_are_asked_and_what_comes_from_elsewhere_is_shown_too(file: Path) -> None:
    save(file, OTHERS)

    async with looking(file) as visitor:
        await opens(visitor, "Ask")
        await visitor.page.get_by_role("button", name="To the manager").click()
        await expect(drawing(visitor, "teams")).to_contain_text("Does he?")
        await drawing(visitor, "slack").get_by_role("button", name="Yes", exact=True).click()
        await visitor.page.get_by_role("button", name="To the learner").click()
        await drawing(visitor, "slack").get_by_role("button", name="Ask Mia Lindqvist now").click()
        await expect(drawing(visitor, "teams")).to_contain_text("Mia Lindqvist has answered: Yes")

        await opens(visitor, "A call")
        await visitor.page.get_by_role("button", name="Tell it that “call-recorded” has happened").click()
        await is_noted(visitor, "happened")

        await opens(visitor, "Vote")
        await drawing(visitor, "teams").get_by_role("button", name="One").click()
        await expect(drawing(visitor, "slack")).to_contain_text("from five answers on")


async def test_every_message_of_the_programme_that_ships_is_drawn_by_the_renderers_of_both_chats(file: Path) -> None:
    shipped = Path(content.__path__[0], "programmes", "feedback-that-lands.yaml")

    async with served(preview(shipped)) as url, aiohttp.ClientSession() as asking:
        async with asking.get(f"{url}/programme") as answer:
            found = await answer.json()
        keys = [step["key"] for week in found["weeks"] for step in week["steps"]]
        assert len(keys) > 30
        for key in keys:
            async with asking.post(f"{url}/step", json={"step": key}) as answer:
                message = (await answer.json())["message"]
            assert message["slack"][0]["type"] == "header"
            assert message["teams"][0]["type"] == "AdaptiveCard"


async def test_the_answers_given_on_the_page_decide_the_way(file: Path) -> None:
    save(file, (PROGRAMMES / "two-ways.yaml").read_text())

    async with looking(file) as visitor:
        route, way = visitor.page.get_by_test_id("route"), visitor.page.get_by_test_id("way")
        picture = visitor.page.get_by_test_id("picture")
        await expect(picture.locator(".link-line.decides")).to_have_count(3)
        await expect(picture.locator(".spot.is-open")).to_have_count(5)  # three on the route, two beside it
        await opens(visitor, "A step further")
        await expect(way).to_have_text("Comes only if you did not score less than 60% in “Which question”.")

        await opens(visitor, "Which question")
        await drawing(visitor, "teams").get_by_role("button", name="Did you try this?").click()
        await expect(route.get_by_role("button", name="A step further")).to_contain_text("does not come")
        await expect(route.get_by_role("button", name="Once more, slowly")).to_contain_text("comes by the answers here")
        await expect(picture.locator(".spot.is-left_out")).to_have_count(1)
        await route.get_by_role("button", name="A step further").focus()
        await visitor.page.keyboard.press("Enter")
        await expect(way).to_have_text("Does not come, because you scored less than 60% in “Which question”.")
        await picture_of(visitor, "left-out")

        await opens(visitor, "Five minutes more")
        await expect(way).to_contain_text("It comes only to those who name it in a check-in: “I need more practice”.")
        await opens(visitor, "Friday check-in")
        await drawing(visitor, "slack").get_by_role("button", name="Check in").click()
        form = visitor.page.get_by_role("dialog", name="Friday check-in")
        await form.get_by_label("I need more practice").check()
        await form.get_by_role("button", name="Send").click()
        await expect(route.get_by_role("button", name="Five minutes more")).to_contain_text("comes by the answers here")


async def picture_of(visitor: Visitor, name: str) -> None:
    """For people to look at, if `WAYPOST_LOOK` names a folder."""
    if folder := os.environ.get("WAYPOST_LOOK"):
        for scheme in ("light", "dark"):
            await visitor.page.emulate_media(color_scheme=scheme)
            await visitor.page.screenshot(path=Path(folder, f"{name}-{scheme}.png"), full_page=True)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (
            "feedback-that",
            "no programme 'feedback-that' ships with Waypost, and there is no such file; did you mean “feedback-that-lands”?",
        ),
        (".", ". is a folder; name one programme file in it"),
    ],
)
def test_the_command_says_what_it_can_not_open(named: str, said: str) -> None:
    result = CliRunner().invoke(known(), ["preview", named])

    assert (result.exit_code, result.stderr) == (1, f"{said}\n")


async def test_the_command_serves_on_this_machine_until_it_is_told_to_stop(file: Path) -> None:
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "preview", str(file), "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert running.stdout is not None
    try:
        async with asyncio.timeout(30):
            said = (await running.stdout.readline()).decode()
    finally:
        running.send_signal(signal.SIGINT)
        await running.communicate()

    assert re.fullmatch(r"The preview of ask-first\.yaml is open: http://127\.0\.0\.1:\d+\n", said)
    assert running.returncode == 0


async def test_a_programme_is_looked_at_in_each_of_its_languages_and_ours(tmp_path: Path) -> None:
    file = tmp_path / "two-languages.yaml"
    file.write_bytes((PROGRAMMES / file.name).read_bytes())
    async with looking(file) as visitor:
        choice = visitor.page.get_by_test_id("language")
        await expect(choice.get_by_role("option")).to_have_text(["English", "Deutsch", "Español: our own words alone"])
        route = visitor.page.get_by_test_id("route")
        await route.get_by_role("button", name="Ask once practise").click()
        await choice.select_option("de")
        await expect(route.get_by_role("button", name="Frag einmal practise")).to_have_attribute("aria-current", "step")
        for chat in ("slack", "teams"):
            await expect(drawing(visitor, chat)).to_contain_text("Stell eine Frage, bevor du antwortest.")
            await expect(drawing(visitor, chat).get_by_role("button", name="Gemacht")).to_be_visible()
        await route.get_by_role("button", name="Für alle, die selten fragen").click()
        await expect(visitor.page.get_by_test_id("way")).to_contain_text("Comes only if your answer to “Wie es jetzt ist” was “Selten”.")
        await visitor.page.reload()
        await expect(choice).to_have_value("de")
        await expect(route).to_contain_text("Frag einmal")
        await choice.select_option("es")
        await expect(route).to_contain_text("Ask once")
