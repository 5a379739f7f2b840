"""The command `channel`."""

from __future__ import annotations

from collections.abc import Sequence

from content.message import Message, escape, say
from handlers.commands import Members, Request, command
from handlers.grammar import Missing, Misunderstood, as_typed, no_more, only_text
from handlers.incoming import Place, Word
from handlers.roles import May, NotYours, Standing
from models import audit, cohorts, forums, people, roles
from models.cohorts import Cohort
from models.forums import Forum
from scheduler import cohort_summaries

SHOWN = 12
ME = "channel me here"
COHORT = "channel autumn here"
FORUM = "channel autumn forum here"
TALK = "forum"  # behind a cohort's name: where its people talk, instead of where its summaries go
NOT_IN_IT = "I can't write in {} yet. Add me to it first, and say it again."
NOT_HEARD = (
    "As things are, I am not told who replies in {}, so learners press a button in their own chat when they have. "
    "Where I am a member of the channel and may read along, I can be told: then say this again."
)
HERE, OFF = ("here",), ("off", "nowhere")


@command(
    "channel",
    "where summaries go (a cohort's to its channel, your own to a private one), and where a cohort discusses",
    ME,
    "channel me off",
    COHORT,
    "channel autumn off",
    FORUM,
    "channel autumn forum off",
    may=May.MANAGERS,
    members=Members.HERE,
)
def channel(request: Request) -> Message:
    """Set the channel of a cohort's summaries or its forum (admins), or of the person's own summaries as a manager."""
    if not request.words:
        raise Missing("which summaries (a cohort's name, or me)")
    if as_typed(request.words[:1]).casefold() == "me":
        return _mine(request)
    if request.rank != Standing.ADMIN:
        raise NotYours(f"A cohort's channel is for admins to set; your own summaries are yours: `/waypost {ME}`.")
    return _cohorts(request)


def _cohorts(request: Request) -> Message:
    name, where = _split(request.words)
    if len(name) > 1 and as_typed(name[-1:]).casefold() == TALK:
        return _forum(request, _cohort(request, name[:-1], FORUM), where)
    cohort = _cohort(request, name, COHORT)
    place = _place(request, where, nearest=f"channel {cohort.name} here")
    if place is not None and place.private and place.members is None:
        return say(NOT_IN_IT.format(escape(place.called)))
    cohort.summary_conversation = dict(place.address) if place else None
    cohort.workspace_id = request.sender.workspace.id or 0
    cohort.next_due_at = cohort_summaries.next_for_cohort(request.session, cohort, request.now)
    _audit(request, cohort=cohort.name, place=place)
    if place is None:
        return say(f"Cohort {escape(cohort.name)} has no channel for its summaries any more.")
    come = f"The summaries of cohort {escape(cohort.name)} come to {escape(place.called)} on Mondays at 09:00 ({cohort.zone})"
    return say(f"{come}, in counts and without names.")


def _cohort(request: Request, name: Sequence[Word], nearest: str) -> Cohort:
    organisation = request.sender.workspace.organisation_id
    cohort = cohorts.named(request.session, organisation, only_text(name, "which cohort"))
    if cohort is None:
        known = ", ".join(one.name for one in cohorts.all_of(request.session, organisation)) or "none yet: enrolling makes one"
        raise Misunderstood(f"the cohort “{as_typed(name)}” (there is: {known})", nearest=nearest)
    return cohort


def _forum(request: Request, cohort: Cohort, where: Word) -> Message:
    place = _place(request, where, nearest=f"channel {cohort.name} forum here")
    if place is not None and place.private and place.members is None:
        return say(NOT_IN_IT.format(escape(place.called)))
    _audit(request, forum=cohort.name, place=place)
    if place is None:
        forums.remove(request.session, cohort.id or 0)
        return say(
            f"Cohort {escape(cohort.name)} has no forum any more. What would be discussed there is asked in each learner's own chat."
        )
    workspace = request.sender.workspace.id or 0
    found = Forum(cohort_id=cohort.id or 0, workspace_id=workspace, conversation=dict(place.address), name=place.name, heard=place.heard)
    forums.put(request.session, found)
    called = escape(place.called)
    said = f"What cohort {escape(cohort.name)} is to discuss is posted in {called} from now on, once for all of them."
    read = "Whoever is in there can read the answers; I keep who has answered, and nothing of what they write."
    return say(f"{said} {read}", *(() if place.heard else (NOT_HEARD.format(called),)))


def _split(words: Sequence[Word]) -> tuple[Sequence[Word], Word]:
    """A cohort's name, which may have several words, and where its summaries go."""
    last = words[-1]
    if len(words) > 1 and (isinstance(last, Place) or as_typed([last]).casefold() in (*HERE, *OFF)):
        return words[:-1], last
    return words, "here"


def _place(request: Request, word: Word, *, nearest: str) -> Place | None:
    """The channel that is meant; None: off."""
    if isinstance(word, Place):
        return word
    said = as_typed([word]).casefold()
    if said in OFF:
        return None
    if said not in HERE:
        raise Misunderstood(f"where “{as_typed([word])}” is (it is here, off, or a #channel)", nearest=nearest)
    if request.incoming.place is None:
        raise Misunderstood("“here”, as this is our direct chat: type it in the channel itself", nearest=nearest)
    return request.incoming.place


def _mine(request: Request) -> Message:
    person = request.sender.person
    if not roles.reports_of(request.session, request.sender.id):
        return say("Nobody has you as their manager here, so there is no summary of yours.")
    where, rest = (request.words[1], request.words[2:]) if request.words[1:] else ("here", ())
    place = _place(request, where, nearest=ME)
    if as_typed(rest).casefold() != "yes":
        no_more(rest)
    if place is None:
        person.summary_conversation = None
        _audit(request, manager=person.id, place=None)
        return say("Your summaries come to you in our direct chat again.")
    if not place.private:
        named = escape(place.called[:1].upper() + place.called[1:])
        return say(f"{named} is open to everyone, and a manager's summary has names in it. Choose a private channel.")
    if place.members is None:
        return say(f"I can't see who is in {escape(place.called)}. Add me to it first, and say it again.")
    if not rest:
        return say(
            f"In {escape(place.called)} are: {_members(request, place)}. All of them would read the summary of your people, with names "
            f"and what was shared with you. If that is right: `/waypost channel me {as_typed([where])} yes`"
        )
    person.summary_conversation = dict(place.address)
    _audit(request, manager=person.id, place=place)
    return say(f"Your summaries come to {escape(place.called)} from now on. `/waypost channel me off` brings them back to our direct chat.")


def _members(request: Request, place: Place) -> str:
    """Everybody in the channel by name, also apps and people from elsewhere: they would all read it."""
    inside = place.members or ()
    known = people.known(request.session, request.sender.workspace, inside)
    profiles = request.incoming.profiles
    names = [known[user].name if user in known else profiles[user].name if user in profiles else user for user in inside]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(escape(name) for name in names[:SHOWN]) + more


def _audit(request: Request, place: Place | None, **detail: object) -> None:
    where = dict(place.address) if place else None
    audit.record(
        request.session, request.sender.workspace.organisation_id, request.sender.id, "channel", request.now, place=where, **detail
    )
