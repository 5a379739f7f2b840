"""Evidence: what it takes, what it makes of it; and what a file is."""

from __future__ import annotations

import pytest

from content.activities import kinds
from content.activities.evidence import Evidence, Way
from content.activity import Answer, Enclosed, Mark, Refused
from content.file_types import FileType, file_type, size_said
from content.message import Message, plain
from content.traits import TakesFiles

ANY = Evidence("Show it.")
LINKS = Evidence("Show it.", accepts=(Way.LINK,))
SCANS = Evidence("Show it.", accepts=(Way.FILE,), types=(FileType.PDF, FileType.IMAGE))
HERE = Enclosed("bench.png", 1_234_567, FileType.IMAGE)


def says(activity: Evidence, text: str, *files: Enclosed) -> Mark:
    return activity.mark(Answer(text=text, files=files), 0)


def test_only_evidence_takes_files() -> None:
    assert [name for name, cls in kinds().items() if issubclass(cls, TakesFiles)] == ["evidence"]
    assert ANY.file_types() == frozenset(FileType)
    assert LINKS.file_types() == frozenset()
    assert SCANS.file_types() == {FileType.PDF, FileType.IMAGE}


def test_the_prompt_says_how_it_can_be_shown() -> None:
    assert plain(Message(ANY.prompt())) == (
        "Show it.\nReply with a few words, a link that begins with https:// or a file of at most 10 MB.\n[Can’t show it this week]"
    )
    assert "Reply with a PDF or a picture of at most 10 MB." in plain(Message(SCANS.prompt()))
    assert (ANY.instead(), LINKS.instead(), SCANS.instead()) == (
        "A link or a few words will do just as well.",
        "A link will do just as well.",
        "",
    )


@pytest.mark.parametrize(
    ("activity", "text", "label"),
    [
        (ANY, "It hangs on the wall", "In words"),
        (ANY, "See https://example.org/bench, at the end", "A link"),
        (LINKS, "HTTP://example.org", "A link"),
        (LINKS, "It hangs on the wall", ""),
        (LINKS, "ftp://example.org/bench", ""),
        (LINKS, "https://", ""),
        (SCANS, "https://example.org/bench", ""),
        (ANY, "   ", ""),
        (ANY, "half a \ud800 character", ""),
    ],
)
def test_words_and_links_show_where_they_are_taken(activity: Evidence, text: str, label: str) -> None:
    mark = says(activity, text)

    assert (mark.done, mark.status, mark.label, mark.words) == (bool(label), "shown" if label else "", label, text if label else "")
    assert bool(mark.problems) is not bool(label)


@pytest.mark.parametrize("typed", ["Not yet", "can't show it this week.", "Can’t"])
def test_not_this_week_leaves_it_open_pressed_or_typed(typed: str) -> None:
    for mark in (ANY.mark(Answer(choice="not_yet"), 0), says(ANY, typed)):
        assert (mark.done, mark.status, mark.words, dict(mark.problems)) == (False, "not_yet", "", {})
    assert ANY.mark(Answer(choice="did"), 0).problems


def test_files_count_once_they_are_all_here() -> None:
    coming = Enclosed("_after_.pdf", 0)
    waiting, shown = says(SCANS, "mine", HERE, coming), says(SCANS, "mine", HERE, Enclosed("_after_.pdf", 400, FileType.PDF))

    assert (waiting.done, waiting.status, waiting.label) == (False, "on_its_way", "2 files are on their way")
    assert (shown.done, shown.status, shown.label, shown.words) == (True, "shown", "A picture of 1.2 MB, a PDF of 1 KB", "mine")
    assert plain(Message(shown.feedback)) == "Got it: bench.png (1.2 MB) and _after_.pdf (1 KB)."


def test_what_contradicts_itself_is_refused() -> None:
    with pytest.raises(Refused, match="accepts no file"):
        Evidence("Show it.", accepts=(Way.TEXT,), types=(FileType.PDF,))
    with pytest.raises(Refused, match="says the same") as twice:
        Evidence("Show it.", types=(FileType.PDF, FileType.IMAGE, FileType.PDF))
    assert twice.value.where == ("types", 2)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", FileType.IMAGE),
        (b"\x89PNG\r\n\x1a\n\x00", FileType.IMAGE),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", FileType.IMAGE),
        (b"\x00\x00\x00\x18ftypheic\x00", FileType.IMAGE),
        (b"%PDF-1.7\n", FileType.PDF),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00[Content_Types].xml", FileType.DOCUMENT),
        (b"PK\x03\x04\x14\x00\x00\x00mimetypeapplication/vnd.oasis.opendocument.text", FileType.DOCUMENT),
        ("Schön: alles aufgeräumt\r\n\tja".encode(), FileType.DOCUMENT),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", FileType.AUDIO),
        (b"\x00\x00\x00\x18ftypM4A \x00", FileType.AUDIO),
        (b"\x00\x00\x00\x18ftypisom\x00", FileType.VIDEO),
        (b"\x1aE\xdf\xa3\x9fB\x86", FileType.VIDEO),
        (b"PK\x03\x04\x14\x00\x00\x00setup.exe", None),
        (b"MZ\x90\x00\x03", None),
        (b"\x7fELF\x02", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'>", None),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><script>", None),
        (b"half a text\x00", None),
        (b"\xfe\xfe\xfe", None),
        (b"  \n", None),
        (b"", None),
    ],
)
def test_a_file_is_what_it_begins_with(content: bytes, found: FileType | None) -> None:
    assert file_type(content) is found


def test_sizes_are_said_for_people() -> None:
    assert [size_said(one) for one in (1, 1_499, 300_000, 1_000_000, 1_249_999, 10_000_000)] == [
        "1 KB",
        "1 KB",
        "300 KB",
        "1 MB",
        "1.2 MB",
        "10 MB",
    ]
