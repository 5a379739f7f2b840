"""Use-case: a question for a whole cohort falls due: it is posted once in the cohort's forum, and each learner is led there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from content.cldr import number
from content.message import Heading, Message, Note, escape, to_json
from content.programme import Programme, Step, Visibility
from content.traits import Discussed
from content.translated import _
from models import deliveries, enrolments, forums, people
from models.deliveries import Delivery, Kind, State
from models.forums import Forum
from models.people import Person
from models.session import Session
from scheduler import activities
from scheduler.library import Library
from scheduler.readers import speaking_to, speaking_to_cohort
from scheduler.visibility import Audience

WORTH_POSTING = timedelta(days=7)  # as long as a step
NOT_THERE = (State.FAILED, State.EXPIRED, State.CANCELLED)


def below() -> str:
    """What stands below the question in the forum."""
    return _("Reply in this thread. Waypost keeps who has answered, and nothing of what is written here.")


def alone() -> Audience:
    """Who sees what a learner answers for whom there is no forum."""
    return Audience((), _("There is no channel of your cohort for this question, so only you see your answer."))


@dataclass(frozen=True, slots=True)
class Asking:
    """A question of that kind that falls due for somebody: *row* is theirs, *version_id* the programme's."""

    row: Delivery
    learner: Person
    programme: Programme
    version_id: int
    step: Step
    question: Discussed
    cohort_id: int | None

    @property
    def key(self) -> str:
        """The natural key of the post in the forum."""
        return f"forum/{self.cohort_id}/{self.step.key}/{self.version_id}"


def lead(session: Session, library: Library, rows: Sequence[Delivery]) -> None:
    """Have what is for a forum stand there before these *rows* go out, and have them lead there."""
    learners = people.many(session, {row.person_id or 0 for row in rows})
    asking = [one for row in rows if (one := _asking(session, library, row, learners[row.person_id or 0])) is not None]
    if not asking:
        return
    known = forums.of_cohorts(session, {one.cohort_id for one in asking if one.cohort_id is not None})
    there = {one.row.key: forum for one in asking if (forum := known.get(one.cohort_id or 0)) and _is_in(session, one.row, forum)}
    posts = _posts(session, [(one, there[one.row.key]) for one in asking if one.row.key in there])
    for one in asking:
        with speaking_to(one.learner):
            if one.row.key in there and one.key in posts:
                _lead(one, posts[one.key], there[one.row.key])
            else:
                _ask_alone(one)


def _asking(session: Session, library: Library, row: Delivery, learner: Person) -> Asking | None:
    """What the row asks. None: nothing that is for a forum."""
    if row.kind != Kind.STEP:
        return None
    enrolment = enrolments.get(session, row.enrolment_id or 0)
    with speaking_to(learner):
        programme = library.programme(session, enrolment.version_id)
    step = programme.step(row.step or "")
    if not isinstance(step.activity, Discussed):
        return None
    return Asking(row, learner, programme, enrolment.version_id, step, step.activity, enrolment.cohort_id)


def _is_in(session: Session, row: Delivery, forum: Forum) -> bool:
    """Whether the learner is in the workspace of the forum; in which of its channels is for them to see to."""
    if row.workspace_id == forum.workspace_id:
        return True
    there = people.address_in(session, row.person_id or 0, forum.workspace_id)
    return there is not None and there.lost_reason is None


def _posts(session: Session, there: Sequence[tuple[Asking, Forum]]) -> Mapping[str, Delivery]:
    """What stands in the forums, or will, by natural key. What could not be posted is not among them."""
    latest_first = sorted(there, key=lambda pair: pair[0].row.due_at, reverse=True)
    first = {one.key: (one, forum) for one, forum in latest_first}
    deliveries.queue(session, [_post(session, one, forum) for one, forum in first.values()])
    found = [deliveries.get(session, number) for number in deliveries.by_keys(session, {one.key for one, _ in there}).values()]
    return {post.key: post for post in found if post.state not in NOT_THERE}


def _post(session: Session, one: Asking, forum: Forum) -> Delivery:
    with speaking_to_cohort(session, one.cohort_id or 0):
        message = _posted(one.programme.spoken, one.step.key)
    return Delivery(
        workspace_id=forum.workspace_id,
        kind=Kind.NOTICE,
        key=one.key,
        conversation=f"channel/{forum.conversation.get('channel', forum.cohort_id)}",
        to=dict(forum.conversation),
        message=to_json(message),
        due_at=one.row.due_at,
        planned_at=one.row.due_at,
        expires_at=one.row.due_at + WORTH_POSTING,
    )


def _posted(programme: Programme, key: str) -> Message:
    step, question = programme.step(key), programme.step(key).activity
    assert isinstance(question, Discussed)  # as in every language
    title, week, weeks = escape(programme.title), number(step.week), number(programme.length)
    where = _("{programme} · week {week} of {weeks}", programme=title, week=week, weeks=weeks)
    return Message((Heading(step.title), Note(where), *question.posted(), Note(below())), summary=step.title)


def _lead(one: Asking, post: Delivery, forum: Forum) -> None:
    row, step = one.row, _led(one.step, one.question, one.row, post, forum)
    row.message = to_json(activities.prompt(one.programme, step, Audience((), "")))
    row.about_id, row.takes_text, row.visibility, row.seen_by = post.id, False, Visibility.PRIVATE, []


def _ask_alone(one: Asking) -> None:
    row = one.row
    row.message = to_json(activities.prompt(one.programme, one.step, alone()))
    row.visibility, row.seen_by = Visibility.PRIVATE, []


def as_asked(session: Session, step: Step, number: int) -> Step:
    """The step as the delivery of that *number* has asked it: of what stands in a forum, the way there."""
    if not isinstance(step.activity, Discussed):
        return step
    asked = deliveries.get(session, number)
    if asked.about_id is None:
        return step
    post, cohort = deliveries.get(session, asked.about_id), enrolments.get(session, asked.enrolment_id or 0).cohort_id or 0
    return _led(step, step.activity, asked, post, forums.of_cohorts(session, {cohort}).get(cohort))


def _led(step: Step, question: Discussed, row: Delivery, post: Delivery, forum: Forum | None) -> Step:
    """The step as a way to the *post*. Who gets it later may have replied before, and then we have not heard of it."""
    here = forum is not None and forum.conversation == post.to
    # Translators: stands after “in”, as the name of the channel does otherwise.
    place = f"**{escape(f'#{forum.name}')}**" if forum is not None and here and forum.name else _("your cohort’s channel")
    heard = forum is not None and here and forum.heard and row.due_at <= post.planned_at
    return replace(step, activity=question.led_to(place, heard=heard))
