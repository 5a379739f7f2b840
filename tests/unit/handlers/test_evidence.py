"""Files that come with answers: kept, given up, corrected, forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.downloading import NotHad
from bot.receiving import Receiving
from handlers import arriving_files
from handlers.evidence import named
from handlers.incoming import Attachment, Said
from handlers.lost_files import Lost
from models import deliveries, files, merging
from models.files import AnswerFile, AnswerFileContent, State
from models.responses import Response
from tests.databases import fresh_sqlite
from tests.offices import NAMES, SLACK, Office, office

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 300_000


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Office]:
    """Ana and Ben are on the programme, and have its first step."""
    with office(fresh_sqlite(tmp_path)) as found:
        found.command("ada", "enrol @ana @ben in show-it starting 2026-11-23 cohort autumn")
        found.to(NOW.isoformat())
        found.letters("ana")
        yield found


def sends(it: Office, name: str, *attached: str, text: str = "", source: str = "m1", **given: Any) -> None:
    them = tuple(Attachment(one, 300_000, {"url": f"https://files.slack.com/{one}"}) for one in attached)
    it.act(name, Said.TEXT, text=text, source=f"{name}/{source}", files=them, **given)
    it.settle()


def rows(it: Office) -> list[AnswerFile]:
    with it.reading() as session:
        return list(session.exec(select(AnswerFile).order_by(col(AnswerFile.id))).all())


def answers(it: Office) -> list[Response]:
    with it.reading() as session:
        return list(session.exec(select(Response).order_by(col(Response.id))).all())


def arrives(it: Office, file: AnswerFile, content: bytes = PICTURE) -> None:
    with it.database.begin() as session:
        arriving_files.store(session, it.house, file.id or 0, content, it.now)
    it.settle()


def contents(it: Office) -> int:
    with it.reading() as session:
        return len(session.exec(select(AnswerFileContent.file_id)).all())


def test_an_answer_counts_once_all_its_files_are_here_and_each_is_stored_once(it: Office) -> None:
    sends(it, "ana", "a.png", "b.png", text="both sides")
    first, second = rows(it)
    arrives(it, first)
    halfway = answers(it)[0]
    arrives(it, first)
    arrives(it, second)

    (answer,) = answers(it)
    assert (halfway.final, halfway.status) == (False, "on_its_way")
    assert (answer.final, answer.status, answer.words, answer.edited_at) == (True, "shown", "both sides", None)
    assert answer.label == "A picture of 300 KB, a picture of 300 KB"
    assert answer.values == {"files": [["a.png", 300_008, "image"], ["b.png", 300_008, "image"]]}
    assert {row.sha256 for row in rows(it)} == {rows(it)[0].sha256}
    assert [text for text in it.letters("ana") if "Got it: a.png (300 KB) and b.png (300 KB)." in text]
    assert contents(it) == 2


def test_what_is_here_counts_though_another_file_can_not_be_had(it: Office) -> None:
    sends(it, "ana", "a.png", "b.png")
    first, second = rows(it)
    arrives(it, first)
    with it.database.begin() as session:
        arriving_files.lose(session, it.house, second.id or 0, Lost.NOT_ALLOWED, it.now)
    it.settle()

    (letter,) = [text for text in it.letters("ana") if "Noted for Your bench." in text]
    assert "Got it: a.png (300 KB)." in letter
    assert "I could not read b.png: Waypost is not allowed to read files here. A link or a few words will do just as well." in letter
    assert answers(it)[0].label == "A picture of 300 KB"


def test_a_second_message_adds_to_what_is_shown_already(it: Office) -> None:
    sends(it, "ana", "a.png")
    arrives(it, rows(it)[0])
    sends(it, "ana", "b.png", source="m2")
    arrives(it, rows(it)[1])

    assert [(one.final, one.status) for one in answers(it)] == [(True, "shown"), (True, "shown")]


def test_words_changed_beside_a_file_leave_the_file(it: Office) -> None:
    sends(it, "ana", "a.png", text="my bnch")
    arrives(it, rows(it)[0])
    it.act("ana", Said.EDIT, text="my bench", source="ana/m1")

    (answer,) = answers(it)
    assert (answer.words, answer.label, contents(it)) == ("my bench", "A picture of 300 KB", 1)


def test_a_message_deleted_while_its_file_is_on_its_way_leaves_nothing(it: Office) -> None:
    sends(it, "ana", "a.png")
    (file,) = rows(it)
    it.act("ana", Said.DELETION, source="ana/m1")
    arrives(it, file)

    (row,) = rows(it)
    assert (row.state, row.name, row.ref, contents(it)) == (State.ERASED, "", {}, 0)


def test_all_files_of_one_person_are_forgotten_and_nobody_elses(it: Office) -> None:
    for name in ("ana", "ben"):
        sends(it, name, "a.png")
    for file in rows(it):
        arrives(it, file)

    with it.database.begin() as session:
        ana, ben = (it.person(session, name).id or 0 for name in ("ana", "ben"))
        assert files.erase_of(session, ana) == 1

    assert ([row.person_id for row in rows(it)], contents(it)) == ([ben], 1)


def test_files_go_along_when_two_people_turn_out_to_be_one(it: Office) -> None:
    sends(it, "ben", "a.png")
    arrives(it, rows(it)[0])

    with it.database.begin() as session:
        ana, ben = it.person(session, "ana"), it.person(session, "ben")
        merging.merge(session, ana, ben, it.now)
        assert [row.person_id for row in session.exec(select(AnswerFile)).all()] == [ana.id]


def test_files_that_no_step_asks_for_are_not_kept_and_the_words_beside_them_are(it: Office) -> None:
    sends(it, "dora", "a.png", text="for later")

    assert rows(it) == []
    (note,) = answers(it)
    assert (note.status, note.words) == ("note", "for later")
    assert "I keep files only where a step asks for one" in it.letters("dora")[-1]


def test_too_many_at_a_time_are_refused_before_they_are_fetched(it: Office) -> None:
    sends(it, "ana", *(f"{number}.png" for number in range(6)))

    assert rows(it) == []
    assert "I take at most 5 at a time" in it.letters("ana")[-1]


def test_a_form_can_not_say_that_it_brings_files(it: Office) -> None:
    with it.reading() as session:
        asked = deliveries.recent_steps(session, it.person(session, "ana").id or 0, 1)[0]
    reply = it.act("ana", Said.FORM, token=asked.token, form="answer", values={"files": ("a.png",)})

    assert reply.problems
    assert answers(it) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("C:\\My Pictures\\a.png", "a.png"),
        ("../../etc/passwd", "passwd"),
        ("a\n*b*\x00\u202e.png", "a *b* .png"),
        ("", "file"),
        ("x/", "file"),
    ],
)
def test_a_name_is_bare_text(given: str, said: str) -> None:
    assert named(given) == said
    assert len(named("n" * 500)) == 120


@dataclass
class Wire:
    """A wire whose time the test moves, and a platform that answers in turn."""

    at: datetime = NOW
    answers: list[bytes | NotHad] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    empty: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> datetime:
        return NOW

    def wire(self) -> datetime:
        return self.at

    async def fetch(self, workspace: str, ref: Mapping[str, Any]) -> bytes:
        self.asked.append(f"{workspace} {ref['url']}")
        answer = self.answers.pop(0)
        if not self.answers:
            self.empty.set()
        if isinstance(answer, NotHad):
            raise answer
        return answer


async def fetched(it: Office, wire: Wire) -> None:
    """Let the edge do what is to be done now."""
    receiving = Receiving(it.database, it.house, wire, lambda: None, {SLACK: wire.fetch})
    keeping = asyncio.create_task(receiving.keep())
    await wire.empty.wait()
    wire.empty = asyncio.Event()
    receiving.tell()
    await asyncio.sleep(0.3)  # whatever is done with it, and nothing twice
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


def test_a_platform_that_is_busy_is_asked_again_and_in_the_end_given_up(it: Office) -> None:
    busy = NotHad(Lost.GONE, again=True, status=503)
    wire = Wire()
    sends(it, "ana", "a.png")
    for _ in range(3):
        wire.answers = [busy]
        asyncio.run(fetched(it, wire))
        wire.at += timedelta(minutes=1)
    it.settle()

    assert wire.asked == [f"{NAMES[SLACK]} https://files.slack.com/a.png"] * 3
    assert (rows(it)[0].state, rows(it)[0].reason, rows(it)[0].tries) == (State.FAILED, "gone", 3)
    assert "I could not fetch a.png. Please send it once more. A link or a few words will do just as well." in it.letters("ana")[-1]
    assert answers(it)[0].withdrawn_at is not None


def test_what_was_left_half_way_is_fetched_by_whoever_comes_next(it: Office) -> None:
    wire = Wire(answers=[PICTURE])
    sends(it, "ana", "a.png")
    with it.database.begin() as session:
        assert len(files.claim(session, wire.at, wire.at + timedelta(seconds=90), 3)) == 1
        assert files.claim(session, wire.at, wire.at + timedelta(seconds=90), 3) == []
    wire.at += timedelta(minutes=2)
    asyncio.run(fetched(it, wire))

    assert rows(it)[0].state == State.KEPT
