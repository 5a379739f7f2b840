"""The command `outbox`."""

from __future__ import annotations

from collections.abc import Sequence

from content.cldr import number
from content.conditions import quoted
from content.message import Message, Note, Table, Text, escape, say
from content.translated import N_, _, _n
from handlers.commands import Request, command
from handlers.grammar import Missing, Misunderstood, as_typed, no_more
from handlers.incoming import Word
from handlers.outbox import FROM, MOST, Act, take
from handlers.outbox_lines import HEADER, entry, life
from handlers.roles import May
from models import entries
from models.deliveries import State

SHOWN = 20
TROUBLE = (State.HELD, State.UNKNOWN, State.FAILED)
NOTHING = {
    Act.RESEND: N_("There is nothing to resend."),
    Act.CANCEL: N_("There is nothing to cancel."),
    Act.HOLD: N_("There is nothing to hold."),
}


@command(
    "outbox",
    N_("what is held, failed or being looked for; send it again, cancel or hold it"),
    "outbox",
    "outbox show 12",
    "outbox resend 12",
    "outbox resend all held",
    "outbox cancel 12",
    "outbox hold 12",
    may=May.ADMINS,
)
def outbox(request: Request) -> Message:
    """A list of what needs somebody; one row's life; or rows taken in hand."""
    if not request.words:
        return _overview(request)
    verb, rest = as_typed(request.words[:1]).casefold(), request.words[1:]
    if verb == "show":
        return _show(request, _numbers(rest))
    if verb in list(Act):
        return _take(request, Act(verb), rest)
    raise Misunderstood(quoted(as_typed(request.words)), nearest="outbox show 12")


def _overview(request: Request) -> Message:
    organisation = request.sender.workspace.organisation_id
    found = entries.counts(request.session, organisation)
    head = Text(
        _n(
            "**Outbox**: {number} message waiting, {on_the_way} on the way, {unknown} being looked for, {held} held, {failed} failed.",
            "**Outbox**: {number} messages waiting, {on_the_way} on the way, {unknown} being looked for, {held} held, {failed} failed.",
            found.get(State.SCHEDULED, 0),
            on_the_way=number(found.get(State.QUEUED, 0) + found.get(State.SENDING, 0)),
            unknown=number(found.get(State.UNKNOWN, 0)),
            held=number(found.get(State.HELD, 0)),
            failed=number(found.get(State.FAILED, 0)),
        )
    )
    rows = entries.listed(request.session, organisation, TROUBLE, SHOWN)
    if not rows:
        return Message((head, Text(_("Nothing needs you."))))
    lines = tuple(entry(request.session, request.house, row, request.sender.zone).cells() for row, _ in rows)
    note = Note(
        _(
            "`/waypost outbox show 12` tells more of one. What is held was perhaps delivered: look into the chat if you can, "
            "then `/waypost outbox resend 12` or `/waypost outbox cancel 12`."
        )
    )
    return Message((head, Table(tuple(map(_, HEADER)), lines), note), summary=_("Outbox"))


def _show(request: Request, numbers: Sequence[int]) -> Message:
    if len(numbers) != 1:
        raise Misunderstood(_("which one you mean (one number)"), understood="outbox show", nearest="outbox show 12")
    found = entries.get(request.session, request.sender.workspace.organisation_id, numbers[0])
    if found is None:
        return say(_("There is no {number} in the outbox.", number=numbers[0]))
    head, *rest = life(request.session, request.house, *found, request.sender.zone)
    return Message((Text(f"**{escape(head)}**\n" + "\n".join(f"- {escape(line)}" for line in rest)),), summary=_("Outbox"))


def _take(request: Request, act: Act, words: Sequence[Word]) -> Message:
    organisation = request.sender.workspace.organisation_id
    taken = take(
        request.session,
        request.house,
        act,
        _meant(request, act, words),
        request.now,
        organisation_id=organisation,
        actor=request.sender.person,
    )
    if not taken:
        return say(_(NOTHING[act]))
    lines = [escape(one.said[:1].upper() + one.said[1:]) + "." for one in taken[:SHOWN]]
    if len(taken) > SHOWN:
        others = taken[SHOWN:]
        done = number(sum(one.done for one in others))
        lines.append(
            _n(
                "And {number} more, of which {done} as you wished.",
                "And {number} more, of which {done} as you wished.",
                len(others),
                done=done,
            )
        )
    return say(*lines)


def _meant(request: Request, act: Act, words: Sequence[Word]) -> Sequence[int]:
    """The rows that are named: by number, or `all held`."""
    first = as_typed(words[:1]).casefold()
    if first != "all":
        return _numbers(words)
    wanted = as_typed(words[1:2]).casefold()
    if wanted not in [state.value for state in FROM[act] if state in TROUBLE]:
        raise Misunderstood(quoted(as_typed(words)), understood=f"outbox {act}", nearest=f"outbox {act} all held")
    no_more(words[2:])
    return entries.numbers(request.session, request.sender.workspace.organisation_id, State(wanted), MOST)


def _numbers(words: Sequence[Word]) -> Sequence[int]:
    if not words:
        raise Missing(_("which one you mean (its number)"), nearest="outbox show 12")
    said = [str(word).strip("#,") for word in words]
    if not all(one.isascii() and one.isdecimal() and len(one) < 19 for one in said):
        raise Misunderstood(_("the number “{typed}”", typed=as_typed(words)), nearest="outbox show 12")
    return [int(one) for one in said]
