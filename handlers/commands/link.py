"""The command `link`."""

from __future__ import annotations

from content.message import Message
from content.translated import N_, _
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, as_typed
from handlers.linking import HERE, THERE, ask, join, offer, read_code


@command("link", N_("be one person in two chats: a code from the one, typed in the other"), "link", "link 4821-7730")
def link(request: Request) -> Message:
    """Give out a code; or, with one, say what it joins; or, with where to write from now on, join it."""
    if not request.words:
        return offer(request.session, request.sender, request.now)
    where = as_typed(request.words[-1:]).casefold()
    words = request.words[:-1] if where in (HERE, THERE) else request.words
    code = read_code(as_typed(words))
    if code is None:
        raise Misunderstood(_("the code “{typed}” (it has eight digits)", typed=as_typed(words)), nearest="link 4821-7730")
    if where in (HERE, THERE):
        return join(request.session, request.house, request.sender, code, request.now, where=where)
    return ask(request.session, request.sender, code, request.now)
