"""What is said back of a command that was not understood."""

from __future__ import annotations

import re
from pathlib import Path

from tests.databases import fresh_sqlite
from tests.offices import office


def test_what_is_long_is_said_back_up_to_the_end_of_a_word(tmp_path: Path) -> None:
    with office(fresh_sqlite(tmp_path)) as place:
        said = place.command("ada", f"enrol @ana in {'leading ' * 60}")

    assert "leading …" in said
    assert set(re.findall(r"\blea\w*", said)) == {"leading"}
