"""Who reads: the language in which somebody is spoken to, or several at once."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager

from content.languages import ENGLISH, languages, speaking, understood
from models import enrolments
from models.people import Person
from models.session import Session


def languages_of(person: Person) -> tuple[str, str]:
    """In which language we speak to somebody, and the locale in which they would read what others have written.

    Their own choice, else what their chat says; where we don't speak that, English.
    """
    return _read(person.own_language, person.profile_locale)


def speaking_to(person: Person) -> AbstractContextManager[None]:
    """Within, words are made for that *person*."""
    return speaking(*languages_of(person))


def speaking_to_cohort(session: Session, cohort_id: int) -> AbstractContextManager[None]:
    """Within, words are made for a channel of that cohort: in the language that most of it read."""
    count: Counter[tuple[str, str]] = Counter()
    for own, locale, number in enrolments.languages_in(session, cohort_id):
        count[_read(own, locale)] += number
    spoken = Counter(dict.fromkeys(languages(), 0))
    for (language, _locale), number in count.items():
        spoken[language] += number
    most = max(spoken, key=lambda language: spoken[language])  # of equals the first: English before others
    return speaking(most, max(sorted(pair[1] for pair in count if pair[0] == most), key=lambda texts: count[most, texts], default=most))


def _read(own: str | None, locale: str | None) -> tuple[str, str]:
    theirs = understood(locale)
    language = own if own is not None and own in languages() else theirs or ENGLISH
    return language, (locale or language).replace("_", "-") if language == theirs or own is None else language
