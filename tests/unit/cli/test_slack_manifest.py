"""`waypost slack-manifest`, and that the manifest asks for what the code needs, and for nothing else."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import manifest
from tests.lacking import lacking
from tests.unit.cli.conftest import Run

ROOT = Path(__file__).parents[3]
REFEREE = ROOT.parent / "shared/referees/referee.py"
METHODS = REFEREE.parent / "data/slack_methods.json"

#: scopes that no call needs by its name, and what needs them
OTHERWISE_NEEDED = {
    "commands": "the slash command",
    "users:read.email": "the e-mail address in a profile",
    "chat:write.public": "posts in public channels that the bot is not in",
}


def scopes() -> frozenset[str]:
    asked = manifest.value()["oauth_config"]["scopes"]
    return frozenset(asked["bot"]) | frozenset(asked["bot_optional"])


def calls() -> Iterator[str]:
    """The methods of Slack's client that the channel calls, by the SDK's names."""
    for file in sorted((ROOT / "bot/channels/slack").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and is_client(called.value) and hasattr(AsyncWebClient, called.attr):  # else Socket Mode's
                yield called.attr


def is_client(node: ast.expr) -> bool:
    """Whether it reads as a client of Slack's: `client`, `self._client(team)`."""
    named = node.func if isinstance(node, ast.Call) else node
    return isinstance(named, (ast.Name, ast.Attribute)) and ast.unparse(named).endswith("client")


def listened() -> frozenset[str]:
    """The events that have a listener of their own."""
    return frozenset(
        node.args[0].value
        for node in ast.walk(ast.parse((ROOT / "bot/channels/slack/receive.py").read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "app.event"
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    )


@pytest.fixture(scope="module")
def needs() -> dict[str, frozenset[str]]:
    """The bot's scopes of which each called method needs one, by the published method pages."""
    if not METHODS.exists():
        lacking("referee", f"no list of Slack's methods at {METHODS}")
    known = {name.replace(".", "_"): value for name, value in json.loads(METHODS.read_text()).items()}
    called = set(calls())
    assert called >= {"chat_postMessage", "views_open", "auth_test"}
    assert called <= known.keys()
    return {name: frozenset(known[name]["scopes"].get("bot", ())) for name in called}


def test_every_call_has_its_scope(needs: dict[str, frozenset[str]]) -> None:
    assert [name for name, one_of in needs.items() if one_of and not one_of & scopes()] == []


def test_no_scope_is_asked_for_that_nothing_needs(needs: dict[str, frozenset[str]]) -> None:
    assert scopes() == (scopes() & frozenset().union(*needs.values())) | OTHERWISE_NEEDED.keys()


def test_every_subscribed_event_has_a_listener_and_the_reverse() -> None:
    subscribed = manifest.value()["settings"]["event_subscriptions"]["bot_events"]

    assert {name.partition(".")[0] for name in subscribed} == listened()
    assert len(subscribed) == len(set(subscribed))


def test_the_command_in_it_is_the_one_that_is_listened_to() -> None:
    commands = manifest.value()["features"]["slash_commands"]

    assert [(one["command"], one["should_escape"]) for one in commands] == [("/waypost", True)]
    assert f'app.command("{commands[0]["command"]}")' in (ROOT / "bot/channels/slack/receive.py").read_text()


def test_people_can_type_to_the_bot() -> None:
    assert manifest.value()["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


@pytest.mark.parametrize("words", [(), ("--socket",), ("--url", "https://waypost.example.org")])
def test_both_forms_say_the_same_and_slack_would_take_them(waypost: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    as_json = waypost("slack-manifest", "--json", *words).stdout
    as_yaml = waypost("slack-manifest", *words).stdout

    assert json.loads(as_json) == YAML(typ="safe", pure=True).load(as_yaml)
    file = tmp_path / "manifest.json"
    file.write_text(as_json)
    judge(file)


def judge(file: Path) -> None:
    if not REFEREE.exists():
        lacking("referee", f"no referee at {REFEREE}")
    judged = subprocess.run([sys.executable, REFEREE, "slack-manifest", file], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout


def test_without_options_the_file_is_printed_as_it_is(waypost: Run) -> None:
    assert waypost("slack-manifest").stdout == (ROOT / "bot/channels/slack/slack-manifest.yaml").read_text()


@pytest.mark.parametrize("url", ["https://waypost.example.org", "https://waypost.example.org/", "https://waypost.example.org/slack/events"])
def test_the_address_goes_wherever_slack_calls(waypost: Run, url: str) -> None:
    value = json.loads(waypost("slack-manifest", "--json", "--url", url).stdout)

    assert set(addresses(value)) == {"https://waypost.example.org/slack/events"}
    assert len(list(addresses(value))) == 3


def test_socket_mode_needs_no_address(waypost: Run) -> None:
    value = json.loads(waypost("slack-manifest", "--json", "--socket").stdout)

    assert list(addresses(value)) == []
    assert value["settings"]["socket_mode_enabled"] is True
    assert value["settings"]["interactivity"] == {"is_enabled": True}


def addresses(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for one in value.values():
                yield from addresses(one)
        case list():
            for one in value:
                yield from addresses(one)
        case str() if "://" in value:
            yield value


@pytest.mark.parametrize(
    "words",
    [
        ("--url", "http://waypost.example.org"),
        ("--url", "waypost.example.org"),
        ("--url", "https://"),
        ("--url", "https://[waypost"),
        ("--url", "https://waypost.example.org/ # "),
        ("--url", "https://waypost.example.org?a=b"),
        ("--url", "https://waypost.example.org", "--socket"),
    ],
)
def test_an_address_that_slack_would_not_take_is_refused(waypost: Run, words: tuple[str, ...]) -> None:
    result = waypost("slack-manifest", *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
