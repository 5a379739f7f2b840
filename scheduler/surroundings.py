"""What the messages of many people's dues need beside their diaries, read at once however many they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from content.programme import Step, Visibility
from models import checkins, commitments, deliveries, enrolments, roles, wordings
from models.checkins import Checkin
from models.commitments import Commitment
from models.enrolments import Enrolment
from models.people import Person
from models.roles import Role
from models.session import Session
from scheduler.diaries import Known
from scheduler.diary import Due, What
from scheduler.visibility import Audience, audience


@dataclass(frozen=True, slots=True)
class Surroundings:
    """*managers*, *coaches*, *goals* and *weeks* (their check-ins, oldest first) by person.

    *members* are by cohort, *asked* by the step's natural key,
    *worded* the versions in which those were asked that are not their enrolments' any more.
    """

    managers: Mapping[int, Person]
    coaches: Mapping[int, Person]
    goals: Mapping[int, Sequence[Commitment]]
    weeks: Mapping[int, Sequence[Checkin]]
    members: Mapping[int, Sequence[int]]
    asked: Mapping[str, int]
    worded: Mapping[int, int]

    def before(self, person_id: int, week: str) -> Checkin | None:
        """Their last check-in before that week."""
        return next((row for row in reversed(self.weeks.get(person_id, ())) if row.week < week), None)

    def who_sees(self, person_id: int, enrolment: Enrolment, step: Step) -> Audience:
        """Who will see this person's answer to the step, as things stand now."""
        visibility = step.visible_to
        if visibility == Visibility.PRIVATE:
            return audience(visibility, None)
        members = self.members.get(enrolment.cohort_id or 0, ()) if visibility == Visibility.COHORT else ()
        others = tuple(other for other in members if other != person_id)
        return audience(visibility, self.managers.get(person_id), others, self.coaches.get(person_id))


def key_of_asking(due: Due) -> str:
    """The natural key of the step that a reminder brings to mind."""
    return f"step/{due.enrolment}/{due.step}/1"


def look_around(session: Session, dues: Iterable[tuple[Known, Due]]) -> Surroundings:
    """Read what these dues need: seven questions at the most."""
    pairs = [(known.person.id or 0, known, due) for known, due in dues]
    opening = {person for person, _, due in pairs if due.what == What.CHECKIN}
    asked = {person for person, _, due in pairs if due.what in (What.CHECKIN, What.STEP)}
    cohorts = {known.enrolments[due.enrolment].cohort_id for _, known, due in pairs if due.enrolment is not None}
    reminded = [key_of_asking(due) for _, _, due in pairs if due.what == What.REMINDER]
    there = deliveries.by_keys(session, reminded)
    return Surroundings(
        managers=roles.manager_of_each(session, asked) if asked else {},
        coaches=roles.one_of_each(session, {person for person, _, due in pairs if due.what == What.STEP}, Role.COACH) if asked else {},
        goals=commitments.open_of_many(session, opening) if opening else {},
        weeks=checkins.of_many(session, opening) if opening else {},
        members=enrolments.members_of(session, {number for number in cohorts if number is not None}),
        asked=there,
        worded=wordings.many(session, there.values()),
    )
