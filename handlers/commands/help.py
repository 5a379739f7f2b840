"""The command `help`."""

from __future__ import annotations

from content.message import Message, Note, Text
from handlers.commands import Request, command, commands
from handlers.roles import ALLOWED, May

TITLES = {May.EVERYBODY: "For yourself", May.MANAGERS: "For your people", May.ADMINS: "For admins"}


@command("help", "what I can do", "help", "help enrol")
def help_(request: Request) -> Message:
    """What the person may do, or the right forms of one command."""
    if request.words and isinstance(request.words[0], str) and request.words[0] in commands():
        found = commands()[request.words[0]]
        forms = "\n".join(f"- `/waypost {form}`" for form in found.usage)
        return Message((Text(f"**{found.verb}**: {found.says}"), Text(forms)))
    parts = []
    for may, title in TITLES.items():
        if request.rank in ALLOWED[may]:
            rows = "\n".join(f"- `{one.usage[0]}`: {one.says}" for one in commands().values() if one.may == may)
            parts.append(Text(f"**{title}**\n{rows}"))
    return Message((*parts, Note("Type `/waypost` and one of these. `help enrol` shows every form of a command.")))
