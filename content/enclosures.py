"""The files that came with an answer, and what is said of them to whoever may know of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from content.file_types import FileType, size_said
from content.translated import N_, _

SENT = {
    FileType.IMAGE: N_("a picture of {size}"),
    FileType.PDF: N_("a PDF of {size}"),
    FileType.DOCUMENT: N_("a document of {size}"),
    FileType.AUDIO: N_("a recording of {size}"),
    FileType.VIDEO: N_("a video of {size}"),
}


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came with an answer. *type* is None until it is here and was looked into; *name* is what its sender calls it."""

    name: str
    size_bytes: int
    type: FileType | None = None


def enclosed_said(files: Iterable[Enclosed]) -> str:
    """What these files are: A picture of 1.2 MB, a PDF of 1 KB."""
    facts = ", ".join(_(SENT[one.type], size=size_said(one.size_bytes)) for one in files if one.type)
    return facts[:1].upper() + facts[1:]
