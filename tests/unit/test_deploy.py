"""What an operator installs: units that systemd understands, an image that is nobody special, a descriptor that Google's parser reads."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.cli import known
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "docs/systemd").glob("*.service"))
GUIDE = (ROOT / "docs/operations.md").read_text()
APP_ENGINE = Path(sys.prefix) / "appengine"  # `make` puts Google's own parser there, apart: it wants other versions of what we need
HARDENED = {"NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictSUIDSGID", "RestrictNamespaces", "LockPersonality"}


class Unit(RawConfigParser):
    """A unit file, keys as they are written; of what is said twice the last counts."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(path: Path) -> Unit:
    read = Unit(strict=False, interpolation=None)
    read.read_string(path.read_text())
    return read


# --- systemd


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_there_is_as_somebody_without_rights(path: Path) -> None:
    service = unit(path)["Service"]

    program, verb, *options = service["ExecStart"].split()
    commands = {one.name: one.callback for one in known().registered_commands}
    assert program == "/opt/waypost/bin/waypost"
    assert verb in commands
    offered = {f"--{name.replace('_', '-')}" for name in getattr(commands[verb], "__annotations__", {})}
    assert {option for option in options if option.startswith("--")} <= offered
    assert service["User"] == "waypost"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert {service[name] for name in HARDENED} == {"yes"}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_again_what_failed_and_lets_what_is_under_way_end(path: Path) -> None:
    service = unit(path)["Service"]

    assert (service["Type"], service["Restart"], service["TimeoutStopSec"]) == ("simple", "on-failure", "15")
    assert service["RestartPreventExitStatus"] == "2"  # wrong settings; not 70, with which a process ends whose loop stood still


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_every_line(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name.replace("@", "@1")  # the program is not where it will be
    copy.write_text(path.read_text().replace("/opt/waypost/bin/waypost", "/bin/true"))

    said = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)

    assert [line for line in said.stderr.splitlines() if path.name.split("@")[0].split(".")[0] in line] == []


# --- the image


def test_the_image_is_asked_whether_it_can_serve() -> None:
    text = (ROOT / "Dockerfile").read_text()

    asked = re.search(r"HEALTHCHECK .*\\\n\s+CMD (\[.*\])", text)
    assert asked is not None
    program, *arguments = json.loads(asked[1])
    assert program == "python"
    compile(arguments[1], "healthcheck", "exec")
    assert "/readyz" in arguments[1]


# --- App Engine


@pytest.mark.skipif(not APP_ENGINE.is_dir(), reason="Google's parser is not in .venv/appengine; `make test` puts it there")
def test_googles_own_parser_reads_the_descriptor() -> None:
    program = (
        "from google.appengine.api import appinfo\n"
        f"read = appinfo.LoadSingleAppInfo(open({str(ROOT / 'app.yaml')!r}))\n"
        "print(read.runtime, read.instance_class, read.manual_scaling.instances, len(read.handlers), sorted(read.env_variables))\n"
    )

    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"import sys; sys.path.insert(0, {str(APP_ENGINE)!r})\n{program}"],
        capture_output=True,
        text=True,
        check=False,
    )

    names = sorted(YAML(typ="safe").load(ROOT / "app.yaml")["env_variables"])
    assert ran.stderr == ""
    assert ran.stdout == f"python311 B2 1 1 {names}\n"


# --- the guide


def test_every_command_and_setting_in_the_guide_is_there() -> None:
    commands = {one.name for one in known().registered_commands} | {group.name for group in known().registered_groups}

    typed = set(re.findall(r"^(?:[\w/.-]*/)?waypost ([a-z-]+)", GUIDE, re.MULTILINE)) | set(re.findall(r"`waypost ([a-z-]+)", GUIDE))
    assert typed <= {str(name) for name in commands}
    assert set(re.findall(r"\b(?:WAYPOST|SLACK|TEAMS)_[A-Z_]+\b", GUIDE)) <= {name.upper() for name in Settings.model_fields}


def test_every_file_the_guide_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", GUIDE)

    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def test_the_rules_in_the_guide_are_what_prometheus_takes() -> None:
    configuration, rules = (YAML(typ="safe").load(block) for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL))

    (group,) = rules["groups"]
    assert {"alert", "expr", "annotations"} <= set.intersection(*(set(rule) for rule in group["rules"]))
    assert all(set(rule["annotations"]) == {"summary", "do"} for rule in group["rules"])
    assert [rule["expr"].count("(") - rule["expr"].count(")") for rule in group["rules"]] == [0] * len(group["rules"])
    assert configuration["scrape_configs"][0]["job_name"] == "waypost"


def test_every_figure_in_the_guide_is_explained_there() -> None:
    explained = set(re.findall(r"^\| `(waypost_\w+)`", GUIDE, re.MULTILINE))

    used = set(re.findall(r"\bwaypost_[a-z_]+", "".join(re.findall(r"^\s*expr: (.*)$", GUIDE, re.MULTILINE))))
    assert {re.sub("_(bucket|count)$", "", name) for name in used} <= explained
