"""Files that are handed over: a running service takes their lines in, to the same end as when the command does it itself."""

from __future__ import annotations

from contextlib import chdir
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner

from bot.cli import known
from models import enrolments, people, roles, workspaces
from models.jobs import Job
from models.leaves import Leave
from tests.offices import NAMES, SLACK, Office, office

PEOPLE = 60  # more than one slice takes
DAY, LEFT, BACK = date(2026, 11, 23), date(2026, 12, 21), date(2027, 1, 1)


def run(url: str, folder: Path, *words: str | Path) -> str:
    env = {"DATABASE_URL": url, "WAYPOST_ENV": "development", "WAYPOST_CLOCK": "2026-11-20T10:00:00+00:00"}
    with chdir(folder):
        result = CliRunner().invoke(known(), [str(word) for word in words], env=env, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def user(number: int) -> str:
    return f"U0CROWD{number:02}"


def files(folder: Path) -> dict[str, Path]:
    lines = {
        # The manager stands on the last line, in another slice than most of hers.
        "people": [
            "user,name,zone,manager",
            *(f"{user(n)},Crowd {n},Asia/Tokyo,{user(PEOPLE)}" for n in range(PEOPLE)),
            f"{user(PEOPLE)},Mia,,",
        ],
        "enrolments": ["user,programme,start,cohort", *(f"{user(n)},one-week,2026-11-23,autumn" for n in range(PEOPLE))],
        "leave": ["user,from,to", *(f"{user(n)},2026-12-21,2026-12-31" for n in range(PEOPLE))],
    }
    for name, content in lines.items():
        (folder / f"{name}.csv").write_text("\n".join(content) + "\n")
    return {name: folder / f"{name}.csv" for name in lines}


COMMANDS = {"people": ("people", "import"), "enrolments": ("enrol", "--csv"), "leave": ("away", "--csv")}


def standing(place: Office) -> list[object]:
    """What the files say, as the database has it."""
    with place.reading() as session:
        workspace = workspaces.find(session, SLACK, NAMES[SLACK])
        assert workspace is not None
        everyone = people.known(session, workspace, [user(n) for n in range(PEOPLE)])
        bosses = roles.manager_of_each(session, [one.id or 0 for one in everyone.values()])
        running = {
            one.person_id: (one.programme_key, one.start_on)
            for one in enrolments.active_of(session, [one.id or 0 for one in everyone.values()])
        }
        away = {one.person_id: (one.from_on, one.until_on) for one in session.exec(select(Leave))}
        return [
            (name, one.name, one.own_zone, bosses[one.id or 0].name, running.get(one.id or 0), away.get(one.id or 0))
            for name, one in sorted(everyone.items())
        ]


@pytest.mark.parametrize("background", [False, True])
def test_people_enrolments_and_leave_come_to_the_same_end(database_url: str, tmp_path: Path, background: bool) -> None:
    handed = ("--in-background",) if background else ()
    with office(database_url) as place:
        place.command("ada", "help")
        for name, file in files(tmp_path).items():
            said = run(database_url, tmp_path, *COMMANDS[name], file, "--workspace", f"slack:{NAMES[SLACK]}", *handed)
            assert ("handed over as job" in said) is background
            place.settle()

        assert standing(place) == [(user(n), f"Crowd {n}", "Asia/Tokyo", "Mia", ("one-week", DAY), (LEFT, BACK)) for n in range(PEOPLE)]
        listed = run(database_url, tmp_path, "jobs")
        with place.reading() as session:
            done = session.exec(select(Job).order_by(col(Job.id))).all()
    assert [(one.state, one.done, one.payload) for one in done] == (
        [("done", 61, {}), ("done", 60, {}), ("done", 60, {})] if background else []
    )
    told = [line.partition("UTC  ")[2] for line in listed.splitlines()]
    assert told == (
        [
            "Taking in a file: 60 of 60, done: 60 added",
            "Taking in a file: 60 of 60, done: 60 enrolled",
            "Taking in a file: 61 of 61, done: 61 new",
        ]
        if background
        else [""]
    )
