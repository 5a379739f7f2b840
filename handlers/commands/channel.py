"""The command `channel`."""

from __future__ import annotations

from content.message import Message, escape, say
from handlers.commands import Request, command
from handlers.grammar import Misunderstood, as_typed, only_text
from handlers.incoming import Place
from handlers.roles import Standing
from models import audit, cohorts, people, roles
from scheduler import summaries

SHOWN = 12


@command(
    "channel",
    "where summaries go: a cohort's to its channel, your own to a private one",
    "channel autumn here",
    "channel me here",
    "channel me here yes",
    "channel me off",
    members=True,
)
def channel(request: Request) -> Message:
    """Set the channel of a cohort's summaries (admins), or of the person's own as a manager."""
    words = request.words
    if not words or not isinstance(words[0], str):
        raise Misunderstood("which summaries (a cohort's name, or me)")
    if words[0].casefold() == "me":
        return _mine(request)
    if request.rank != Standing.ADMIN:
        raise Misunderstood("a cohort's channel, which only admins set")
    name = only_text(words[:1], "which cohort")
    cohort = cohorts.named(request.session, request.sender.workspace.organisation_id, name)
    if cohort is None:
        known = ", ".join(one.name for one in cohorts.all_of(request.session, request.sender.workspace.organisation_id)) or "none yet"
        raise Misunderstood(f"the cohort “{name}” (there is: {known})")
    place = _place(request, words[1:])
    cohort.summary_conversation = dict(place.address) if place else None
    cohort.workspace_id = request.sender.workspace.id or 0
    cohort.next_due_at = summaries.next_for_cohort(request.session, cohort, request.now)
    _audit(request, cohort=cohort.name, place=place)
    if place is None:
        return say(f"Cohort {escape(cohort.name)} has no channel for its summaries any more.")
    return say(
        f"The summaries of cohort {escape(cohort.name)} come to #{escape(place.name)} on Mondays at 09:00, in counts and without names."
    )


def _place(request: Request, words: tuple[object, ...]) -> Place | None:
    """The channel that is meant; None: off."""
    word = words[0] if words else "here"
    if isinstance(word, Place):
        return word
    if str(word).casefold() in ("off", "nowhere"):
        return None
    if str(word).casefold() != "here":
        raise Misunderstood(f"where “{word}” is", nearest="channel autumn here")
    if request.incoming.place is None:
        raise Misunderstood("“here”, as this is our direct chat: type it in the channel itself")
    return request.incoming.place


def _mine(request: Request) -> Message:
    person = request.sender.person
    if not roles.reports_of(request.session, request.sender.id):
        return say("Nobody has you as their manager here, so there is no summary of yours.")
    place = _place(request, request.words[1:2])
    if place is None:
        person.summary_conversation = None
        _audit(request, manager=person.id, place=None)
        return say("Your summaries come to you in our direct chat again.")
    if not place.private:
        return say(f"#{escape(place.name)} is open to everyone, and a manager's summary has names in it. Choose a private channel.")
    if as_typed(request.words[2:]).casefold() != "yes":
        return say(
            f"In #{escape(place.name)} are: {_members(request, place)}. All of them would read the summary of your people, with names "
            "and what was shared with you. If that is right: `/waypost channel me here yes`"
        )
    person.summary_conversation = dict(place.address)
    _audit(request, manager=person.id, place=place)
    return say(f"Your summaries come to #{escape(place.name)} from now on. `/waypost channel me off` brings them back to our direct chat.")


def _members(request: Request, place: Place) -> str:
    if place.members is None:
        return "people I can't see (I am not in the channel, or may not look)"
    known = people.known(request.session, request.sender.workspace, place.members)
    profiles = request.incoming.profiles
    names = [known[user].name if user in known else profiles[user].name if user in profiles else user for user in place.members]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(escape(name) for name in names[:SHOWN]) + more


def _audit(request: Request, place: Place | None, **detail: object) -> None:
    where = dict(place.address) if place else None
    audit.record(
        request.session, request.sender.workspace.organisation_id, request.sender.id, "channel", request.now, place=where, **detail
    )
