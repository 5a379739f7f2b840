"""Teams on the sandbox's page, in a real browser: the same week as in Slack, and everything else that one can do there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.channels.teams import render
from bot.sandbox.teams.conversations import Conversation
from bot.sandbox.teams.world import World
from content.message import (
    PARTS,
    Chart,
    Choice,
    Choices,
    Facts,
    Field,
    Form,
    Heading,
    Input,
    Look,
    Message,
    Note,
    Picture,
    Quote,
    Series,
    Table,
    Text,
)
from tests.acceptance.test_page import WORDS, demo
from tests.browser import Visitor, visiting
from tests.databases import fresh_sqlite
from tests.house import House, opened

ENROL = "enrol @ana in feedback-that-lands starting 2026-11-23 cohort autumn"
CHECK_IN = "Check-in for the week of 23 November"
PLAN = "When will you notice?"
NASTY = "<img src=x onerror=document.body.remove()> **bold** <at>Mia</at> [x](https://example.org) {{DATE(2026-11-23)}}"

Passes = Callable[[str], Awaitable[None]]


@pytest.fixture
async def house(tmp_path: Path, record: Path | None) -> AsyncIterator[House]:
    """The house with Teams. The page is the same on every kind of database."""
    async with opened(fresh_sqlite(tmp_path), "2026-11-20T10:00:00+00:00", platform="teams", record=record) as it:
        yield it


async def play_a_week(visitor: Visitor, passes: Passes) -> None:
    """From the admin's command to Monday's summaries."""
    await arrange(visitor)

    await visitor.is_now("Ana Ferreira")
    await visitor.sees("You are on Feedback that lands")
    await passes("2026-11-23T09:15:00Z")
    await visitor.presses("Done", within="What the six weeks ask of you")
    await visitor.presses("Seldom", within="As it is now: asking first")
    await visitor.sees("You: Seldom", within="As it is now: asking first")

    await passes("2026-11-24T10:15:00Z")
    await visitor.types("About half the time")
    await visitor.sees("You: About half the time", within="As it is now: hearing the other side")

    await passes("2026-11-25T14:15:00Z")
    await plan_in_the_card(visitor)
    await passes("2026-11-27T15:15:00Z")
    await check_in_on_friday(visitor)
    await passes("2026-11-30T15:15:00Z")
    await read_the_summaries(visitor)


async def arrange(visitor: Visitor) -> None:
    """The admin enrols Ana by typing, says who her manager is, and where the cohort's summaries go."""
    await visitor.page.get_by_role("button", name="Got it").click()
    await visitor.is_now("Ada Kowalska")
    await visitor.types(ENROL)
    await visitor.sees("Ana Ferreira: Monday 23 November at 09:00 (Europe/Lisbon)")
    await visitor.types("manager @ana is @mia")
    await visitor.sees("Mia Lindqvist is the manager of Ana Ferreira from now on")
    await visitor.opens("Autumn cohort")
    await visitor.types("@Waypost channel autumn here")
    await visitor.opens("Waypost")
    await visitor.sees("on Mondays at 09:00", within="The summaries of cohort autumn")


async def plan_in_the_card(visitor: Visitor) -> None:
    """The form opens in the card, says at each question what is missing, and leaves when it is sent."""
    await visitor.presses("Make a plan", within=PLAN)
    first = visitor.message(PLAN).get_by_label("If …")
    await expect(first).to_be_focused()
    await visitor.answers(PLAN, {"… then I will …": "write down one thing I saw"}, send="Keep it")
    await expect(first).to_be_focused()
    await expect(first).to_have_attribute("aria-invalid", "true")
    await expect(first).to_have_accessible_description("Please write something here.")
    await expect(visitor.message(PLAN).get_by_label("… then I will …")).to_have_value("write down one thing I saw")
    await visitor.answers(PLAN, {"If …": "our Thursday call ends"}, send="Keep it")
    await visitor.sees("If our Thursday call ends, then I will write down one thing I saw", within=PLAN)
    await expect(visitor.message(PLAN).get_by_role("textbox")).to_have_count(0)


