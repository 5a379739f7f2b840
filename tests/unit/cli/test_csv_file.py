"""CSV files as spreadsheets write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.csv_file import BadFile, read
from handlers.importing import Row

COLUMNS = ("user", "email", "name")


def rows(folder: Path, source: bytes) -> list[Row]:
    file = folder / "people.csv"
    file.write_bytes(source)
    found, stray = read(file, COLUMNS, needs=(), one_of=("user", "email"))
    assert stray == []
    return found


@pytest.mark.parametrize(
    "source",
    [
        b"user,name\nU1,Zo\xc3\xab\n",
        b"\xef\xbb\xbfuser;name\r\nU1;Zo\xc3\xab\r\n",
        b"sep=;\r\nuser;name\r\nU1;Zo\xc3\xab\r\n",
        "user\tname\r\nU1\tZoë\r\n".encode("utf-16"),
        b'"User", NAME\n U1 , "Zo\xc3\xab"',
        b"user,name\rU1,Zo\xc3\xab\r",
        b"user,name,,\nU1,Zo\xc3\xab,,\n,,,\n",
    ],
)
def test_whatever_the_spreadsheet_writes_is_the_same_row(tmp_path: Path, source: bytes) -> None:
    assert [one.values for one in rows(tmp_path, source)] == [{"user": "U1", "name": "Zoë"}]


def test_rows_know_the_line_on_which_they_begin(tmp_path: Path) -> None:
    source = b'user,name\n\nU1,"Ana\nFerreira"\nU2,Ben\n'

    assert rows(tmp_path, source) == [Row(3, {"user": "U1", "name": "Ana Ferreira"}), Row(5, {"user": "U2", "name": "Ben"})]


def test_the_lines_count_from_the_top_of_the_file_even_with_a_line_for_excel(tmp_path: Path) -> None:
    assert [one.line for one in rows(tmp_path, b"sep=,\nuser,name\nU1,Ana\n")] == [3]


def test_a_row_with_too_many_cells_is_named(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("user,name\nU1,Ferreira, Ana\nU2,Ben\n")

    found, stray = read(file, COLUMNS, needs=(), one_of=("user",))

    assert [one.values["user"] for one in found] == ["U2"]
    assert [(one.line, "3 cells" in one.said) for one in stray] == [(2, True)]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "the column user or email is missing"),
        (b"name\nAna\n", "the column user or email is missing"),
        (b"usr,name\nU1,Ana\n", "there is no column “usr”; did you mean “user”?"),
        (b"user,user\nU1,U2\n", "the column “user” is there twice"),
        (b"user,name\nU1,Zo\xeb\n", "save it as “CSV UTF-8”"),
        (b'user,name\nU1,Ana\nU2,"Ben\nU3,Chen\n', ":3: from here on it can't be read"),
    ],
)
def test_a_file_that_is_no_table_of_people_is_refused_whole(tmp_path: Path, source: bytes, said: str) -> None:
    with pytest.raises(BadFile) as refusal:
        rows(tmp_path, source)

    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="No such file"):
        read(tmp_path / "nowhere.csv", COLUMNS, needs=())
