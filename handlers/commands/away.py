"""The command `away`."""

from __future__ import annotations

from content.cldr import weekday_date
from content.message import Message, Note, Text, escape, say
from content.translated import N_, _
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


@command(
    "away",
    N_("get nothing while you are away from work; once you are back, you choose how to go on"),
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
    from_on, until_on = the_days(only_text(words, _("on which days")).split(), request.today)
    before = _known(request, person)
    outcome = take(request.session, request.house, person, from_on, until_on, request.now, actor=request.sender.person)
    first, back = whole(_leaves(request, person), max(from_on, request.today)) or (from_on, until_on)
    noted = _away(request, person, in_days(first, back), back_on(before, back))
    if outcome is Outcome.KNOWN:
        noted, comes = _("I knew that: {sentence}", sentence=noted), _("Nothing comes meanwhile.")
    else:
        comes = meanwhile(before, from_on, until_on, request.now)
    yours, theirs = _("Once you are back, you choose how to go on."), _("Once they are back, they choose how to go on.")
    return Message((Text(f"{noted} {comes}"), Note(yours if _is_own(request, person) else theirs)))


def _whose(request: Request, words: tuple[Word, ...]) -> Person:
    person = one_person(request, words, _("who is away"))
    if person.id != request.sender.id and request.rank is not Standing.ADMIN:
        raise NotYours(_("You can say when you are away yourself; for others an admin can."))
    return person


def _known(request: Request, person: Person) -> Known:
    (known,) = read(request.session, request.house.library, [person])
    return known


def _leaves(request: Request, person: Person) -> list[Leave]:
    """Those that are not over."""
    return [leave for leave in leaves.of(request.session, [person.id or 0]).get(person.id or 0, ()) if leave.until_on > request.today]


def _is_own(request: Request, person: Person) -> bool:
    return person.id == request.sender.id


def _away(request: Request, person: Person, when: str, back: str) -> str:
    if _is_own(request, person):
        # Translators: {days} as in “from Sunday 20 December to Sunday 3 January”.
        return _("You are away {days}, and back on {date}.", days=when, date=back)
    return _("{name} is away {days}, and back on {date}.", name=escape(person.name), days=when, date=back)


def _shown(request: Request, person: Person) -> Message:
    theirs = _leaves(request, person)
    if not theirs:
        own, others = _("I know of no leave of yours."), _("I know of no leave of {name}.", name=escape(person.name))
        example = _("Say for example `/waypost away next week` or `/waypost away 2026-12-20 to 2027-01-03`.")
        return say(f"{own if _is_own(request, person) else others} {example}")
    rows = "\n".join(f"- {line}" for line in listed(_known(request, person), theirs))
    forget = _("`away off {date}` forgets what is on that day; `back` says that you are back already.", date=theirs[0].from_on)
    title = _("You are away:") if _is_own(request, person) else _("{name} is away:", name=escape(person.name))
    return Message((Text(f"{title}\n{rows}"), Note(forget)))


def _off(request: Request, person: Person, typed: str) -> Message:
    theirs = _leaves(request, person)
    if not typed and len(spans(theirs)) != 1:
        nearest = f"away off {theirs[0].from_on}" if theirs else "away"
        raise Missing(_("the day that you will not be away"), understood="away off", nearest=nearest)
    day = a_day(typed, request.today) if typed else max(theirs[0].from_on, request.today)
    gone = call_off(request.session, request.house, person, day, request.now, actor=request.sender.person)
    if not gone:
        known = "; ".join(in_days(*span[:2]) for span in spans(theirs))
        problem = _("a leave on {date} (there is: {known})", date=day, known=known) if known else _("a leave on {date}", date=day)
        raise Misunderstood(problem, understood="away off", nearest="away")
    if _is_own(request, person):
        return say(_("You are not away on {date}: that is forgotten, and things come as planned.", date=weekday_date(day)))
    name = escape(person.name)
    return say(_("{name} is not away on {date}: that is forgotten, and things come as planned.", name=name, date=weekday_date(day)))
