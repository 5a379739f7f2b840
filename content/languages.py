"""Which languages there are, and which is spoken.

That is said once, where it is known who will read (`speaking`); all words and dates that are made within are in that language.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

ENGLISH = "en"  # what the code itself speaks
CATALOGUES = files("content").joinpath("catalogues")  # one file, one language: de.po

TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)

_spoken: ContextVar[tuple[str, str]] = ContextVar("spoken", default=(ENGLISH, ENGLISH))


@contextmanager
def speaking(language: str, texts: str = "") -> Iterator[None]:
    """Within, words are made in that *language*, one of `languages`.

    *texts*: the locale of who reads, such as `de-AT`; a programme may have more languages than we. "": the same language.
    """
    before = _spoken.set((language, texts or language))
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> str:
    """The language that is spoken here and now."""
    return _spoken.get()[0]


def read(there: Collection[str]) -> str | None:
    """Of the languages in which a text is *there* the one for who reads here and now. None: none of them."""
    wanted = _spoken.get()[1].casefold()
    base, tags = wanted.partition("-")[0], {tag.casefold(): tag for tag in there}
    alike = (tag for folded, tag in tags.items() if folded.partition("-")[0] == base)
    return tags.get(wanted) or tags.get(base) or next(alike, None)


@cache
def languages() -> Mapping[str, str]:
    """What each language that there is calls itself, by its tag: de → Deutsch. English comes first."""
    return MappingProxyType({tag: own_name(tag) for tag in (ENGLISH, *sorted(catalogues()))})


@cache
def catalogues() -> Mapping[str, str]:
    """The file of each language but English, by its tag: `pt_BR.po` is that of pt-BR."""
    names = [file.name for file in CATALOGUES.iterdir() if file.name.endswith(".po")]
    return MappingProxyType({name.removesuffix(".po").replace("_", "-"): name for name in names})


def own_name(tag: str) -> str:
    """What a language that CLDR knows calls itself."""
    name = Locale.parse(tag, sep="-").get_display_name() or tag
    return name[:1].upper() + name[1:]  # it stands on buttons and in lists


@lru_cache(maxsize=1024)
def understood(locale: str | None) -> str | None:
    """The language for somebody whose app says *locale*, such as `de-AT`. None: there is none, or it says nothing."""
    ours = {tag.casefold(): tag for tag in languages()}
    wanted = (locale or "").replace("_", "-").casefold()
    return ours.get(wanted) or ours.get(wanted.partition("-")[0])


def named(typed: str) -> str | None:
    """The one of our languages that somebody calls so: `de`, `de-AT`, `Deutsch`, `german`. None: there is none."""
    for tag, own in languages().items():
        names = {own, Locale.parse(tag, sep="-").english_name, Locale.parse(tag, sep="-").get_display_name(spoken())}
        if typed.strip().casefold() in {name.casefold() for name in names if name}:
            return tag
    return understood(typed.strip())


def is_tag(written: str) -> bool:
    """Whether that is how CLDR calls a language: de, pt-BR."""
    if not TAG.fullmatch(written):
        return False
    try:
        return str(Locale.parse(written, sep="-")).replace("_", "-") == written
    except (ValueError, UnknownLocaleError):
        return False
