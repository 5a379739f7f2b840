"""A CSV file is read, as spreadsheets write it: commas, semicolons or tabs; with or without a BOM; any line ends."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.ending import unreadable
from content.fields import SLUG
from content.problems import instead
from handlers.importing import Bad, Row

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = ",;\t"


class BadFile(Exception):
    """The file as a whole can't be read as rows; the words say why, in one line."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which there may be: those of that name, and any whose name is *prefix* and a word ("": no others).

    There must be every one of *needs*, and one of *one_of* at least.
    """

    names: tuple[str, ...]
    needs: frozenset[str] = frozenset()
    one_of: tuple[str, ...] = ()
    prefix: str = ""


def read(
    file: Path, columns: Sequence[str], *, needs: Iterable[str], one_of: Iterable[str] = (), prefix: str = ""
) -> tuple[list[Row], list[Bad]]:
    """The rows of the file by its column names, and the lines that are none, see `Columns`. Raises BadFile."""
    try:
        text = _text(file)
        return _rows(text, str(file), Columns(tuple(columns), frozenset(needs), tuple(one_of), prefix))
    except OSError as error:
        raise BadFile(unreadable(file, error)) from error
    except UnicodeDecodeError as error:
        raise BadFile(f"{file}: is not text in UTF-8; in Excel, save it as “CSV UTF-8”") from error


def _text(file: Path) -> str:
    source = file.read_bytes()
    return source.decode("utf-16" if source.startswith(UTF_16) else "utf-8-sig")


def _rows(text: str, name: str, columns: Columns) -> tuple[list[Row], list[Bad]]:
    lines = _lines(text, name)
    _, header = next(lines, (1, []))
    named = [cell.strip().casefold() for cell in header]
    _check(named, name, columns)
    rows: list[Row] = []
    bad: list[Bad] = []
    for number, cells in lines:
        stray = [cell.strip() for place, cell in enumerate(cells) if place >= len(named) or not named[place]]
        if any(stray):
            bad.append(Bad(number, f"has more in it than the columns of the first line ({len(cells)} cells)"))
        else:
            rows.append(Row(number, {column: " ".join(cell.split()) for column, cell in zip(named, cells, strict=False) if column}))
    return rows, bad


def _lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row that has any, with the number of the line on which it begins."""
    first, _, rest = text.partition("\n")
    skipped = first.rstrip("\r").casefold() in {f"sep={separator}" for separator in SEPARATORS}  # a line for Excel
    header = rest.partition("\n")[0] if skipped else first
    separator = first.rstrip("\r")[-1] if skipped else max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(rest if skipped else text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    before = int(skipped)
    begins = before + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = before + reader.line_num + 1
    except csv.Error as error:
        raise BadFile(
            f"{name}:{begins}: from here on it can't be read ({error}); is there a quotation mark too many or too few?"
        ) from error


def _check(named: Sequence[str], name: str, columns: Columns) -> None:
    """Raises BadFile: the columns are not those that are wanted."""
    for column in filter(None, named):
        if columns.prefix and column.startswith(columns.prefix):
            _check_own(column, name, columns.prefix)
        elif column not in columns.names:
            raise BadFile(
                f"{name}: there is no column “{column[:40]}”; {instead(column, columns.names)} (the first line names the columns)"
            )
        if named.count(column) > 1:
            raise BadFile(f"{name}: the column “{column}” is there twice")
    missing = [column for column in columns.names if column in columns.needs and column not in named]
    without = bool(columns.one_of) and not set(columns.one_of) & set(named)
    if missing or without:
        wanted = [*missing, *([" or ".join(columns.one_of)] if without else [])]
        raise BadFile(f"{name}: the column {', '.join(wanted)} is missing (the first line names the columns)")


def _check_own(column: str, name: str, prefix: str) -> None:
    """Raises BadFile: what stands after the prefix is no word that a programme could ask for."""
    if not re.fullmatch(SLUG, column.removeprefix(prefix)):
        raise BadFile(
            f"{name}: the column “{column[:40]}” needs one word after “{prefix}”: small letters, digits and hyphens, such as {prefix}site"
        )
