"""A text lacks a language that other texts of the programme have."""

from __future__ import annotations

from collections.abc import Iterator

from content.advice import Draft, Found, rule
from content.problems import listed


@rule(
    "missing-language",
    why="Who reads a programme in their own language, and one sentence of it in another, takes it for a mistake; often enough it is one.",
)
def missing_language(draft: Draft) -> Iterator[Found]:
    languages = sorted(draft.programme.translations)
    for where, said in draft.texts if languages else ():
        there = said if isinstance(said, dict) else (draft.programme.written.language,)
        if missing := [tag for tag in languages if tag not in there]:
            every = ", ".join(f"{tag}: …" for tag in languages)
            yield where, f"is not there in {listed(missing)}, as other texts are. Write it as {{{every}}}"
