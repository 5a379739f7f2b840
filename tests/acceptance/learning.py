"""What the stories of learners share: how they get onto a programme, and how they find what they have got."""

from __future__ import annotations

from tests.house import House
from tests.phones import Phone, Seen

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (f"2026-11-{day}T11:00:00+00:00" for day in (23, 24, 25, 26))


async def on_programme(house: House, programme: str, *names: str, manager: str | None = None) -> Phone:
    """Enrol these people from the coming Monday, under that manager; returns the first one's phone, all read."""
    ada = house.phone("ada")
    everybody = " ".join(f"@{name}" for name in names)
    if manager is not None:
        assert "manager" in await ada.command(f"manager {everybody} is @{manager}")
    said = await ada.command(f"enrol {everybody} in {programme} starting 2026-11-23 cohort autumn")
    assert "Enrolled" in said
    phone = house.phone(names[0])
    await phone.read()
    return phone


async def message(phone: Phone, within: str) -> Seen:
    """The last message with *within* in it, as it looks now."""
    return next(one for one in reversed(await phone.all()) if within in one.text)


async def thread(phone: Phone, within: str) -> str:
    """The thread below that message."""
    return (await message(phone, within)).name
