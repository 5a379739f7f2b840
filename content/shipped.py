"""The programmes that come with Waypost."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def shipped() -> Iterator[tuple[str, str]]:
    """The name and the text of each programme file, in the order of names."""
    for file in sorted(files("content").joinpath("programmes").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            yield file.name, file.read_text("utf-8")
