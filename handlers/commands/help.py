"""The command `help`."""

from __future__ import annotations

from content.message import Message, Note, Text
from content.translated import N_, _
from handlers.commands import Request, command, commands
from handlers.grammar import Misunderstood, as_typed, nearest
from handlers.roles import ALLOWED, May

A_DAY = ("starting", "until")
TITLES = {May.EVERYBODY: N_("For yourself"), May.MANAGERS: N_("For your people"), May.ADMINS: N_("For admins")}


@command("help", N_("what I can do"), "help", "help enrol")
def help_(request: Request) -> Message:
    """What the person may do, or the right forms of one command."""
    if request.words:
        return _one(as_typed(request.words))
    parts = []
    for may, title in TITLES.items():
        if request.rank in ALLOWED[may]:
            rows = "\n".join(f"- `{one.usage[0]}`: {_(one.says)}" for one in commands().values() if one.may == may)
            parts.append(Text(f"**{_(title)}**\n{rows}"))
    return Message((*parts, Note(_("`/waypost help enrol` shows every form of a command."))))


def _one(typed: str) -> Message:
    found = commands().get(typed.casefold())
    if found is None:
        raise Misunderstood(_("“{typed}”, which is no command", typed=typed), nearest=f"help {nearest(typed, commands()) or ''}".strip())
    forms = "\n".join(f"- `/waypost {form}`" for form in found.usage)
    dates = Note(_("A day is written like 2026-11-23, tomorrow or monday.")) if any(word in str(found.usage) for word in A_DAY) else None
    return Message((Text(f"**{found.verb}**: {_(found.says)}"), Text(forms), *((dates,) if dates else ())))
