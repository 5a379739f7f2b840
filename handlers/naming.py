"""Who is meant: people named in a command by mention, e-mail address or name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from content.translated import N_, _, _n
from handlers.calendars import Target
from handlers.commands import Request
from handlers.grammar import Missing, Misunderstood, as_typed, clauses
from handlers.importing import EMAIL
from handlers.incoming import Mention, Place, Word
from handlers.roles import NotYours, Standing
from models import cohorts, people
from models.cohorts import Cohort
from models.people import Person
from models.roles import Role
from models.session import Session
from models.workspaces import Workspace

JOINERS = ("and", "everyone", "everybody", "all", "of", "from")
LONGEST = 8  # words of a name
NOBODY = ("nobody", "none", "no-one")


class Ambiguous(Misunderstood):
    """Several people have the name that was typed."""

    def __init__(self, name: str) -> None:
        super().__init__(_("which “{name}” you mean: several people here have that name (say it with the e-mail address)", name=name))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a role is called where it is asked whose it is, and who has it."""

    the: str
    who: str
    own: str


ROLES = {
    Role.MANAGER: _Asked(N_("the manager"), N_("who the manager is"), N_("how {name} could be their own manager")),
    Role.COACH: _Asked(N_("the coach"), N_("who the coach is"), N_("how {name} could be their own coach")),
    Role.ASSESSOR: _Asked(N_("the assessor"), N_("who the assessor is"), N_("how {name} could be their own assessor")),
    Role.PEER: _Asked(N_("the peer"), N_("who the peer is"), N_("how {name} could be their own peer")),
}


@dataclass(frozen=True, slots=True)
class Named:
    """*people* in the order of naming, each once; *left_out* says who was named and is nobody we can reach."""

    people: tuple[Person, ...]
    left_out: tuple[str, ...] = ()


def the_people(request: Request, words: Sequence[Word], *, awaits: bool = False) -> Named:
    """The people that the words name. Raises Misunderstood: nobody is named, or a word is nobody.

    *awaits*: an e-mail address that nobody has yet is waited for, where people have to let us in.
    """
    found: dict[int, Person] = {}
    left_out: list[str] = []
    for word in _units(request, words):
        for person in [word] if isinstance(word, Person) else _meant(request, word, left_out, awaits):
            found[person.id or 0] = person
    if not found and not left_out and not any(isinstance(word, Place) for word in words):
        raise Missing(_("whom you mean (name people like @ana)"))
    return Named(tuple(found.values()), tuple(left_out))


def _units(request: Request, words: Sequence[Word]) -> Iterator[Word | Person]:
    """The words, with those that are somebody's name together in the place of it, and without those that only join."""
    names: _Names | None = None
    here = 0
    while here < len(words):
        word = words[here]
        if not isinstance(word, str) or "@" in word.strip("<,")[1:]:
            yield word
        elif word.strip(",").casefold() not in (*JOINERS, ""):  # which nobody is called, whatever they call themselves
            names = names or _Names(request)
            person, length = names.first(words[here:])
            yield person or word
            here += length - 1
        here += 1


