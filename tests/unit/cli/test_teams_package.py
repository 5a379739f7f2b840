"""`waypost teams-package`: the zip that is uploaded to Teams."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from handlers.commands import commands
from handlers.roles import May
from tests.lacking import lacking
from tests.unit.cli.conftest import Run

ROOT = Path(__file__).parents[3]
REFEREE = ROOT.parent / "shared/referees/referee.py"
APP = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
OTHER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
URL = "https://waypost.example.org"


def packed(waypost: Run, tmp_path: Path, *words: str, app_id: str = APP) -> dict[str, bytes]:
    """The files of the zip, by name."""
    result = waypost("teams-package", *words, TEAMS_APP_ID=app_id)
    assert result.exit_code == 0, result.output
    with ZipFile(tmp_path / "waypost-teams.zip") as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(waypost: Run, tmp_path: Path, *words: str, app_id: str = APP) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(packed(waypost, tmp_path, *words, app_id=app_id)["manifest.json"])
    return value


@pytest.mark.parametrize("words", [(), ("--url", URL), ("--name", "Wegweiser", "--developer", "Übung GmbH", "--privacy", f"{URL}/p?a=b")])
def test_the_manifest_is_one_that_teams_would_take(waypost: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "manifest.json"
    file.write_bytes(packed(waypost, tmp_path, *words)["manifest.json"])

    if not REFEREE.exists():
        lacking("referee", f"no referee at {REFEREE}")
    judged = subprocess.run([sys.executable, REFEREE, "teams-manifest", file], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout


def test_the_zip_holds_the_manifest_and_the_two_icons_and_nothing_else(waypost: Run, tmp_path: Path) -> None:
    inside = packed(waypost, tmp_path)

    icons = json.loads(inside["manifest.json"])["icons"]
    assert set(inside) == {"manifest.json", *icons.values()}
    assert len(inside) == 3


def test_the_same_words_make_the_same_bytes(waypost: Run, tmp_path: Path) -> None:
    packed(waypost, tmp_path)
    first = (tmp_path / "waypost-teams.zip").read_bytes()

    packed(waypost, tmp_path)
    assert (tmp_path / "waypost-teams.zip").read_bytes() == first
    assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in ZipFile(BytesIO(first)).infolist())


def test_it_is_for_the_bot_of_the_settings_and_its_own_id_stays(waypost: Run, tmp_path: Path) -> None:
    first = manifest(waypost, tmp_path)
    second = manifest(waypost, tmp_path, "--name", "Another", "--url", URL)
    other = manifest(waypost, tmp_path, app_id=OTHER)

    assert [one["bots"][0]["botId"] for one in (first, second, other)] == [APP, APP, OTHER]
    assert first["id"] == second["id"]
    assert len({APP, OTHER, first["id"], other["id"]}) == 4


def test_people_can_talk_to_it_alone_and_in_teams(waypost: Run, tmp_path: Path) -> None:
    value = manifest(waypost, tmp_path)
    (bot,) = value["bots"]

    assert value["version"] == version("waypost")
    assert "1.23" <= value["manifestVersion"] <= "1.25"
    assert bot["scopes"] == ["personal", "team"]
    assert (bot["isNotificationOnly"], bot["supportsFiles"]) == (False, True)
    assert value["supportsChannelFeatures"] == "tier1", "Teams refuses a package of 1.25 for teams without it"
    assert len(value["name"]["full"]) <= 100


def test_an_update_can_have_a_version_of_its_own(waypost: Run, tmp_path: Path) -> None:
    assert manifest(waypost, tmp_path, "--version", "1.0.2")["version"] == "1.0.2"


def test_the_listed_commands_are_ours_and_fit_into_every_client(waypost: Run, tmp_path: Path) -> None:
    (bot,) = manifest(waypost, tmp_path)["bots"]
    lists = {tuple(one["scopes"]): one["commands"] for one in bot["commandLists"]}

    assert set(lists) == {("personal",), ("team",)}
    for listed in lists.values():
        assert 0 < len(listed) <= 10
        assert len({one["title"] for one in listed}) == len(listed)
        assert {one["title"] for one in listed} <= commands().keys()
        assert all(len(one["title"]) <= 32 and 0 < len(one["description"]) <= 128 for one in listed)


def test_learners_find_theirs_in_the_chat_and_managers_and_admins_theirs_in_a_team(waypost: Run, tmp_path: Path) -> None:
    (bot,) = manifest(waypost, tmp_path)["bots"]
    personal, team = ([one["title"] for one in listed["commands"]] for listed in bot["commandLists"])

    assert {commands()[verb].may for verb in personal} == {May.EVERYBODY}
    assert {"help", "stop", "pause", "resume", "route", "why", "checkin", "private"} <= set(personal)
    assert team[0] == "help"
    assert May.EVERYBODY not in {commands()[verb].may for verb in team[1:]}
    assert {"progress", "summary", "enrol", "withdraw", "hold", "release", "outbox"} <= set(team)


@pytest.mark.parametrize("url", [URL, f"{URL}/", f"{URL}/api/messages", f"{URL}/api/messages/"])
def test_the_address_goes_wherever_people_are_led(waypost: Run, tmp_path: Path, url: str) -> None:
    result = waypost("teams-package", "--url", url, TEAMS_APP_ID=APP)
    value = manifest(waypost, tmp_path, "--url", url)

    links = {key: link for key, link in value["developer"].items() if key.endswith("Url")}
    assert links == {"websiteUrl": URL, "privacyUrl": f"{URL}/privacy", "termsOfUseUrl": f"{URL}/terms"}
    assert value["validDomains"] == ["waypost.example.org"]
    assert f"{URL}/api/messages" in result.stdout


def test_own_pages_are_named_one_by_one(waypost: Run, tmp_path: Path) -> None:
    own = {"--website": "https://a.example", "--privacy": "https://b.example/p", "--terms": "https://c.example/t"}
    words = [word for pair in own.items() for word in pair]

    developer = manifest(waypost, tmp_path, *words, "--developer", "Acme Learning")["developer"]

    assert list(developer.values()) == ["Acme Learning", *own.values()]


def test_without_an_address_it_says_where_the_links_lead(waypost: Run, tmp_path: Path) -> None:
    result = waypost("teams-package", TEAMS_APP_ID=APP)

    assert "--url" in result.stdout
    assert manifest(waypost, tmp_path)["validDomains"] == []


def test_it_is_written_where_one_says(waypost: Run, tmp_path: Path) -> None:
    result = waypost("teams-package", tmp_path / "ours.zip", TEAMS_APP_ID=APP)

    assert result.exit_code == 0
    assert str(tmp_path / "ours.zip") in result.stdout
    assert not (tmp_path / "waypost-teams.zip").exists()


@pytest.mark.parametrize(
    ("words", "app_id", "said"),
    [
        ((), "", "TEAMS_APP_ID: missing"),
        ((), "not-an-id", "TEAMS_APP_ID"),
        (("nowhere/at/all.zip",), APP, "nowhere/at/all.zip"),
        (("--url", "http://waypost.example.org"), APP, "--url"),
        (("--url", "waypost.example.org"), APP, "--url"),
        (("--url", "https://"), APP, "--url"),
        (("--url", "https://[waypost"), APP, "--url"),
        (("--url", f"{URL}?a=b"), APP, "--url"),
        (("--url", f"{URL}/ # "), APP, "--url"),
        (("--privacy", "ftp://waypost.example.org"), APP, "--privacy"),
        (("--name", ""), APP, "--name"),
        (("--name", "W" * 31), APP, "--name"),
        (("--name", "Way\npost"), APP, "--name"),
        (("--developer", "W" * 33), APP, "--developer"),
        (("--version", "1.0"), APP, "--version"),
    ],
)
def test_what_teams_would_not_take_is_refused_in_one_line(
    waypost: Run, tmp_path: Path, words: tuple[str, ...], app_id: str, said: str
) -> None:
    result = waypost("teams-package", *words, TEAMS_APP_ID=app_id)

    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert said in result.stderr
    assert list(tmp_path.glob("*.zip")) == []


# --- the icons


def pixels(png: bytes) -> Iterator[tuple[int, ...]]:
    """The pixels of a PNG of 8 bits a channel, row by row."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (png[:8], depth) == (b"\x89PNG\r\n\x1a\n", 8)
    size = {2: 3, 6: 4}[kind]
    raw = zlib.decompress(b"".join(content for name, content in chunks(png) if name == b"IDAT"))
    above = bytes(width * size)
    for row in range(height):
        start = row * (width * size + 1)
        above = unfiltered(raw[start], raw[start + 1 : start + 1 + width * size], above, size)
        yield from (tuple(above[at : at + size]) for at in range(0, len(above), size))


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def unfiltered(how: int, line: bytes, above: bytes, size: int) -> bytes:
    """A row of a PNG without its filter (section 9.2 of the PNG specification)."""
    done = bytearray(line)
    for at, byte in enumerate(line):
        left, up = done[at - size] if at >= size else 0, above[at]
        corner = above[at - size] if at >= size else 0
        guess = left + up - corner
        nearest = min((left, up, corner), key=lambda one: abs(guess - one))
        done[at] = (byte + (0, left, up, (left + up) // 2, nearest)[how]) % 256
    return bytes(done)


def test_the_colour_icon_fills_its_square(waypost: Run, tmp_path: Path) -> None:
    inside = packed(waypost, tmp_path)
    accent = tuple(bytes.fromhex(json.loads(inside["manifest.json"])["accentColor"][1:]))

    found = list(pixels(inside["color.png"]))

    assert struct.unpack(">II", inside["color.png"][16:24]) == (192, 192)
    assert {one[3:] for one in found} <= {(), (255,)}, "nothing shines through"
    assert found[0][:3] == accent
    assert found.count((255, 255, 255, *found[0][3:])) > 1000


def test_the_outline_icon_is_white_on_nothing(waypost: Run, tmp_path: Path) -> None:
    icon = packed(waypost, tmp_path)["outline.png"]

    found = list(pixels(icon))

    assert struct.unpack(">II", icon[16:24]) == (32, 32)
    assert {one[:3] for one in found if one[3]} == {(255, 255, 255)}
    assert (found[0][3], max(one[3] for one in found)) == (0, 255)
