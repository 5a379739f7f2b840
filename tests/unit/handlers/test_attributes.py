"""What people are decides their way: taken from a file, changed by another, and kept when two turn out to be one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import known
from models import merging
from tests.databases import fresh_sqlite
from tests.offices import NAMES, SLACK, Office, office

MONDAY, TUESDAY, WEDNESDAY = (f"2026-11-{day}T12:00:00+00:00" for day in (23, 24, 25))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Office]:
    with office(fresh_sqlite(tmp_path)) as opened:
        opened.command("ada", "help")
        opened.command("ana", "help")
        opened.command("ben", "help")
        yield opened


def take(place: Office, folder: Path, *lines: str, more: tuple[str, ...] = ()) -> Result:
    """Import a file of these lines, at the office's time."""
    (folder / "people.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    env = {"DATABASE_URL": place.database.url, "WAYPOST_ENV": "development", "WAYPOST_CLOCK": place.now.isoformat()}
    words = ("people", "import", "people.csv", "--workspace", f"slack:{NAMES[SLACK]}", *more)
    with chdir(folder):
        return CliRunner().invoke(known(), words, env=env, catch_exceptions=False)


def attributes(place: Office, name: str) -> dict[str, str] | None:
    with place.reading() as session:
        return place.person(session, name).attributes


def coming(place: Office, name: str) -> set[str]:
    """Which steps came, as their texts begin."""
    texts = ("The yard of", "The dock is", "The gate is")
    return {said for text in place.letters(name) for said in texts if said in text}


def test_two_people_of_one_cohort_go_by_their_sites_and_by_a_new_one_from_then_on(place: Office, tmp_path: Path) -> None:
    said = take(place, tmp_path, "user,role,is:site", "UANA,Team lead,Berlin", "UBEN,Guard,Lima").stdout
    place.command("ada", "enrol @ana @ben in two-sites starting 2026-11-23 cohort autumn")
    place.to(MONDAY)

    assert said == "2 lines: 0 people are new, 2 changed.\n"
    assert (coming(place, "ana"), coming(place, "ben")) == ({"The yard of"}, {"The dock is"})
    assert "your site is “Berlin”" in place.command("ana", "why yard")

    place.to(TUESDAY)
    take(place, tmp_path, "user,is:site,role", "UANA,Lima,", "UBEN,Porto,Engineer")
    place.to(WEDNESDAY)

    assert (coming(place, "ana"), coming(place, "ben")) == (set(), {"The gate is"})
    assert attributes(place, "ana") == {"role": "Team lead", "site": "Lima"}  # an empty cell changes nothing


def test_a_running_service_takes_them_in_all_the_same_and_twice_changes_nothing(place: Office, tmp_path: Path) -> None:
    lines = ("email;is:site;is:shift-2", "ana@example.com;Berlin;early")
    take(place, tmp_path, *lines, more=("--in-background",))
    place.settle()

    assert attributes(place, "ana") == {"site": "Berlin", "shift-2": "early"}
    assert attributes(place, "ben") is None
    assert take(place, tmp_path, *lines).stdout == "1 line: 0 people are new, 0 changed.\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("user,is:", "UANA,Berlin"), "the column “is:” needs one word after “is:”: small letters, digits and hyphens, such as is:site"),
        (("user,is:my site", "UANA,Berlin"), "the column “is:my site” needs one word after “is:”"),
        (("user,is:site,is:site", "UANA,Berlin,Lima"), "the column “is:site” is there twice"),
        (("user,site", "UANA,Berlin"), "there is no column “site”"),
        (("user,role,is:role", "UANA,Lead,Guard"), "people.csv:2: role and is:role are the same; keep one of the two"),
    ],
)
def test_a_column_that_no_programme_could_ask_for_is_refused(place: Office, tmp_path: Path, lines: tuple[str, ...], said: str) -> None:
    result = take(place, tmp_path, *lines)

    assert result.exit_code != 0
    assert said in result.stderr
    assert attributes(place, "ana") is None


def test_of_two_who_are_one_the_first_s_own_attributes_stand_and_the_second_s_join_them(place: Office, tmp_path: Path) -> None:
    take(place, tmp_path, "user,role,is:site", "UANA,,Berlin", "UBEN,Guard,Lima")
    with place.database.begin() as session:
        ben = place.person(session, "ben")
        merging.merge(session, place.person(session, "ana"), ben, place.now)

        assert (ben.attributes, ben.former_attributes) == (None, None)
    assert attributes(place, "ana") == {"role": "Guard", "site": "Berlin"}
