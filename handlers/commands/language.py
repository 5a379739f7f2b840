"""The command `language`."""

from __future__ import annotations

from content.cldr import either
from content.languages import languages, named, spoken
from content.message import Choice, Choices, Message, Note, Text
from content.translated import N_, _
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, as_typed
from scheduler.readers import speaking_to

AUTO = "auto"


@command("language", N_("the language in which you read all this"), "language", "language de", "language auto")
def language(request: Request) -> Message:
    """Show in which language the person is spoken to, or set it. What was sent stays as it was."""
    person = request.sender.person
    if not request.words:
        return _offer(_chosen(request))
    typed = as_typed(request.words)
    found = None if typed.casefold() == AUTO else named(typed)
    if found is None and typed.casefold() != AUTO:
        there = either([f"{tag} ({name})" for tag, name in languages().items()])
        raise Misunderstood(_("the language “{typed}” (there is {languages})", typed=typed, languages=there), nearest="language de")
    person.own_language = found
    with speaking_to(person):
        said = _("From now on this is in {language}. What was sent stays as it was.", language=languages()[spoken()])
        follows = _("The texts of a programme are, if its author has written them so.")
        return Message((Text(f"{said} {follows}"), Note(_chosen(request))))


def _offer(why: str) -> Message:
    now = _("You read this in **{language}**.", language=languages()[spoken()])
    others = tuple(Choice("", name, command=f"language {tag}") for tag, name in languages().items() if tag != spoken())
    return Message((Text(f"{now} {why}"), Choices(others)))


def _chosen(request: Request) -> str:
    """Where the language comes from."""
    if request.sender.person.own_language is not None:
        return _("That is your own choice; `/waypost language auto` goes by your chat again.")
    return _("That goes by your chat; `/waypost language de` chooses another.")
