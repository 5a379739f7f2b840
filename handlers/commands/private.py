"""The command `private`."""

from __future__ import annotations

from content.message import Choice, Choices, Message, Part, Quote, Text, say
from handlers.commands import Request, command
from handlers.edits import unshare, unshare_checkin
from handlers.grammar import Misunderstood, as_typed
from handlers.sharing import shared


@command("private", "take back what you shared", "private", "private a12")
def private(request: Request) -> Message:
    """List what others can see of the person, or take one item of it back."""
    items = {item.name: item for item in shared(request.session, request.house, request.sender.id)}
    if not request.words:
        parts: list[Part] = [Text("**What others can see**")]
        for item in items.values():
            parts += [
                Text(f"{item.title}: {item.seen_by}"),
                Quote(item.words),
                Choices((Choice("", "Take back", command=f"private {item.name}"),)),
            ]
        return Message(tuple(parts)) if items else say("Nobody sees anything that you wrote.")
    found = items.get(as_typed(request.words).casefold())
    if found is None:
        raise Misunderstood(f"“{as_typed(request.words)}”, which is nothing that others see of yours")
    if found.response is not None:
        unshare(request.session, request.sender, found.response, request.now, key=request.incoming.key)
    if found.checkin is not None:
        unshare_checkin(request.session, request.sender, found.checkin, request.now, key=request.incoming.key)
    return say("Taken back. Only you see it now, and where it was posted it is gone.")
