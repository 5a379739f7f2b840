"""`waypost lint`: its formats, its exit codes, and the hook that runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.cli import known
from bot.findings import Format, written
from content.problems import Level, Problem
from tests.unit.cli.conftest import Run
from tests.unit.content.advice.texts import SOUND, put

ALONE = put(("visible_to: manager", "visible_to: private"))
WHY = "Keeping track of progress helps more when it is reported to somebody."
SAID = "no step brings in the manager or a peer. Let a plan or a task be `visible_to: manager` or `cohort`"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one piece of advice, in the folder where the commands run."""
    (tmp_path / "alone.yaml").write_text(ALONE, "utf-8")
    return Path("alone.yaml")


def test_advice_is_told_with_its_reason_and_fails_only_if_asked_to(waypost: Run, file: Path) -> None:
    plain, strict = waypost("lint", file), waypost("lint", file, "--strict")

    assert plain.exit_code == 0
    assert plain.stdout.splitlines() == [
        f"alone.yaml:13:3: advice (nobody-else): weeks: {SAID}",
        f"    Why: {WHY} (Harkin et al. 2016: 138 studies)",
        "alone.yaml: 2 weeks, 4 activities, 20 minutes, 1 piece of advice",
    ]
    assert (strict.exit_code, strict.stdout) == (1, plain.stdout)


def test_what_the_file_answers_does_not_fail_either(waypost: Run, tmp_path: Path, file: Path) -> None:
    (tmp_path / file).write_text(f"answers: {{nobody-else: They work alone.}}\n{ALONE}", "utf-8")

    result = waypost("lint", file, "--strict")

    assert (result.exit_code, result.stdout) == (0, "alone.yaml: 2 weeks, 4 activities, 20 minutes\n")


def test_an_answer_to_nothing_fails_like_any_error(waypost: Run, tmp_path: Path, file: Path) -> None:
    (tmp_path / file).write_text(f"answers: {{nobodyelse: They work alone.}}\n{SOUND}", "utf-8")

    result = waypost("lint", file)

    assert result.exit_code == 1
    assert result.stdout == "alone.yaml:1:11: answers.nobodyelse: there is no advice “nobodyelse”; did you mean “nobody-else”?\n"


def test_programs_get_one_list_of_everything(waypost: Run, tmp_path: Path, file: Path) -> None:
    (tmp_path / "sound.yaml").write_text(SOUND, "utf-8")

    result = waypost("lint", file, "sound.yaml", "nowhere.yaml", "--format", "json")

    assert result.exit_code == 1
    advice, missing = json.loads(result.stdout)
    assert advice == {
        "file": "alone.yaml",
        "line": 13,
        "column": 3,
        "level": "advice",
        "code": "nobody-else",
        "path": "weeks",
        "said": SAID,
        "why": WHY,
        "source": "Harkin et al. 2016: 138 studies",
    }
    assert [missing[key] for key in ("file", "line", "level", "code", "said")] == [
        "nowhere.yaml",
        0,
        "error",
        "unreadable",
        "No such file or directory",
    ]
    assert json.loads(waypost("lint", "sound.yaml", "--format", "json").stdout) == []


def test_github_gets_annotations(waypost: Run, file: Path) -> None:
    result = waypost("lint", file, "nowhere.yaml", "--format", "github")

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"::warning file=alone.yaml,line=13,col=3,title=waypost lint%3A nobody-else::weeks: {SAID}"
        f"%0AWhy: {WHY} (Harkin et al. 2016: 138 studies)",
        "::error file=nowhere.yaml,title=waypost lint%3A unreadable::No such file or directory",
    ]


def test_what_means_something_to_github_is_escaped() -> None:
    odd = Problem("a,b:c%.yaml", 1, 2, "weeks[0]", "50 % of it,\r\n:: and more", Level.ERROR)

    assert written([odd], Format.GITHUB) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,col=2,title=waypost lint%3A invalid::weeks[0]: 50 %25 of it,%0D%0A:: and more"
    )


def test_a_start_and_holidays_show_the_weeks_that_lose_days(waypost: Run, tmp_path: Path) -> None:
    (tmp_path / "sound.yaml").write_text(SOUND, "utf-8")

    result = waypost("lint", "sound.yaml", "--start", "2027-03-20", "--holidays", "de by")  # a Saturday: it starts on Monday the 22nd

    assert "weeks[0]: week 1 loses Fri 26 Mar 2027 (Good Friday): 3 steps in 4 working days. Start on another date" in result.stdout
    assert waypost("lint", "sound.yaml", "--start", "2027-04-05", "--holidays", "DE-BY").stdout.endswith("20 minutes\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "xml"), "--format: 'xml' is not one of text, json or github"),
        (("--start", "2027-03-22"), "--start and --holidays belong together"),
        (("--holidays", "DE"), "--start and --holidays belong together"),
        (("--start", "soon", "--holidays", "DE"), "--start: 'soon' is not a day such as 2026-11-23"),
        (("--start", "9999-12-31", "--holidays", "DE"), "--start: 9999-12-31 is too far away; holidays are known from 2020 to 2050"),
        (("--start", "2027-03-22", "--holidays", "Atlantis"), "--holidays: there are no holidays of “Atlantis”"),
    ],
)
def test_a_wrong_option_is_one_line_and_its_own_exit_code(waypost: Run, file: Path, words: tuple[str, ...], said: str) -> None:
    result = waypost("lint", file, *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 1


def test_the_hook_for_pre_commit_runs_a_command_that_there_is() -> None:
    (hook,) = YAML(typ="safe").load(Path(__file__).parents[3] / ".pre-commit-hooks.yaml")

    program, command = hook["entry"].split()
    assert program == "waypost"
    assert command in {one.name for one in known().registered_commands}
    assert {"id", "name", "language"} <= set(hook)
