"""What a learner wrote is in no log, whatever goes wrong."""

from __future__ import annotations

import logging

import pytest

from bot.logs import TALKATIVE
from tests.house import House
from tests.phones import At, Fault, How

SECRET = "zebra-marmalade-4711"


async def test_what_a_learner_writes_is_in_no_log_whatever_goes_wrong(house: House, caplog: pytest.LogCaptureFixture) -> None:
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.INFO)  # as `waypost serve` has it, whatever WAYPOST_LOG_LEVEL says
    caplog.set_level(logging.DEBUG)
    ada, ana = house.phone("ada"), house.phone("ana")
    await ada.command("enrol @ana in small-talk starting 2026-11-23")
    await house.to("2026-11-25T10:00:00+00:00")

    await ana.breaks(Fault(How.BROKEN, At.UPDATE), Fault(How.INDIGESTIBLE))
    await ana.press("Did it", within="Ask one colleague")
    await ana.fill(words=f"{SECRET} by form")
    said = await ana.say(f"{SECRET} by word")
    await ana.edit(said, f"{SECRET} edited")
    await ana.command(f"pause until {SECRET}")
    await ana.command(SECRET)
    await ana.say(f"{SECRET}\0")
    await ana.delete(said)

    assert SECRET not in caplog.text
    assert " is sent" in caplog.text  # something was logged at all
