"""A headless Chromium on the sandbox's page: what a visitor sees, chooses, presses and types."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.async_api import Locator, Page, Request, async_playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WINDOW = {"width": 1280, "height": 800}
PATIENCE_MILLISECONDS = 10_000


def chromium() -> str:
    """Where Chromium is; skips the test where there is none. CI has to have one."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        said = "no Chromium on this machine: install one with `apt-get install chromium`"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    return found


@dataclass
class Visitor:
    """Somebody at the page. *strayed* are requests that left this machine, *broke* what went wrong in the page's own code."""

    page: Page
    strayed: list[str] = field(default_factory=list)
    broke: list[str] = field(default_factory=list)

    async def is_now(self, name: str) -> None:
        """Be that person, in their chat with Waypost."""
        await self.page.get_by_test_id("people").get_by_role("button", name=name).click()
        await expect(self.page.locator("#about")).to_contain_text(f"You are {name}")
        await self.opens("Waypost")

    async def opens(self, conversation: str) -> None:
        await self.page.get_by_test_id("conversations").get_by_role("button", name=conversation.lstrip("#")).click()
        await expect(self.page.get_by_test_id("where")).to_have_text(conversation)

    async def types(self, text: str) -> None:
        """Write it in the box, and send it with Enter."""
        box = self.page.get_by_test_id("composer")
        await box.fill(text)
        await box.press("Enter")
        await expect(box).to_have_value("")

    def message(self, within: str) -> Locator:
        """The last message with these words in it."""
        return self.page.get_by_test_id("message").filter(has_text=within).last

    async def sees(self, words: str, within: str = "") -> None:
        """Wait for a message with *words* (and *within*) in it."""
        await expect(self.page.get_by_test_id("message").filter(has_text=within).filter(has_text=words).last).to_be_visible()

    async def presses(self, label: str, within: str) -> None:
        await self.message(within).get_by_role("button", name=label, exact=True).click()

    async def fills(self, title: str, answers: dict[str, str], send: str) -> None:
        """Fill in the form of that title, by the labels of its fields, and send it."""
        form = self.page.get_by_role("dialog", name=title)
        for label, answer in answers.items():
            await form.get_by_label(label).fill(answer)
        await form.get_by_role("button", name=send, exact=True).click()
        await expect(form).to_be_hidden()

    async def answers(self, within: str, answers: dict[str, str], send: str) -> None:
        """Fill in the form that is open in the card of a message, by the labels of its fields, and send it."""
        card = self.message(within)
        done = card.get_by_role("button", name=send, exact=True)
        await expect(done).to_be_visible()
        for label, answer in answers.items():
            if await (several := card.get_by_role("group", name=label, exact=True)).count():
                await several.get_by_label(answer, exact=True).check()
            elif await (asked := card.get_by_label(label)).evaluate("node => node.localName") == "select":
                await asked.select_option(answer)
            else:
                await asked.fill(answer)
        await done.click()

    async def goes_to(self, chat: str) -> None:
        """Be the same person in the other chat."""
        await self.page.get_by_test_id("switch").get_by_role("link", name=chat).click()
        await expect(self.page.get_by_role("link", name=chat)).to_have_attribute("aria-current", "page")

    async def picture(self, path: Path) -> None:
        """Take a picture, with the pointer out of the way and nothing moving."""
        await self.page.mouse.move(0, 0)
        await self.page.evaluate("document.activeElement?.blur()")
        await self.page.screenshot(path=path, animations="disabled")


@asynccontextmanager
async def visiting(url: str) -> AsyncIterator[Visitor]:
    """Open the page at *url* in a browser of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"] if os.geteuid() == 0 else [])
        page = await browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]  # a dict serves as well as their TypedDict
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        expect.set_options(timeout=PATIENCE_MILLISECONDS)
        visitor = Visitor(page)

        def note(request: Request) -> None:
            if not request.url.startswith((urljoin(url, "/"), "data:")):
                visitor.strayed.append(request.url)

        page.on("request", note)
        page.on("pageerror", lambda error: visitor.broke.append(str(error)))
        page.on("console", lambda said: visitor.broke.append(said.text) if said.type == "error" else None)
        await page.goto(url)
        yield visitor
        await browser.close()
