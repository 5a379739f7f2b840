"""What a file is, by its first bytes and never by its name; and how its size is said."""

from __future__ import annotations

import re
from enum import StrEnum

from content.cldr import number
from content.translated import N_, _

KB, MB = 1_000, 1_000_000
HEAD = 4_096  # bytes that are looked at


class FileType(StrEnum):
    """What people tell files apart by."""

    IMAGE = "image"
    PDF = "pdf"
    DOCUMENT = "document"  #: a text, a table, slides
    AUDIO = "audio"
    VIDEO = "video"


CALLED = {
    # Translators: as those below, stands in a list: “Reply with a few words or a picture.”, “what is in it is not a picture or a PDF”
    FileType.IMAGE: N_("a picture"),
    FileType.PDF: N_("a PDF"),
    FileType.DOCUMENT: N_("a document"),
    FileType.AUDIO: N_("a recording"),
    FileType.VIDEO: N_("a video"),
}
BEGINNINGS: tuple[tuple[bytes, FileType], ...] = (
    (b"\xff\xd8\xff", FileType.IMAGE),
    (b"\x89PNG\r\n\x1a\n", FileType.IMAGE),
    (b"GIF87a", FileType.IMAGE),
    (b"GIF89a", FileType.IMAGE),
    (b"II*\x00", FileType.IMAGE),
    (b"MM\x00*", FileType.IMAGE),
    (b"%PDF-", FileType.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileType.DOCUMENT),  # Office before 2007
    (b"{\\rtf", FileType.DOCUMENT),
    (b"ID3", FileType.AUDIO),
    (b"OggS", FileType.AUDIO),
    (b"fLaC", FileType.AUDIO),
    (b"#!AMR", FileType.AUDIO),
    (b"\xff\xf1", FileType.AUDIO),
    (b"\xff\xf9", FileType.AUDIO),
    (b"\xff\xfb", FileType.AUDIO),
    (b"\xff\xf3", FileType.AUDIO),
    (b"\x1aE\xdf\xa3", FileType.VIDEO),  # Matroska and WebM
    (b"\x00\x00\x01\xba", FileType.VIDEO),
)
RIFF = {b"WEBP": FileType.IMAGE, b"WAVE": FileType.AUDIO, b"AVI ": FileType.VIDEO}
PICTURES = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")  # brands of the container that videos come in, too
SOUNDS = (b"M4A ", b"M4B ")
OFFICE = (b"word/", b"xl/", b"ppt/", b"[Content_Types].xml", b"_rels/.rels", b"mimetypeapplication/vnd.oasis.opendocument")
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")  # which no text has
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script")  # can run, wherever it is opened


def file_type(content: bytes) -> FileType | None:
    """What *content* is. None: nothing that we know, or nothing that we would have anybody open."""
    head = content[:HEAD]
    found = next((one for beginning, one in BEGINNINGS if head.startswith(beginning)), None)
    if found is not None:
        return found
    if head[:4] == b"RIFF":
        return RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return FileType.IMAGE if brand in PICTURES else FileType.AUDIO if brand in SOUNDS else FileType.VIDEO
    if head[:4] == b"PK\x03\x04":
        return FileType.DOCUMENT if any(name in head for name in OFFICE) else None
    return FileType.DOCUMENT if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    """Whether it is plain words, with no more than spaces and line ends between them."""
    if not content.strip() or content.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(MARKUP):
        return False
    try:
        words = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return CONTROL.search(words) is None


def size_said(size_bytes: int) -> str:
    """A size for people: 1.2 MB, 300 KB."""
    if size_bytes >= MB:
        return _("{number} MB", number=number(round(size_bytes / MB, 1)))
    return _("{number} KB", number=number(max(1, round(size_bytes / KB))))
