"""The command `private`."""

from __future__ import annotations

from content.message import Choice, Choices, Message, Note, Part, Quote, Text, say
from content.translated import N_, _
from handlers.commands import Request, command
from handlers.edits import unshare, unshare_checkin
from handlers.grammar import Misunderstood, as_typed
from handlers.sharing import shared, the_shared

LISTED = 10


@command("private", N_("take back what you shared"), "private", "private a12")
def private(request: Request) -> Message:
    """List what others can see of the person, or take one item of it back."""
    if not request.words:
        return _list(request)
    name = as_typed(request.words).casefold()
    found = the_shared(request.session, request.house, request.sender.id, name)
    if found is None:
        raise Misunderstood(_("“{typed}”, which is nothing that others see of yours", typed=as_typed(request.words)))
    if found.response is not None:
        unshare(request.session, request.house, request.sender, found.response, request.now, key=request.incoming.key)
    if found.checkin is not None:
        unshare_checkin(request.session, request.sender, found.checkin, request.now, key=request.incoming.key)
    return say(_("Taken back. Only you see it now, and where it was posted it is gone."))


def _list(request: Request) -> Message:
    items = shared(request.session, request.house, request.sender.id, LISTED + 1)
    if not items:
        return say(_("Nobody sees anything that you wrote."))
    parts: list[Part] = [Text(_("**What others can see**"))]
    for item in items[:LISTED]:
        take_back = Choices((Choice("", _("Take back"), command=f"private {item.name}"),))
        parts += [Text(f"{item.title}: {item.seen_by}"), Quote(item.words), take_back]
    if len(items) > LISTED:
        parts.append(Note(_("These are the latest {number}. Once you take one back, an earlier one comes into view.", number=LISTED)))
    return Message(tuple(parts))
