"""Dates, numbers and lists as the language spoken writes them, by Unicode's Common Locale Data Repository (CLDR)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_time, match_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from content.languages import spoken

LOCALES = {"en": "en-GB"}  # our English is British
OURS = {  # CLDR has a comma after the weekday; ours stands amid sentences
    ("en", "yMMMMEEEEd"): "EEEE d MMMM y",
    ("es", "MMMMEEEEd"): "EEEE d 'de' MMMM",
    ("es", "yMMMMEEEEd"): "EEEE d 'de' MMMM 'de' y",
    ("es", "MMMEd"): "E d MMM",
}
THIN = "\u2009"  # stands around a dash between dates, and not every client draws it


def weekday_date(day: date) -> str:
    """Friday 13 March"""
    return _dated(day, "MMMMEEEEd")


def full_date(day: date) -> str:
    """Friday 13 March 2026"""
    return _dated(day, "yMMMMEEEEd")


def short_date(day: date) -> str:
    """Fri 13 Mar"""
    return _dated(day, "MMMEd")


def month_day(day: date) -> str:
    """13 March"""
    return _dated(day, "MMMMd")


def short_month_day(day: date) -> str:
    """13 Mar"""
    return _dated(day, "MMMd")


def long_date(day: date) -> str:
    """13 March 2026"""
    return _dated(day, "yMMMMd")


def clock(moment: time | datetime) -> str:
    """09:00"""
    return _clock(moment.time() if isinstance(moment, datetime) else moment, spoken())  # else Babel makes it UTC


@lru_cache(maxsize=2048)  # Babel takes longer for a date than all else that makes a sentence
def _clock(moment: time, language: str) -> str:
    return format_time(moment, _pattern("Hm", language), locale=_locale(language))


def days(first: date, last: date) -> str:
    """9–15 March; 30 March – 5 April; 28 December 2026 – 3 January 2027; 9 March, where both are one."""
    if first == last:
        return month_day(first)
    if first.year != last.year:
        return f"{long_date(first)} – {long_date(last)}"
    locale = _locale(spoken())
    known = locale.interval_formats
    patterns = known.get("MMMMd", known["MMMd"])["d" if first.month == last.month else "M"]
    begin, end = (_widened(pattern, "MMMMd") for pattern in patterns)
    return (format_date(first, begin, locale=locale) + format_date(last, end, locale=locale)).replace(THIN, " ")


def weekday(day: int) -> str:
    """Friday, where *day* is 4: 0 is Monday."""
    name: str = _locale(spoken()).days["stand-alone"]["wide"][day]
    return name


def number(value: float) -> str:
    """12,345.5"""
    return _number(value, spoken())


@lru_cache(maxsize=2048)
def _number(value: float, language: str) -> str:
    return format_decimal(value, locale=_locale(language))


def percent(share: float) -> str:
    """60%, where *share* is 0.6."""
    return format_percent(share, locale=_locale(spoken()))


def listed(words: Sequence[str]) -> str:
    """a, b and c"""
    return format_list(list(words), locale=_locale(spoken()))


def either(words: Sequence[str]) -> str:
    """a, b or c"""
    return format_list(list(words), style="or", locale=_locale(spoken()))


def _dated(day: date, skeleton: str) -> str:
    return _written(day.date() if isinstance(day, datetime) else day, skeleton, spoken())


@lru_cache(maxsize=4096)
def _written(day: date, skeleton: str, language: str) -> str:
    return format_date(day, _pattern(skeleton, language), locale=_locale(language))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES.get(language, language), sep="-")


@cache
def _pattern(skeleton: str, language: str) -> str:
    if (language, skeleton) in OURS:
        return OURS[language, skeleton]
    there = _locale(language).datetime_skeletons
    nearest = skeleton if skeleton in there else match_skeleton(skeleton, there)
    assert nearest is not None, f"{language} has no pattern like {skeleton}"
    return _widened(str(there[nearest].pattern), skeleton)


def _widened(pattern: str, skeleton: str) -> str:
    """The *pattern* with names as long as the *skeleton* wants them: CLDR has one pattern for several lengths.

    https://unicode.org/reports/tr35/tr35-dates.html#Matching_Skeletons
    """
    for run in re.findall("E+|M+", skeleton):
        least = 1 if run[0] == "E" else 3  # a month in digits stays so
        pattern = re.sub(rf"{run[0]}{{{least},}}", run, pattern)
    return pattern
