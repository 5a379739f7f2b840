"""An error that is logged says where and what, and nothing of what stands in the database."""

from __future__ import annotations

import logging
import sys

import pytest
from sqlalchemy import text

from bot.logs import Discreet
from models.database import Collided, Database

SECRET = "what Ana wrote\nDETAIL: and this"
BAD = text("INSERT INTO organisation (id, name, created_at) VALUES (7, :words, NULL)")


def logged(error: BaseException) -> str:
    record = logging.LogRecord("bot", logging.ERROR, __file__, 1, "an act failed", (), (type(error), error, error.__traceback__))
    return Discreet("%(levelname)s %(message)s").format(record)


def test_a_row_that_breaks_a_rule_is_not_shown(database_url: str) -> None:
    database = Database(database_url)
    try:
        with pytest.raises(Collided) as broken, database.begin() as session:
            session.connection().execute(BAD, {"words": SECRET})
    finally:
        database.close()

    said = logged(broken.value)
    assert "what Ana wrote" not in said
    assert "and this" not in said
    assert "IntegrityError" in said
    assert "test_logs.py" in said


def test_an_error_of_ours_says_what_it_says_and_what_led_to_it() -> None:
    try:
        try:
            raise KeyError("step")
        except KeyError as first:
            raise LookupError("no such step") from first
    except LookupError:
        error = sys.exc_info()[1]

    assert error is not None
    said = logged(error)
    assert said.startswith("ERROR an act failed\n")
    assert said.index("builtins.KeyError: 'step'") < said.index("which led to") < said.index("builtins.LookupError: no such step")
