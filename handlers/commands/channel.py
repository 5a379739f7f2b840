"""The command `channel`."""

from __future__ import annotations

from collections.abc import Sequence

from content.cldr import clock
from content.message import Message, escape, say
from content.translated import N_, _
from handlers.commands import Members, Request, command
from handlers.grammar import Missing, Misunderstood, as_typed, no_more, only_text
from handlers.incoming import Place, Word
from handlers.naming import some_of
from handlers.roles import May, NotYours, Standing
from models import audit, cohorts, forums, people, roles
from models.cohorts import Cohort
from models.forums import Forum
from scheduler import cohort_summaries
from scheduler.records import OPENS

SHOWN = 12
ME = "channel me here"
COHORT = "channel autumn here"
FORUM = "channel autumn forum here"
TALK = "forum"  # behind a cohort's name: where its people talk, instead of where its summaries go
HERE, OFF = ("here",), ("off", "nowhere")


@command(
    "channel",
    N_("where summaries go (a cohort's to its channel, your own to a private one), and where a cohort discusses"),
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
        raise Missing(_("which summaries (a cohort's name, or me)"))
    if as_typed(request.words[:1]).casefold() == "me":
        return _mine(request)
    if request.rank != Standing.ADMIN:
        raise NotYours(_("A cohort's channel is for admins to set; your own summaries are yours: `/waypost {command}`.", command=ME))
    return _cohorts(request)


def _cohorts(request: Request) -> Message:
    name, where = _split(request.words)
    if len(name) > 1 and as_typed(name[-1:]).casefold() == TALK:
        return _forum(request, _cohort(request, name[:-1], FORUM), where)
    cohort = _cohort(request, name, COHORT)
    place = _place(request, where, nearest=f"channel {cohort.name} here")
    if place is not None and place.private and place.members is None:
        return say(_not_in_it(place))
    cohort.summary_conversation = dict(place.address) if place else None
    cohort.workspace_id = request.sender.workspace.id or 0
    cohort.next_due_at = cohort_summaries.next_for_cohort(request.session, cohort, request.now)
    _audit(request, cohort=cohort.name, place=place)
    if place is None:
        return say(_("Cohort {cohort} has no channel for its summaries any more.", cohort=escape(cohort.name)))
    return say(_come(place, escape(cohort.name), cohort.zone))


def _come(place: Place, cohort: str, zone: str) -> str:
    hour = clock(OPENS)
    if not place.name:
        return _(
            "The summaries of cohort {cohort} come to this channel on Mondays at {time} ({zone}), in counts and without names.",
            cohort=cohort,
            time=hour,
            zone=zone,
        )
    return _(
        "The summaries of cohort {cohort} come to {channel} on Mondays at {time} ({zone}), in counts and without names.",
        cohort=cohort,
        channel=escape(place.called),
        time=hour,
        zone=zone,
    )


def _not_in_it(place: Place) -> str:
    if not place.name:
        return _("I can't write in this channel yet. Add me to it first, and say it again.")
    return _("I can't write in {channel} yet. Add me to it first, and say it again.", channel=escape(place.called))


def _cohort(request: Request, name: Sequence[Word], nearest: str) -> Cohort:
    organisation = request.sender.workspace.organisation_id
    cohort = cohorts.named(request.session, organisation, only_text(name, _("which cohort")))
    if cohort is None:
        known = ", ".join(one.name for one in cohorts.all_of(request.session, organisation)) or _("none yet: enrolling makes one")
        raise Misunderstood(_("the cohort “{typed}” (there is: {cohorts})", typed=as_typed(name), cohorts=known), nearest=nearest)
    return cohort


def _forum(request: Request, cohort: Cohort, where: Word) -> Message:
    place = _place(request, where, nearest=f"channel {cohort.name} forum here")
    if place is not None and place.private and place.members is None:
        return say(_not_in_it(place))
    _audit(request, forum=cohort.name, place=place)
    if place is None:
        forums.remove(request.session, cohort.id or 0)
        gone = _("Cohort {cohort} has no forum any more.", cohort=escape(cohort.name))
        instead = _("What would be discussed there is asked in each learner's own chat.")
        return say(f"{gone} {instead}")
    workspace = request.sender.workspace.id or 0
    found = Forum(cohort_id=cohort.id or 0, workspace_id=workspace, conversation=dict(place.address), name=place.name, heard=place.heard)
    forums.put(request.session, found)
    read = _("Whoever is in there can read the answers; I keep who has answered, and nothing of what they write.")
    return say(f"{_posted(place, escape(cohort.name))} {read}", *(() if place.heard else (_not_heard(place),)))


def _posted(place: Place, cohort: str) -> str:
    if not place.name:
        return _("What cohort {cohort} is to discuss is posted in this channel from now on, once for all of them.", cohort=cohort)
    return _(
        "What cohort {cohort} is to discuss is posted in {channel} from now on, once for all of them.",
        cohort=cohort,
        channel=escape(place.called),
    )


def _not_heard(place: Place) -> str:
    named = _(
        "As things are, I am not told who replies in {channel}, so learners press a button in their own chat when they have.",
        channel=escape(place.called),
    )
    unnamed = _("As things are, I am not told who replies in this channel, so learners press a button in their own chat when they have.")
    then = _("Where I am a member of the channel and may read along, I can be told: then say this again.")
    return f"{named if place.name else unnamed} {then}"


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
        # Translators: “here” and “off” are typed, and stay as they are.
        raise Misunderstood(_("where “{typed}” is (it is here, off, or a #channel)", typed=as_typed([word])), nearest=nearest)
    if request.incoming.place is None:
        raise Misunderstood(_("“here”, as this is our direct chat: type it in the channel itself"), nearest=nearest)
    return request.incoming.place


def _mine(request: Request) -> Message:
    person = request.sender.person
    if not roles.reports_of(request.session, request.sender.id):
        return say(_("Nobody has you as their manager here, so there is no summary of yours."))
    where, rest = (request.words[1], request.words[2:]) if request.words[1:] else ("here", ())
    place = _place(request, where, nearest=ME)
    if as_typed(rest).casefold() != "yes":
        no_more(rest)
    if place is None:
        person.summary_conversation = None
        _audit(request, manager=person.id, place=None)
        return say(_("Your summaries come to you in our direct chat again."))
    if not place.private:
        return say(_open(place))
    if place.members is None:
        return say(_unseen(place))
    if not rest:
        confirm = _("If that is right: `{command}`", command=f"/waypost channel me {as_typed([where])} yes")
        read = _("All of them would read the summary of your people, with names and what was shared with you.")
        return say(f"{_inside(place, _members(request, place))} {read} {confirm}")
    person.summary_conversation = dict(place.address)
    _audit(request, manager=person.id, place=place)
    back = _("`/waypost channel me off` brings them back to our direct chat.")
    return say(f"{_mine_come(place)} {back}")


def _open(place: Place) -> str:
    if not place.name:
        return _("This channel is open to everyone, and a manager's summary has names in it. Choose a private channel.")
    called = escape(place.called)
    return _("{channel} is open to everyone, and a manager's summary has names in it. Choose a private channel.", channel=called)


def _unseen(place: Place) -> str:
    if not place.name:
        return _("I can't see who is in this channel. Add me to it first, and say it again.")
    return _("I can't see who is in {channel}. Add me to it first, and say it again.", channel=escape(place.called))


def _inside(place: Place, names: str) -> str:
    if not place.name:
        return _("In this channel are: {names}.", names=names)
    return _("In {channel} are: {names}.", channel=escape(place.called), names=names)


def _mine_come(place: Place) -> str:
    if not place.name:
        return _("Your summaries come to this channel from now on.")
    return _("Your summaries come to {channel} from now on.", channel=escape(place.called))


def _members(request: Request, place: Place) -> str:
    """Everybody in the channel by name, also apps and people from elsewhere: they would all read it."""
    inside = place.members or ()
    known = people.known(request.session, request.sender.workspace, inside)
    profiles = request.incoming.profiles
    names = [known[user].name if user in known else profiles[user].name if user in profiles else user for user in inside]
    return some_of([escape(name) for name in names], SHOWN)


def _audit(request: Request, place: Place | None, **detail: object) -> None:
    where = dict(place.address) if place else None
    audit.record(
        request.session, request.sender.workspace.organisation_id, request.sender.id, "channel", request.now, place=where, **detail
    )
