"""Which languages there are, and which is spoken.

That is said once, where it is known who will read (`speaking`); all words and dates that are made within are in that language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

ENGLISH = "en"  # what the code itself speaks
CATALOGUES = files("content").joinpath("catalogues")  # one file, one language: de.po

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within, words are made in that *language*, one of `languages`."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> str:
    """The language that is spoken here and now."""
    return _spoken.get()


@cache
def languages() -> Mapping[str, str]:
    """What each language that there is calls itself, by its tag: de → Deutsch. English comes first."""
    names = [file.name.removesuffix(".po") for file in CATALOGUES.iterdir() if file.name.endswith(".po")]
    return MappingProxyType({tag: Locale.parse(tag, sep="-").language_name or tag for tag in (ENGLISH, *sorted(names))})


@cache
def understood(locale: str | None) -> str | None:
    """The language for somebody whose app says *locale*, such as `de-AT`. None: there is none, or it says nothing."""
    ours = {tag.casefold(): tag for tag in languages()}
    wanted = (locale or "").replace("_", "-").casefold()
    return ours.get(wanted) or ours.get(wanted.partition("-")[0])


def is_tag(written: str) -> bool:
    """Whether that is how CLDR calls a language: de, pt-BR."""
    try:
        return str(Locale.parse(written, sep="-")).replace("_", "-") == written
    except (ValueError, UnknownLocaleError):
        return False
