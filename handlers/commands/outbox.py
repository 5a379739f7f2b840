"""The command `outbox`."""

from __future__ import annotations

from collections.abc import Sequence

from content.message import Message, Note, Table, Text, escape, say
from handlers.commands import Request, command
from handlers.grammar import Missing, Misunderstood, as_typed, no_more
from handlers.incoming import Word
from handlers.outbox import FROM, MOST, Act, take
from handlers.outbox_lines import HEADER, entry, life
from handlers.roles import May
from models import entries
from models.deliveries import State
from scheduler.reasons import count

SHOWN = 20
TROUBLE = (State.HELD, State.UNKNOWN, State.FAILED)


@command(
    "outbox",
    "what is held, failed or being looked for; send it again, cancel or hold it",
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
    raise Misunderstood(f"“{as_typed(request.words)}”", nearest="outbox show 12")


def _overview(request: Request) -> Message:
    organisation = request.sender.workspace.organisation_id
    found = entries.counts(request.session, organisation)
    waits, on_the_way = found.get(State.SCHEDULED, 0), found.get(State.QUEUED, 0) + found.get(State.SENDING, 0)
    head = Text(
        f"**Outbox**: {count(waits, 'message')} waiting, {on_the_way} on the way, {found.get(State.UNKNOWN, 0)} being looked for, "
        f"{found.get(State.HELD, 0)} held, {found.get(State.FAILED, 0)} failed."
    )
    rows = entries.listed(request.session, organisation, TROUBLE, SHOWN)
    if not rows:
        return Message((head, Text("Nothing needs you.")))
    lines = tuple(entry(request.session, request.house, row, request.sender.zone).cells() for row, _ in rows)
    note = Note(
        "`/waypost outbox show 12` tells more of one. What is held was perhaps delivered: look into the chat if you can, "
        "then `/waypost outbox resend 12` or `/waypost outbox cancel 12`."
    )
    return Message((head, Table(HEADER, lines), note), summary="Outbox")


def _show(request: Request, numbers: Sequence[int]) -> Message:
    if len(numbers) != 1:
        raise Misunderstood("which one you mean (one number)", understood="outbox show", nearest="outbox show 12")
    found = entries.get(request.session, request.sender.workspace.organisation_id, numbers[0])
    if found is None:
        return say(f"There is no {numbers[0]} in the outbox.")
    head, *rest = life(request.session, request.house, *found, request.sender.zone)
    return Message((Text(f"**{escape(head)}**\n" + "\n".join(f"- {escape(line)}" for line in rest)),), summary="Outbox")


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
        return say(f"There is nothing to {act}.")
    lines = [escape(one.said[:1].upper() + one.said[1:]) + "." for one in taken[:SHOWN]]
    if len(taken) > SHOWN:
        lines.append(f"And {len(taken) - SHOWN} more, of which {sum(one.done for one in taken[SHOWN:])} as you wished.")
    return say(*lines)


def _meant(request: Request, act: Act, words: Sequence[Word]) -> Sequence[int]:
    """The rows that are named: by number, or `all held`."""
    first = as_typed(words[:1]).casefold()
    if first != "all":
        return _numbers(words)
    wanted = as_typed(words[1:2]).casefold()
    if wanted not in [state.value for state in FROM[act] if state in TROUBLE]:
        raise Misunderstood(f"“{as_typed(words)}”", understood=f"outbox {act}", nearest=f"outbox {act} all held")
    no_more(words[2:])
    return entries.numbers(request.session, request.sender.workspace.organisation_id, State(wanted), MOST)


def _numbers(words: Sequence[Word]) -> Sequence[int]:
    if not words:
        raise Missing("which one you mean (its number)", nearest="outbox show 12")
    said = [str(word).strip("#,") for word in words]
    if not all(one.isascii() and one.isdecimal() and len(one) < 19 for one in said):
        raise Misunderstood(f"the number “{as_typed(words)}”", nearest="outbox show 12")
    return [int(one) for one in said]