class _Names:
    """What everybody here is called: by full name and by first name, without regard to capitals."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._full: Mapping[str, set[int]] = defaultdict(set)
        self._any: Mapping[str, set[int]] = defaultdict(set)
        for number, name in people.names(request.session, request.sender.workspace.organisation_id):
            parts = name.casefold().split()
            if parts:
                self._full[" ".join(parts)].add(number)
                self._any[parts[0]].add(number)

    def first(self, words: Sequence[Word]) -> tuple[Person | None, int]:
        """Whom the longest run of words at the beginning names, and how many words that are. Raises Ambiguous."""
        run = _run(words)
        for length in range(len(run), 0, -1):
            name = " ".join(run[:length]).casefold()
            # Somebody who is called by the first name of others alone could else be taken for one of them.
            numbers = _rather_here(self._request, (self._full if length > 1 else self._any).get(name, set()))
            if len(numbers) > 1:
                raise Ambiguous(" ".join(run[:length]))
            if numbers:
                return people.get(self._request.session, next(iter(numbers))), length
        return None, 1


def _rather_here(request: Request, numbers: Collection[int]) -> Collection[int]:
    """Of several people those of the workspace where the command was issued, if there are any."""
    if len(numbers) < 2:
        return numbers
    return people.here(request.session, request.sender.workspace, numbers) or numbers


def _run(words: Sequence[Word]) -> list[str]:
    """The words that may be one name: up to the first comma, mention, channel or e-mail address."""
    run: list[str] = []
    for word in words[:LONGEST]:
        if not isinstance(word, str) or (run and "@" in word):
            break
        run.append(word.strip(",").removeprefix("@"))
        if word.endswith(","):
            break
    return run


def _meant(request: Request, word: Word, left_out: list[str], awaits: bool) -> Sequence[Person]:
    if isinstance(word, Mention):
        return _at(request, [word.user], left_out, named=word.name)
    if isinstance(word, Place):
        if word.members is None:
            named = _("who is in {channel} (I can't see its members; add me to it first)", channel=word.called)
            unnamed = _("who is in this channel (I can't see its members; add me to it first)")
            raise Misunderstood(named if word.name else unnamed)
        return _at(request, list(word.members), left_out, named="")
    return [_by_email(request, word.strip(",<>"), awaits)]


def _by_email(request: Request, typed: str, awaits: bool) -> Person:
    workspace = request.sender.workspace
    found = people.by_email(request.session, workspace, typed)
    if len(found) > 1:
        problem = _("which “{typed}” you mean: several people here have that e-mail address (mention the one you mean)", typed=typed)
        raise Misunderstood(problem)
    if found:
        return found[0]
    if awaits and workspace.platform in request.house.awaits and EMAIL.fullmatch(typed):
        return people.expect(request.session, workspace, typed, request.now)
    raise Misunderstood(
        _("who “{typed}” is (name people like @ana, by their name, or by the e-mail address of their chat profile)", typed=typed)
    )


def _at(request: Request, users: Sequence[str], left_out: list[str], *, named: str) -> Sequence[Person]:
    known = people.known(request.session, request.sender.workspace, users)
    strangers = {user for user, profile in request.incoming.profiles.items() if profile.stranger}
    left_out += [named for user in users if named and (user not in known or user in strangers)]
    return [known[user] for user in users if user in known and user not in strangers]


def some_of(names: Sequence[str], most: int) -> str:
    """The first of the names, and how many more there are."""
    first = ", ".join(names[:most])
    return _n("{names} and {number} more", "{names} and {number} more", len(names) - most, names=first) if len(names) > most else first


def one_person(request: Request, words: Sequence[Word], what: str, *, awaits: bool = False) -> Person:
    """The one person that the words name. Raises Misunderstood."""
    named = the_people(request, words, awaits=awaits)
    if len(named.people) != 1:
        raise Misunderstood(_("{what}: “{typed}” is not one person that I can reach", what=what, typed=as_typed(words)))
    return named.people[0]


def whose(request: Request, role: Role, *, most: int = 1) -> tuple[Sequence[Person], Sequence[Person]]:
    """`@ana @ben is @mia`: the people something is said of, and who their *role* is; nobody: `… is nobody`. Raises Misunderstood."""
    said, asked = clauses(request.words, ("is", "are")), ROLES[role]
    theirs = the_people(request, said[""], awaits=True).people
    if not theirs:
        raise Misunderstood(_("whom you mean: “{typed}” is nobody that I can reach", typed=as_typed(said[""])))
    target = said.get("is", said.get("are", ()))
    if not target:
        raise Missing(_(asked.who), understood=as_typed(said[""]), nearest=f"{role} {as_typed(said[''])} is @mia")
    named = Named(()) if as_typed(target).casefold() in NOBODY else the_people(request, target, awaits=True)
    if named.left_out or (most == 1 and len(named.people) > 1):
        typed, nobody = as_typed(target), ", ".join(named.left_out)
        one = _("{what}: “{typed}” is not one person that I can reach", what=_(asked.the), typed=typed)
        several = _("{what}: “{typed}” is nobody that I can reach: {names}", what=_(asked.the), typed=typed, names=nobody)
        raise Misunderstood(several if most > 1 else one)
    if len(named.people) > most:  # of peers alone there can be several
        raise Misunderstood(
            _n(
                "so many: {number} person is named as peer, and {most} is the most",
                "so many: {number} people are named as peer, and {most} is the most",
                len(named.people),
                most=most,
            )
        )
    own = next((person.name for person in named.people if person in theirs), None)
    if own is not None:
        raise Misunderstood(_(asked.own, name=own))
    return theirs, named.people


def someone(session: Session, workspace: Workspace, words: str) -> Person | None:
    """The one person whom a workspace reaches and whom a field's words name: by user id, e-mail address, full name or first name."""
    typed = " ".join(words.split()).strip("@<>,")
    known = people.at(session, workspace, words.strip())
    if known is not None or not typed:
        return known[0] if known else None
    numbers = {person.id or 0 for person in people.by_email(session, workspace, typed)}
    called = [(number, name.casefold().split()) for number, name in people.names(session, workspace.organisation_id)]
    wanted = typed.casefold().split()
    numbers = numbers or {number for number, name in called if name == wanted} or {number for number, name in called if name[:1] == wanted}
    found = people.here(session, workspace, numbers)
    return people.get(session, next(iter(found))) if len(found) == 1 else None


