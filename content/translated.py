"""The bot's own words. In the code they are English and marked by `_`, `_n` or `N_`; `catalogues/de.po` has them in German."""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from content.cldr import number as written
from content.languages import CATALOGUES, ENGLISH, catalogues, languages, spoken


def _(message: str, /, **values: object) -> str:
    """The *message* in the language spoken, with the *values* in place of their {names}."""
    said = _catalogue(spoken()).gettext(message) if message else ""  # for that gettext gives the head of its file
    return said.format(**values) if values else said


@cache
def everywhere(message: str) -> tuple[str, ...]:
    """A *message* that `N_` has marked, in every language that there is, English first."""
    return tuple(dict.fromkeys(message if tag == ENGLISH else _catalogue(tag).gettext(message) for tag in languages()))


def _n(one: str, many: str, number: int, /, **values: object) -> str:
    """The form of a message that goes with that *number*, which is written for {number}."""
    return _catalogue(spoken()).ngettext(one, many, number).format(number=written(number), **values)


def N_(message: str) -> str:  # noqa: N802 (the name by which gettext's tools find it)
    """Mark a *message* that `_` says later: in a table that is made before it is known who reads."""
    return message


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    with CATALOGUES.joinpath(catalogues()[language]).open("rb") as file:
        words = read_po(file, locale=language.replace("-", "_"))
    compiled = BytesIO()
    write_mo(compiled, words)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
