"""Dates, numbers and lists as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from content import cldr
from content.languages import ENGLISH, languages, speaking, spoken, understood

FRIDAY = date(2026, 3, 13)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Friday 13 March", "Friday 13 March 2026", "Fri 13 Mar", "13 March", "13 March 2026", "Friday")),
        ("de", ("Freitag, 13. März", "Freitag, 13. März 2026", "Fr., 13. März", "13. März", "13. März 2026", "Freitag")),
        (
            "es",
            (
                "viernes 13 de marzo",
                "viernes 13 de marzo de 2026",
                "vie 13 mar",
                "13 de marzo",
                "13 de marzo de 2026",
                "viernes",
            ),
        ),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(language: str, said: tuple[str, ...]) -> None:
    with speaking(language):
        written = [write(FRIDAY) for write in (cldr.weekday_date, cldr.full_date, cldr.short_date, cldr.month_day, cldr.long_date)]
        assert (*written, cldr.weekday(4)) == said


@pytest.mark.parametrize(
    ("language", "within", "across", "years"),
    [
        ("en", "9–15 March", "30 March – 5 April", "28 December 2026 – 3 January 2027"),
        ("de", "9.–15. März", "30. März – 5. April", "28. Dezember 2026 – 3. Januar 2027"),
        ("es", "9–15 de marzo", "30 de marzo – 5 de abril", "28 de diciembre de 2026 – 3 de enero de 2027"),
    ],
)
def test_a_span_names_its_month_and_year_once_where_they_are_the_same(language: str, within: str, across: str, years: str) -> None:
    with speaking(language):
        assert cldr.days(date(2026, 3, 9), date(2026, 3, 15)) == within
        assert cldr.days(date(2026, 3, 30), date(2026, 4, 5)) == across
        assert cldr.days(date(2026, 12, 28), date(2027, 1, 3)) == years
        assert cldr.days(FRIDAY, FRIDAY) == cldr.month_day(FRIDAY)


def test_a_time_of_day_stays_where_it_is() -> None:
    there = datetime(2026, 3, 13, 9, 5, tzinfo=timezone(timedelta(hours=-7)))
    assert (cldr.clock(there), cldr.clock(time(9, 5)), cldr.clock(there.astimezone(UTC))) == ("09:05", "09:05", "16:05")


def test_numbers_and_lists() -> None:
    said = {}
    for language in ("en", "de", "es"):
        with speaking(language):
            said[language] = (cldr.number(12345), cldr.percent(0.6), cldr.listed(["a", "b", "c"]), cldr.either(["a", "b"]))
    assert said == {
        "en": ("12,345", "60%", "a, b and c", "a or b"),
        "de": ("12.345", "60\xa0%", "a, b und c", "a oder b"),
        "es": ("12.345", "60\xa0%", "a, b y c", "a o b"),
    }


def test_a_language_is_spoken_until_its_block_ends_even_by_an_error() -> None:
    with speaking("de"):
        with speaking("es"):
            assert spoken() == "es"
        assert spoken() == "de"
    with pytest.raises(ZeroDivisionError), speaking("de"):
        raise ZeroDivisionError
    assert spoken() == ENGLISH


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en-US", "en"), ("en_GB", "en"), ("EN", "en"), ("ja-JP", None), ("", None), (None, None), ("not a locale", None)],
)
def test_an_apps_locale_is_understood_as_one_of_our_languages(locale: str | None, language: str | None) -> None:
    assert understood(locale) == language


def test_english_comes_first_and_every_language_calls_itself_by_its_own_name() -> None:
    assert next(iter(languages().items())) == ("en", "English")
