"""Who is meant: people named in a command by mention, e-mail or name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.commands import Request
from handlers.grammar import Missing, Misunderstood, as_typed
from handlers.incoming import Mention, Place, Word
from models import people
from models.people import Person

JOINERS = ("and", "everyone", "everybody", "all", "of", "from")


@dataclass(frozen=True, slots=True)
class Named:
    """*people* in the order of naming, each once; *left_out* says who was named and is nobody we can reach."""

    people: tuple[Person, ...]
    left_out: tuple[str, ...] = ()


def the_people(request: Request, words: Sequence[Word]) -> Named:
    """The people that the words name. Raises Misunderstood: nobody is named, or a word is nobody."""
    found: dict[int, Person] = {}
    left_out: list[str] = []
    for word in words:
        if isinstance(word, str) and word.strip(",").casefold() in (*JOINERS, ""):
            continue
        for person in _meant(request, word, left_out):
            found[person.id or 0] = person
    if not found and not left_out and not any(isinstance(word, Place) for word in words):
        raise Missing("whom you mean (name people like @ana)")
    return Named(tuple(found.values()), tuple(left_out))


def _meant(request: Request, word: Word, left_out: list[str]) -> Sequence[Person]:
    if isinstance(word, Mention):
        return _at(request, [word.user], left_out, named=word.name)
    if isinstance(word, Place):
        if word.members is None:
            raise Misunderstood(f"who is in #{word.name} (I can't see its members; invite me to it first)")
        return _at(request, list(word.members), left_out, named="")
    person = people.by_email(request.session, request.sender.workspace.organisation_id, word.strip(",<>"))
    if person is None:
        raise Misunderstood(f"who “{word}” is (name people like @ana, or by the e-mail address of their chat profile)")
    return [person]


def _at(request: Request, users: Sequence[str], left_out: list[str], *, named: str) -> Sequence[Person]:
    known = people.known(request.session, request.sender.workspace, users)
    strangers = {user for user, profile in request.incoming.profiles.items() if profile.stranger}
    left_out += [named for user in users if named and (user not in known or user in strangers)]
    return [known[user] for user in users if user in known and user not in strangers]


def one_person(request: Request, words: Sequence[Word], what: str) -> Person:
    """The one person that the words name. Raises Misunderstood."""
    named = the_people(request, words)
    if len(named.people) != 1:
        raise Misunderstood(f"{what}: “{as_typed(words)}” is not one person that I can reach")
    return named.people[0]