async def check_in_on_friday(visitor: Visitor) -> None:
    await visitor.presses("Check in", within=CHECK_IN)
    answers = {
        "What did you do, and what came of it?": WORDS,
        "What got in the way?": "No time",
        "Who may see what you wrote, and what got in the way?": "My manager, Mia Lindqvist",
    }
    await visitor.answers(CHECK_IN, answers, send="Send")
    await visitor.sees("Your check-in is in", within=CHECK_IN)


async def read_the_summaries(visitor: Visitor) -> None:
    """The manager reads names and what was shared with her; the channel reads counts."""
    await visitor.is_now("Mia Lindqvist")
    await visitor.sees("Ana Ferreira: 4 of 9 done, checked in", within="Your people")
    await visitor.sees(WORDS, within="Your people")
    await visitor.opens("Autumn cohort")
    await visitor.sees("Steps done: 4 of 9", within="autumn")
    await expect(visitor.message("Steps done")).not_to_contain_text("Ana")


async def test_a_week_passes_in_teams_on_the_page(house: House) -> None:
    async with visiting(f"{house.chat_url}/?chat=teams") as visitor:
        await play_a_week(visitor, house.to)
        await expect(visitor.page.locator(".undrawn")).to_have_count(0)

    assert (visitor.strayed, visitor.broke) == ([], [])


async def test_words_are_quoted_changed_and_taken_back(house: House) -> None:
    await house.phone("ada").command(ENROL)
    await house.to("2026-11-24T10:15:00Z")
    question = "As it is now: asking first"

    async with visiting(f"{house.chat_url}/?chat=teams#user=ana") as visitor:
        await visitor.message(question).focus()
        await visitor.message(question).get_by_role("button", name="Reply").click()
        await expect(visitor.page.locator("#replying-to")).to_contain_text("Replying to Waypost")
        await visitor.types("Seldom")
        said = visitor.page.locator(".said-by-me").filter(has_text="Seldom")
        await expect(said.locator("blockquote")).to_contain_text(question)
        await visitor.sees("You: Seldom", within=question)

        await said.focus()
        await said.get_by_role("button", name="Edit").click()
        await visitor.page.get_by_label("Edit your message").fill("Usually")
        await visitor.page.keyboard.press("Enter")
        await visitor.sees("You: Usually", within=question)

        said = visitor.page.locator(".said-by-me").filter(has_text="Usually")
        await said.focus()
        await said.get_by_role("button", name="Delete").click()
        await visitor.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        await visitor.sees("This message has been deleted.")
        await expect(visitor.message(question)).not_to_contain_text("You: Usually")

    assert (visitor.strayed, visitor.broke) == ([], [])


async def test_the_app_is_removed_and_added_by_the_keyboard(house: House) -> None:
    async with visiting(f"{house.chat_url}/?chat=teams#user=ben") as visitor:
        await visitor.page.get_by_role("button", name="The app here").press("ArrowDown")
        await expect(visitor.page.get_by_role("menuitem", name="Remove Waypost")).to_be_focused()
        await visitor.page.keyboard.press("Enter")
        await expect(visitor.page.get_by_test_id("strip")).to_contain_text("Ben Carter has not added Waypost")
        await expect(visitor.page.get_by_test_id("composer")).to_be_disabled()

        await visitor.page.get_by_role("button", name="Add Waypost").press("Enter")
        await expect(visitor.page.get_by_test_id("strip")).to_be_hidden()
        await visitor.types("help")
        await visitor.sees("programmes")

    assert (visitor.strayed, visitor.broke) == ([], [])


