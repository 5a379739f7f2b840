"""What imports have in common: rows of a file, who is meant in them, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from content.cldr import number
from content.translated import _, _n
from models import people
from models.people import Person
from models.session import Session
from models.workspaces import Workspace

LONGEST = 200  # characters of a cell: the longest e-mail address has 254 in theory, and nobody has one
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
AT_ONCE = 500  # names in one question to the database


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: the number of its line, and its cells by column, with single spaces and none around."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that can't be followed, and why."""

    line: int
    said: str


L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class Checked(Generic[L]):
    """The lines that can be followed, and those that can't, both in order."""

    good: tuple[L, ...]
    bad: tuple[Bad, ...]


@dataclass(frozen=True, slots=True)
class UserIds:
    """What a platform's user ids look like; *unlike*, marked by `N_`, says of a {cell} that it is none, and what they look like.

    *awaits*: people there have to let us in, so that an e-mail address alone is enough: whoever has it is waited for.
    """

    pattern: re.Pattern[str]
    unlike: str
    awaits: bool = False


class Unclear(Exception):
    """A cell says something that we can't follow; the words say what."""


@dataclass(frozen=True, slots=True)
class Ref:
    """How a row names somebody: by user id, by e-mail address, or by both."""

    user: str = ""
    email: str = ""

    def __str__(self) -> str:
        return self.user or self.email


def checked_cells(row: Row) -> None:
    """Refuse what no database or chat can keep. Raises Unclear."""
    for column, cell in row.values.items():
        if len(cell) > LONGEST:
            raise Unclear(
                _n(
                    "{column} has {number} character; {most} is the most",
                    "{column} has {number} characters; {most} is the most",
                    len(cell),
                    column=column,
                    most=number(LONGEST),
                )
            )
        if not cell.isprintable():
            raise Unclear(_("there is a character in {column} that can't be kept", column=column))


def ref(row: Row, ids: UserIds) -> Ref:
    """Whom the row is about, by its columns `user` and `email`. Raises Unclear."""
    found = Ref(_user(row.values.get("user", ""), ids), _email(row.values.get("email", "")))
    if not str(found):
        raise Unclear(_("neither a user id nor an e-mail address stands there"))
    return found


def ref_in(cell: str, ids: UserIds) -> Ref:
    """Whom a cell means that may hold either. Raises Unclear."""
    return Ref(email=_email(cell)) if "@" in cell[1:] else Ref(user=_user(cell, ids))


def _user(cell: str, ids: UserIds) -> str:
    if cell and not ids.pattern.fullmatch(cell):
        raise Unclear(_(ids.unlike, cell=cell))
    return cell


def _email(cell: str) -> str:
    if cell and not EMAIL.fullmatch(cell):
        raise Unclear(_("“{cell}” is not an e-mail address", cell=cell))
    return cell.casefold()


@dataclass(frozen=True, slots=True)
class Known:
    """Whom we know of those that a file names; by e-mail address only who alone has it."""

    by_user: Mapping[str, Person]
    by_email: Mapping[str, Person]
    shared: frozenset[str] = frozenset()  # e-mail addresses that several have
    here: frozenset[int] = frozenset()  # who of them is known in the workspace that the file is about

    def get(self, ref: Ref) -> Person | None:
        """The person. None: we don't know them. The user id goes first."""
        return self.by_user.get(ref.user) if ref.user else self.by_email.get(ref.email)

    def holder(self, ref: Ref) -> Person | None:
        """Who has that e-mail address in this workspace."""
        found = self.by_email.get(ref.email)
        return found if found is not None and found.id in self.here else None

    def is_nobodys(self, ref: Ref) -> bool:
        """Whether nobody whom we know has that e-mail address."""
        return bool(ref.email) and ref.email not in self.by_email and ref.email not in self.shared

    def name(self, ref: Ref) -> str:
        """A name that is the same for every way to mean one person."""
        person = self.get(ref)
        return f"person {person.id}" if person is not None else str(ref)


def known(session: Session, workspace: Workspace, refs: Iterable[Ref]) -> Known:
    """Look up all who are named."""
    named = list(refs)
    users = sorted({one.user for one in named if one.user})
    found: dict[str, Person] = {}
    for start in range(0, len(users), AT_ONCE):
        found.update(people.known(session, workspace, users[start : start + AT_ONCE]))
    emails = {email: people.by_email(session, workspace, email) for email in sorted({one.email for one in named} - {""})}
    single = {email: those[0] for email, those in emails.items() if len(those) == 1}
    here = people.here(session, workspace, [person.id or 0 for person in single.values()])
    return Known(found, single, frozenset(email for email, those in emails.items() if len(those) > 1), here)


def the_person(session: Session, workspace: Workspace, ref: Ref, now: datetime, *, awaits: bool = False) -> tuple[Person, bool]:
    """The person, made known by their user id if nobody knew them yet, and whether they are new.

    The running service asks for the profile of who is new. *awaits*: an e-mail address that nobody has is waited for;
    else raises Unclear.
    """
    if ref.user:
        there = people.at(session, workspace, ref.user)
        if there is not None:
            return there[0], False
        return people.add(session, workspace, ref.user, name=ref.user, zone=None, email=None, now=now, known=False), True
    found = people.by_email(session, workspace, ref.email)
    if not found and awaits:
        return people.expect(session, workspace, ref.email, now), True
    if len(found) != 1:
        raise Unclear(nobody(ref))
    return found[0], False


def nobody(ref: Ref) -> str:
    """Say that an e-mail address alone does not lead to anybody."""
    return _(
        "{email} leads to no one person we know: they must have opened Waypost once, or be imported with their user id", email=ref.email
    )