def for_whom(request: Request, words: Sequence[Word]) -> tuple[Sequence[Word], Target]:
    """What is said, and for whom: `… for @ana`, `… for cohort autumn`, `… for workspace`; without that the person means themselves.

    Raises Misunderstood, or NotYours: it is for others, and they are no admin.
    """
    at = max((here for here, word in enumerate(words) if isinstance(word, str) and word.casefold() == "for"), default=len(words))
    if not words[at + 1 :]:
        return words, Target(request.sender.person, own=True)
    whom = words[at + 1 :]
    if as_typed(whom).casefold() in ("me", "myself") or whom == (Mention(request.sender.address.user, as_typed(whom)[1:]),):
        return words[:at], Target(request.sender.person, own=True)
    if request.rank != Standing.ADMIN:  # who asks learns nothing of cohorts and people here
        raise NotYours(_("What holds for others is for admins to set; without “for …” you set your own."))
    return words[:at], _target(request, whom)


def _target(request: Request, words: Sequence[Word]) -> Target:
    typed, workspace = as_typed(words).casefold(), request.sender.workspace
    if typed in ("workspace", "the workspace", "everybody", "everyone"):
        return Target(workspace=workspace)
    cohort = the_cohort(request, words)
    if cohort is not None:
        return Target(cohort=cohort)
    try:
        person = one_person(request, words, _("for whom"))
    except Ambiguous:
        raise
    except Misunderstood as problem:
        if not all(isinstance(word, str) and "@" not in word for word in words):
            raise
        there = ", ".join(one.name for one in cohorts.all_of(request.session, workspace.organisation_id)) or _("none yet")
        typed = as_typed(words)
        raise Misunderstood(
            _("for whom: “{typed}” is no cohort (there is: {cohorts}), and nobody here", typed=typed, cohorts=there)
        ) from problem
    return Target(person, own=person.id == request.sender.id)


def the_cohort(request: Request, words: Sequence[Word]) -> Cohort | None:
    """The cohort that the words name, with or without `cohort` before its name. None: there is none of that name."""
    organisation, typed = request.sender.workspace.organisation_id, as_typed(words)
    found = cohorts.named(request.session, organisation, typed)
    if found is None and typed.casefold().startswith("cohort "):
        found = cohorts.named(request.session, organisation, typed[len("cohort ") :].strip())
    return found