async def test_in_a_channel_only_what_mentions_waypost_is_sent(house: House) -> None:
    async with visiting(f"{house.chat_url}/?chat=teams#user=ada") as visitor:
        await visitor.opens("General")
        box = visitor.page.get_by_test_id("composer")
        await box.fill("help")
        await box.press("Enter")
        await expect(visitor.page.get_by_role("alert")).to_contain_text("begins with its name")
        await expect(box).to_have_value("help")

        await visitor.types("@Waypost manager @Ana Ferreira is @Mia Lindqvist")
        await expect(visitor.message("manager").locator(".mention")).to_have_text(["Waypost", "Ana Ferreira", "Mia Lindqvist"])
        await visitor.opens("Waypost")
        await visitor.sees("Mia Lindqvist is the manager of Ana Ferreira from now on")

    assert (visitor.strayed, visitor.broke) == ([], [])


def every_part() -> Message:
    """Everything that a message can hold, with words in it that must stay words."""
    options = tuple((f"k{number}", f"Option {number}") for number in range(3))
    many = tuple((f"k{number}", f"Option {number}") for number in range(12))
    fields = (
        Field("words", "Your words", Input.TEXT, hint="A line or two", required=True, limit=200),
        Field("line", "One line", Input.LINE, value=("as it stood",)),
        Field("one", "One of few", Input.ONE, options=options, value=("k1",)),
        Field("long", "One of a dozen", Input.ONE, options=many),
        Field("several", "Some of few", Input.MANY, options=options, value=("k0", "k2")),
        Field("lots", "Some of a dozen", Input.MANY, options=many, hint="As many as you like"),
        Field("scale", "On a scale", Input.SCALE, options=options),
        Field("who", "Somebody", Input.PERSON),
        Field("day", "A day", Input.DATE, value=("2026-11-23",)),
        Field("odd", "*Which* one?", Input.LINE),
    )
    line, bars = (Series("Done", (1, 2.5, 4)), Series("Due", (2, 3, 5))), (Series("People", (3, 4, 1)),)
    return Message(
        (
            Heading("A heading"),
            Heading(NASTY),
            Text("Some **bold**, *slanted*, ~~struck~~ and `coded` words, and [a link](https://example.org/)."),
            Text("- one\n- two\n\n> set apart"),
            Quote(NASTY, by="Ana Ferreira"),
            Facts((("Cohort", "autumn"), (NASTY, NASTY))),
            Table(("Who", "What"), (("Ana", NASTY), ("Ben", "less"))),
            Chart("line", "Steps by week", ("1", "2", "3"), line),
            Chart("bar", "People by answer", ("Never", "Seldom", "Usually"), bars),
            Chart("bar", "Done and due", ("Mon", "Tue", "Wed"), line),
            Chart("line", "Words along the bottom", ("Mon", "Tue", "Wed"), line),
            Picture("https://example.org/a.png", "A signpost"),
            Choices((Choice("a", "Plain"), Choice("b", "Strong", Look.PRIMARY), Choice("c", "Grave", Look.DANGER))),
            Choices((Choice("d", "Elsewhere", url="https://example.org/"), Choice("e", "Pause", command="pause"))),
            Form("form", "A form", fields, intro="Before **you** begin.", note="Nobody sees it."),
            Note("Small print with *emphasis*."),
        )
    )


def put(world: World, where: Conversation, *cards: dict[str, object]) -> None:
    world.store(where, world.bot, "", cards=cards, summary="sample")


