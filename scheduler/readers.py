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
    return speaking(*max(sorted(count), key=lambda pair: count[pair], default=(ENGLISH, ENGLISH)))  # of equals always the same


def _read(own: str | None, locale: str | None) -> tuple[str, str]:
    found = own if own is not None and own in languages() else understood(locale)
    return (found, found) if found is not None else (ENGLISH, (locale or ENGLISH).replace("_", "-"))
