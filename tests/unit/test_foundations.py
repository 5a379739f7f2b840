"""What stands around the code agrees with it: packaging, pins, settings, deployment, the guide."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = ("bot", "handlers", "scheduler", "models", "content")
PINS = {"requirements.txt": (), "requirements-dev.txt": ("dev",)}
SECRET = re.compile(r"xox[a-z]-|xapp-|://[^\s/]+:[^\s/]+@(?!/)|\b[0-9a-f]{32}\b")
EXAMPLE = re.compile(r"`([\w/.-]+)`:\n\n```(?:python|yaml)\n(.*?)```", re.DOTALL)
EXAMPLES = dict(EXAMPLE.findall((ROOT / "CONTRIBUTING.md").read_text()))


def code_files() -> set[str]:
    """Every file of the five packages, as the wheel should have it."""
    found = (file for package in PACKAGES for file in (ROOT / package).rglob("*"))
    return {str(file.relative_to(ROOT)) for file in found if file.is_file() and "__pycache__" not in file.parts}


# --- settings


def described() -> dict[str, str]:
    """Each name in .env.example with the comment above it."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = ((re.fullmatch(r"(?:# )?([A-Z_]+)=.*", line), above) for above, line in pairwise(lines))
    return {match[1]: above.removeprefix("# ") for match, above in named if match}


def test_the_example_names_every_setting_with_its_description() -> None:
    assert described() == {name.upper(): field.description for name, field in Settings.model_fields.items()}


@pytest.mark.parametrize("mark", ["# ", ""], ids=["all with a default switched on", "as it is"])
def test_the_example_is_a_right_file_that_changes_nothing(mark: str, tmp_path: Path) -> None:
    text = (ROOT / ".env.example").read_text()
    (tmp_path / ".env").write_text(re.sub(rf"(?m)^{mark}([A-Z_]+=)", r"\1", text))
    clean = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    asks = "from bot.settings import Settings, read; print(read() == Settings.model_construct())"

    ran = subprocess.run(
        [sys.executable, "-c", asks], capture_output=True, text=True, check=False, cwd=tmp_path, env=clean | {"PYTHONPATH": str(ROOT)}
    )

    assert (ran.stdout.strip(), ran.stderr) == ("True", "")


# --- make


def test_every_target_explains_itself() -> None:
    text = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony is not None

    said = subprocess.run(["make", "--silent", "help"], capture_output=True, text=True, check=True, cwd=ROOT).stdout

    helped = dict(re.findall(r"^make (\S+) +(.+)$", said, re.MULTILINE))
    assert set(helped) == set(phony[1].split()) == set(re.findall(r"^([a-z-]+):(?!$)", text, re.MULTILINE))
    assert {"install", "run", "test", "lint", "bench", "clean"} <= set(helped)


def test_ci_is_a_right_script() -> None:
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


# --- pins


@pytest.mark.parametrize(("name", "extras"), PINS.items())
def test_the_pins_are_what_the_project_asks_for(name: str, extras: tuple[str, ...]) -> None:
    text = (ROOT / name).read_text()
    pinned = {canonicalize_name(one): version for one, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", text, re.MULTILINE)}
    optional = PROJECT["project"]["optional-dependencies"]

    asked = [Requirement(one) for one in [*PROJECT["project"]["dependencies"], *(one for extra in extras for one in optional[extra])]]

    wrong = [str(one) for one in asked if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"))]
    assert not wrong, f"{name} does not fit pyproject.toml; `make requirements` mends it"


@pytest.mark.parametrize("name", PINS)
def test_every_pin_has_a_hash_and_none_an_address(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = re.sub(r"#.*", "", text).replace("\\\n", " ").split("\n")

    assert [entry for entry in entries if entry.strip() and not re.match(r"\S+==\S+ +(--hash=sha256:[0-9a-f]{64}\s*)+$", entry)] == []
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host|(^|\s)/\w", text)
    assert "make requirements" in text


def test_to_test_is_to_run_with_the_same_pins_and_more() -> None:
    run, test = (set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.MULTILINE)) for name in PINS)

    assert run < test


# --- the package


def test_the_five_packages_are_named_and_no_other() -> None:
    named = {pattern for pattern in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"] if "." not in pattern}
    here = {file.parent.name for file in ROOT.glob("*/__init__.py")}

    assert named == set(PACKAGES) == here - {"tests"}


def test_the_wheel_has_every_file_and_builds_without_a_warning(tmp_path: Path) -> None:
    """It takes two seconds: a build is a copy of everything."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    build = "from setuptools.build_meta import build_wheel; print(build_wheel('.'))"

    built = subprocess.run([sys.executable, "-W", "always", "-c", build], capture_output=True, text=True, check=False, cwd=tmp_path)

    assert built.returncode == 0, built.stderr
    assert "Warning" not in built.stderr
    with ZipFile(tmp_path / built.stdout.splitlines()[-1]) as wheel:
        inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
        entries = next(wheel.read(name).decode() for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert inside == code_files()
    assert "waypost = bot.cli:main" in entries


# --- deployment


def test_app_engine_gets_one_instance_a_database_and_no_secret() -> None:
    text = (ROOT / "app.yaml").read_text()
    descriptor = YAML(typ="safe").load(text)

    assert descriptor["manual_scaling"] == {"instances": 1}
    assert descriptor["entrypoint"] == "python -m bot serve --host 0.0.0.0 --port $PORT"
    assert set(descriptor["env_variables"]) <= {name.upper() for name in Settings.model_fields}
    for name in ("DATABASE_URL", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        assert descriptor["env_variables"][name] == f"${{{name}}}"
    values = "\n".join(re.sub(r"#.*", "", line) for line in text.splitlines())
    assert not SECRET.search(values)


def test_the_image_gets_nothing_but_what_it_needs() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert let_in == {"pyproject.toml", "requirements.txt", "README.md", "LICENSE", *PACKAGES}


def test_the_image_runs_as_nobody_special_with_checked_hashes() -> None:
    text = (ROOT / "Dockerfile").read_text()

    assert re.search(r"^USER [1-9]\d+", text, re.MULTILINE)
    assert "--require-hashes --requirement requirements.txt" in text
    assert 'CMD ["waypost", "serve", "--host", "0.0.0.0"]' in text


# --- the guide

ASKS = {
    "content/activities": "from content.activities import kinds; print('{name}' in kinds())",
    "handlers/commands": "from handlers.commands import commands; print('{name}' in commands())",
    "bot/cli": "from bot.cli import known; print('{name}' in {{one.name for one in known().registered_commands}})",
    "content/programmes": "from content.loading import parse; print(bool(parse(open('{file}').read(), '{name}.yaml').steps))",
}


@pytest.mark.parametrize("path", EXAMPLES)
def test_what_the_guide_shows_works(path: str, tmp_path: Path) -> None:
    folder, file = str(Path(path).parent), tmp_path / Path(path).name
    file.write_text(EXAMPLES[path])
    package = folder.replace("/", ".")
    found = f"import {package}; {package}.__path__.append({str(tmp_path)!r}); " if file.suffix == ".py" else ""

    ran = subprocess.run(
        [sys.executable, "-c", found + ASKS[folder].format(name=file.stem, file=file)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip

    assert (ran.stdout, ran.stderr) == ("True\n", "")


def test_the_guide_shows_each_kind_of_file() -> None:
    assert {str(Path(path).parent) for path in EXAMPLES} == set(ASKS)


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_file_that_is_linked_is_there(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text())

    assert [link for link in links if not (ROOT / link).exists()] == []
