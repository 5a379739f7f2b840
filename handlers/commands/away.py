"""The command `away`."""

from __future__ import annotations

from content.message import Message, Note, Text, escape, say
from handlers.away import call_off, take
from handlers.away_grammar import the_days
from handlers.commands import Request, command
from handlers.grammar import Missing, Misunderstood, a_day, as_typed, clauses, only_text
from handlers.incoming import Word
from handlers.leave_rows import Outcome
from handlers.leave_words import back_on, in_days, listed, meanwhile, spans, whole
from handlers.naming import one_person
from handlers.roles import NotYours, Standing
from models import leaves
from models.leaves import Leave
from models.people import Person
from scheduler.diaries import Known, read

NONE_KNOWN = "I know of no leave of {whose}. Say for example `/waypost away next week` or `/waypost away 2026-12-20 to 2027-01-03`."


@command(
    "away",
    "get nothing while you are away from work; once you are back, you choose how to go on",
    "away next week",
    "away 2026-12-20 to 2027-01-03",
    "away tomorrow",
    "away until monday",
    "away",
    "away off 2026-12-20",
)
def away(request: Request) -> Message:
    """Note on which days the person is away, show what is known of that, or forget some of it. Admins may for others."""
    said = clauses(request.words, ("for",))
    person = _whose(request, said["for"]) if "for" in said else request.sender.person
    words = said[""]
    if not words:
        return _shown(request, person)
    if as_typed(words[:1]).casefold() == "off":
        return _off(request, person, as_typed(words[1:]))
    from_on, until_on = the_days(only_text(words, "on which days").split(), request.today)
    before = _known(request, person)
    outcome = take(request.session, request.house, person, from_on, until_on, request.now, actor=request.sender.person)
    first, back = whole(_leaves(request, person), max(from_on, request.today)) or (from_on, until_on)
    they, is_own = _called(request, person), person.id == request.sender.id
    known = "I knew that: " if outcome is Outcome.KNOWN else ""
    lines = [f"{known}{they} away {in_days(first, back)}, and back on {back_on(before, back)}."]
    lines.append(meanwhile(before, from_on, until_on, request.now) if outcome is not Outcome.KNOWN else "Nothing comes meanwhile.")
    lines.append("Once you are back, you choose how to go on." if is_own else "Once they are back, they choose how to go on.")
    return Message((Text(f"{lines[0]} {lines[1]}"), Note(lines[2])))


def _whose(request: Request, words: tuple[Word, ...]) -> Person:
    person = one_person(request, words, "who is away")
    if person.id != request.sender.id and request.rank is not Standing.ADMIN:
        raise NotYours("You can say when you are away yourself; for others an admin can.")
    return person


def _known(request: Request, person: Person) -> Known:
    (known,) = read(request.session, request.house.library, [person])
    return known


def _leaves(request: Request, person: Person) -> list[Leave]:
    """Those that are not over."""
    return [leave for leave in leaves.of(request.session, [person.id or 0]).get(person.id or 0, ()) if leave.until_on > request.today]


def _called(request: Request, person: Person) -> str:
    return "You are" if person.id == request.sender.id else f"{escape(person.name)} is"


def _shown(request: Request, person: Person) -> Message:
    theirs = _leaves(request, person)
    if not theirs:
        return say(NONE_KNOWN.format(whose="yours" if person.id == request.sender.id else escape(person.name)))
    rows = "\n".join(f"- {line}" for line in listed(_known(request, person), theirs))
    forget = Note(f"`away off {theirs[0].from_on}` forgets what is on that day; `back` says that you are back already.")
    return Message((Text(f"{_called(request, person)} away:\n{rows}"), forget))


def _off(request: Request, person: Person, typed: str) -> Message:
    theirs = _leaves(request, person)
    if not typed and len(spans(theirs)) != 1:
        nearest = f"away off {theirs[0].from_on}" if theirs else "away"
        raise Missing("the day that you will not be away", understood="away off", nearest=nearest)
    day = a_day(typed, request.today) if typed else max(theirs[0].from_on, request.today)
    gone = call_off(request.session, request.house, person, day, request.now, actor=request.sender.person)
    if not gone:
        known = f" (there is: {'; '.join(in_days(first, back) for first, back, _ in spans(theirs))})" if theirs else ""
        raise Misunderstood(f"a leave on {day}{known}", understood="away off", nearest="away")
    return say(f"{_called(request, person)} not away on {day:%A %-d %B}: that is forgotten, and things come as planned.")
