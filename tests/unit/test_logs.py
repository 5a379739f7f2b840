"""A line says where and what, and no secret, no address, nothing of what stands in the database, and no word of anybody's."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from sqlalchemy import text

from bot.logs import Careful, formatter
from bot.redaction import Redaction, within, without
from models.database import Collided, Database

SECRET = "what Ana wrote\nDETAIL: and this"
BAD = text("INSERT INTO organisation (id, name, created_at) VALUES (7, :words, NULL)")
ROOT = Path(__file__).parents[2]


def line(said: str, *arguments: object, error: BaseException | None = None, name: str = "bot", secrets: tuple[str, ...] = ()) -> str:
    info = (type(error), error, error.__traceback__) if error is not None else None
    return formatter("plain", secrets).format(logging.LogRecord(name, logging.ERROR, __file__, 1, said, arguments, info))


def logged(error: BaseException) -> str:
    return line("an act failed", error=error)


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except type(error) as same:
        return same


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
    assert "ERROR bot an act failed\n" in said
    assert said.index("builtins.KeyError: 'step'") < said.index("which led to") < said.index("builtins.LookupError: no such step")


def test_every_error_of_a_group_is_shown() -> None:
    said = logged(raised(ExceptionGroup("two", [ValueError("the first"), KeyError("the second")])))

    assert "the first" in said
    assert "the second" in said


def test_what_was_given_is_not_shown_where_it_did_not_fit() -> None:
    class Form(BaseModel):
        minutes: int

    with pytest.raises(ValidationError) as wrong:
        Form.model_validate({"minutes": SECRET})

    assert "what Ana wrote" not in logged(wrong.value)


# --- secrets

SECRETS = {
    "a bot's token": "xoxb-12345-67890-AbCdEf",
    "a rotated token": "xoxe.xoxb-1-AbCdEf",
    "an app's token": "xapp-1-A111-222-abcdef",
    "a bearer": "Bearer abc.def-ghi",
    "a signed token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "a password in an address": "postgresql://waypost:pa@ss:w0rd@db/waypost",
    "a webhook": "https://hooks.slack.com/commands/T1/22/abcdef",
    "a form": "client_secret=abcdefgh&x=1",
    "JSON": '{"access_token": "abcdefgh", "ok": true}',
    "an e-mail address": "ana.silva+work@example.co.uk",
    "what the settings say": "hush-hush-hush",
}
HIDDEN = {
    "67890-AbCdEf",
    "1-AbCdEf",
    "A111-222",
    "abc.def",
    "c2lnbmF0dXJl",
    "w0rd",
    "abcdef",
    "abcdefgh",
    "ana.silva",
    "example.co",
    "hush",
}
LOGGERS = ("bot.door", "uvicorn.error", "aiohttp.client", "slack_sdk.web.async_base_client", "slack_bolt", "alembic.runtime", "py.warnings")


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("form", ["plain", "json"])
def test_a_secret_is_in_no_line_however_it_comes(secret: str, form: str) -> None:
    clean = formatter("json" if form == "json" else "plain", ["hush-hush-hush"])
    wrong = raised(ConnectionError(f"could not reach {secret}"))
    for name in LOGGERS:
        for said, arguments in ((f"calling {secret} now", ()), ("calling %s now", (secret,)), ("broken: %s", (wrong,))):
            info = (type(wrong), wrong, wrong.__traceback__)
            made = clean.format(logging.LogRecord(name, logging.INFO, __file__, 1, said, arguments, info))
            assert not [one for one in HIDDEN if one in made], made


@pytest.mark.parametrize(
    "said", ["delivery 12 is sent", "SLACK_BOT_TOKEN: missing", "slack: no token for this workspace", "at 2026-11-23T09:00:00+00:00 x: y"]
)
def test_what_is_no_secret_stays(said: str) -> None:
    assert Redaction().clean(said) == said


def test_what_is_too_short_for_a_secret_of_the_settings_is_none() -> None:
    assert Redaction(["x", ""]).clean("axis") == "axis"


# --- what people write

LETTER = 'I told Ben "enough"\nand left'


def test_the_words_of_an_act_are_in_no_line_of_it() -> None:
    with within([LETTER, "no"]):
        assert "told" not in line("somebody said %r", LETTER)
        assert "told Ben" not in line("a piece: I told Ben, and no more")
        assert "no more" in line("a piece, and no more")

    assert "told" in line("somebody else told")


def test_the_words_of_an_act_are_in_no_line_of_the_errors_that_leave_it() -> None:
    with pytest.raises(ValueError, match="no number") as wrong, within([LETTER]):
        raise ValueError(f"no number: {LETTER!r}")

    assert "told" not in logged(wrong.value)
    assert "told" not in line("a listener failed: %s", wrong.value)
    assert "no number" in logged(wrong.value)


async def test_the_words_stay_out_in_threads_and_tasks_and_only_there() -> None:
    async def act(words: str, seconds: float) -> str:
        with within([words]):
            await asyncio.sleep(seconds)
            return await asyncio.to_thread(line, "%s and %s", "marmalade", "porcupine")

    one, other = await asyncio.gather(act("marmalade", 0.02), act("porcupine", 0))

    assert "marmalade" not in one
    assert "porcupine" in one
    assert "porcupine" not in other
    assert "marmalade" in other


@given(words=st.text(min_size=4, max_size=60), before=st.text(max_size=20), after=st.text(max_size=20))
def test_whatever_somebody_writes_is_taken_out_whole(words: str, before: str, after: str) -> None:
    cleaned = without(f"{before} {words} {after}", [words])

    assert words not in cleaned or words in f"{before} [words] {after}"


# --- the form of a line


def test_one_event_is_one_line_of_json_with_what_is_constant_in_it() -> None:
    record = logging.LogRecord("scheduler.outbox", logging.INFO, __file__, 1, "delivery %s is %s", (12, "sent"), None)
    record.created = 1795424400.25

    assert json.loads(formatter("json").format(record)) == {
        "event": "delivery 12 is sent",
        "template": "delivery %s is %s",
        "at": "2026-11-23T09:00:00.250+00:00",
        "level": "INFO",
        "logger": "scheduler.outbox",
    }


def test_nobody_writes_a_line_of_their_own_into_the_log() -> None:
    assert "\n" not in line("refused %s", "U1\n2026-11-23 INFO bot all is well")


def test_a_line_that_cannot_be_formatted_shows_nothing_of_what_it_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    handler = Careful(sys.stderr)
    handler.setFormatter(formatter("plain"))

    handler.handle(logging.LogRecord("bot.door", logging.INFO, "door.py", 7, "%d people", ("what Ana wrote",), None))

    assert capsys.readouterr().err == "a line of bot.door could not be written (door.py:7)\n"


PROGRAM = """
import asyncio, logging, threading, warnings
from bot.logs import log_to_stderr
log_to_stderr("INFO", None, ["hush-hush-hush"])
logging.getLogger("scheduler.x").info("delivery %s is %s", 1, "sent")
warnings.warn("a warning with hush-hush-hush")
def fails(): raise RuntimeError("in a thread with hush-hush-hush")
thread = threading.Thread(target=fails); thread.start(); thread.join()
async def lost(): raise RuntimeError("in a task with hush-hush-hush")
async def main(): task = asyncio.create_task(lost()); await asyncio.sleep(0); await asyncio.sleep(0); del task
asyncio.run(main())
raise RuntimeError("at the end with hush-hush-hush")
"""


def test_off_a_terminal_all_that_a_process_says_is_clean_json(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )

    lines = [json.loads(one) for one in ran.stderr.splitlines()]
    assert ran.returncode == 1
    assert [one["level"] for one in lines] == ["INFO", "WARNING", "CRITICAL", "ERROR", "CRITICAL"]
    assert "hush" not in ran.stderr