async def test_every_part_of_a_message_is_drawn(house: House) -> None:
    world: World = house.sandbox.state.teams
    where, message = world.chat(world.person("ana").aad), every_part()
    form = message.form("form")
    assert form is not None
    assert {type(part).__name__ for part in message.parts} == PARTS.keys()
    assert {field.input for field in form.fields} == set(Input)
    put(world, where, *render.attachments(message, "token"))
    problems, values = {"one": "Please choose another.", "": "This was not kept."}, {"words": (NASTY,)}
    put(world, where, render.card(message, "token", form=form, problems=problems, values=values))

    async with visiting(f"{house.chat_url}/?chat=teams#user=ana") as visitor:
        sent, refused = visitor.page.get_by_test_id("message").first, visitor.page.get_by_test_id("message").last
        await expect(refused.get_by_label("Your words")).to_have_value(NASTY)
        await expect(visitor.page.locator(".undrawn")).to_have_count(0)
        await expect(sent.get_by_text(NASTY, exact=True)).to_have_count(3)  # a heading, a quote, a cell
        await expect(sent.get_by_text(f"{NASTY}: {NASTY}", exact=True)).to_be_visible()
        await expect(sent.get_by_role("heading", name="A heading")).to_be_visible()
        await expect(sent.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.org/")
        await expect(sent.get_by_role("cell", name="less")).to_be_visible()
        await expect(sent.get_by_role("img", name="chart")).to_have_count(4)
        await expect(sent.get_by_text("Picture: A signpost")).to_be_visible()  # not loaded: that would leave this machine
        for name in ("Plain", "Strong", "Grave", "Pause", "Answer"):
            await expect(sent.get_by_role("button", name=name, exact=True)).to_be_enabled()

        await sent.get_by_role("button", name="Plain", exact=True).click()  # of a delivery that there is not
        await expect(sent.get_by_role("status")).to_contain_text("That button no longer does anything")

        await expect(refused.get_by_role("group", name="One of few")).to_have_accessible_description("Please choose another.")
        await expect(refused.get_by_text("This was not kept.")).to_be_visible()
        await expect(refused.get_by_label("One line")).to_have_value("")
        await expect(refused.get_by_label("One of a dozen")).to_be_visible()
        await expect(refused.get_by_role("group", name="Some of a dozen").get_by_role("checkbox")).to_have_count(12)
        await expect(refused.get_by_label("A day")).to_have_attribute("type", "date")
        await expect(refused.get_by_label("Somebody")).to_have_attribute("placeholder", "Name or e-mail")

    assert (visitor.strayed, visitor.broke) == ([], [])


async def test_an_element_that_the_page_does_not_know_is_named(house: House) -> None:
    world: World = house.sandbox.state.teams
    body = [{"type": "Carousel", "fallback": {"type": "TextBlock", "text": "instead"}}, {"type": "Input.Rating", "id": "r"}]
    put(world, world.chat(world.person("ana").aad), {"type": "AdaptiveCard", "version": "1.5", "body": body})

    async with visiting(f"{house.chat_url}/?chat=teams#user=ana") as visitor:
        await expect(visitor.page.locator(".undrawn")).to_have_text(["not drawn: Carousel", "not drawn: Input.Rating"])
        await visitor.sees("instead")


async def test_the_demo_serves_both_chats_and_remembers_where_one_was(tmp_path: Path, record: Path | None) -> None:
    async with demo(tmp_path, record) as url, visiting(url) as visitor:
        await visitor.page.get_by_role("button", name="Got it").click()
        await visitor.is_now("Ben Carter")
        await visitor.types("/waypost join feedback-that-lands")
        await visitor.sees("You are on Feedback that lands")

        await visitor.goes_to("Teams")
        await expect(visitor.page.locator("#about")).to_contain_text("You are Ben Carter")
        await visitor.types("join feedback-that-lands")
        await visitor.sees("You are on Feedback that lands")
        await suggests(visitor)

        await visitor.page.goto(url)
        await expect(visitor.page.get_by_role("link", name="Teams")).to_have_attribute("aria-current", "page")
        await expect(visitor.page.locator("#about")).to_contain_text("You are Ada Kowalska")

    assert (visitor.strayed, visitor.broke) == ([], [])


async def suggests(visitor: Visitor) -> None:
    """In a channel the box suggests the mention, then verbs, then people."""
    await visitor.is_now("Ada Kowalska")
    await visitor.opens("Autumn cohort")
    box = visitor.page.get_by_test_id("composer")
    await box.fill("@Wa")
    await box.press("Enter")  # takes what is suggested
    await expect(box).to_have_value("@Waypost ")
    await box.press_sequentially("man")
    await expect(visitor.page.get_by_role("option")).to_have_count(1)
    await box.press("Tab")
    await expect(box).to_have_value("@Waypost manager ")
    await box.press_sequentially("@an")
    await box.press("Tab")
    await expect(box).to_have_value("@Waypost manager @Ana Ferreira ")
    await box.fill("")
