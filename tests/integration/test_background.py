"""Work in the background: answered at once, done in slices, told when it is done; and whoever dies in between, it is done once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.clock import wire
from content.message import say
from handlers.background import enrol as enrolling
from handlers.background import works
from handlers.incoming import Place, Said
from models import enrolments, jobs, people, workspaces
from models.database import Crossed
from models.jobs import Job, State
from models.session import Session
from scheduler.engine import Task
from scheduler.jobs import LEASE, TRIES, Jobs, Slice
from tests.offices import NAMES, SLACK, Handed, Office, office, words_of

CROWD = 230
KEY = "one-week"


@pytest.fixture
def place(database_url: str) -> Iterator[Office]:
    with office(database_url) as found:
        found.command("ada", "help")
        yield found


@pytest.fixture
def crowded(place: Office) -> Office:
    """A place with a crowd in it."""
    with place.database.begin() as session:
        workspace = workspaces.find(session, SLACK, NAMES[SLACK])
        assert workspace is not None
        for number in range(CROWD):
            people.add(session, workspace, user(number), name=f"Crowd {number}", zone=None, email=None, now=place.now)
    return place


def user(number: int) -> str:
    return f"UCROWD{number:03}"


def enrol_the_crowd(place: Office) -> str:
    channel = Place({"team": NAMES[SLACK], "channel": "C0CROWD"}, "crowd", members=tuple(user(number) for number in range(CROWD)))
    words = ("enrol", "everyone", "in", channel, "in", KEY, "starting", "2026-11-23", "cohort", "autumn")
    return words_of(place.act("ada", Said.COMMAND, words=words))


def on_it(place: Office) -> int:
    with place.reading() as session:
        crowd = [number for number, name in people.names(session, 1) if name.startswith("Crowd")]
        return len({one.person_id for one in enrolments.active_of(session, crowd) if one.programme_key == KEY})


def the_job(place: Office) -> Job:
    with place.reading() as session:
        return jobs.get(session, 1)


def test_a_crowd_is_enrolled_in_the_background_and_the_admin_is_told(crowded: Office) -> None:
    said = enrol_the_crowd(crowded)

    assert f"Enrolling {CROWD} people in" in said
    assert "in cohort autumn, starting Monday 23 November 2026" in said
    assert on_it(crowded) == 0
    assert f"Enrolling people: 0 of {CROWD}." in crowded.command("ada", "progress")

    crowded.settle()

    assert on_it(crowded) == CROWD
    (told,) = (letter for letter in crowded.letters("ada") if letter.startswith("Done:"))
    assert f"{CROWD} people are enrolled" in told
    assert "Enrolling people" not in crowded.command("ada", "progress")


def test_the_first_day_is_told_as_the_earliest_of_them_has_it(crowded: Office) -> None:
    with crowded.database.begin() as session:
        for number, name in people.names(session, 1):
            if name.startswith("Crowd"):
                people.get(session, number).own_zone = "Pacific/Auckland" if number % 2 else "Europe/Lisbon"
    enrol_the_crowd(crowded)
    crowded.settle()

    (told,) = (letter for letter in crowded.letters("ada") if letter.startswith("Done:"))
    assert "The first activities come on Monday 23 November, each in their own time." in told


def test_the_same_command_twice_enrols_once_and_tells_once(crowded: Office) -> None:
    enrol_the_crowd(crowded)
    crowded.settle()
    enrol_the_crowd(crowded)
    crowded.settle()

    assert on_it(crowded) == CROWD
    told = [letter for letter in crowded.letters("ada") if letter.startswith("Done:")]
    assert len(told) == 2
    assert f"On it already, unchanged: {CROWD}." in told[1]


def test_another_process_goes_on_where_a_killed_one_was(crowded: Office) -> None:
    enrol_the_crowd(crowded)
    killed = crowded.jobs
    killed.sweep(Handed())
    fence = killed.take(1)
    assert fence is not None
    assert killed.go_on(1, fence)
    assert killed.go_on(1, fence)
    assert on_it(crowded) == the_job(crowded).done == 2 * enrolling.AT_ONCE

    later = replace(crowded.jobs, wire=lambda: wire() + LEASE)
    engine = Handed()
    assert later.sweep(engine) == 1
    assert engine.waiting == [(Task.JOB, 1)]
    next_fence = later.take(1)
    assert next_fence is not None
    while later.go_on(1, next_fence):
        assert not killed.go_on(1, fence)  # who was only frozen changes nothing any more

    assert on_it(crowded) == CROWD
    assert the_job(crowded).state == State.DONE


def test_a_process_that_is_told_to_stop_leaves_it_to_the_next_at_once(crowded: Office) -> None:
    enrol_the_crowd(crowded)
    crowded.jobs.sweep(Handed())
    fence = crowded.jobs.take(1)
    assert fence is not None
    crowded.jobs.let_go(1, fence)

    assert crowded.jobs.sweep(Handed()) == 1


def test_nobody_takes_what_somebody_is_at(crowded: Office) -> None:
    enrol_the_crowd(crowded)
    assert crowded.jobs.sweep(Handed()) == 1

    assert crowded.jobs.sweep(Handed()) == 0
    assert crowded.jobs.take(1) is not None
    assert crowded.jobs.take(1) is None


def test_what_goes_wrong_is_tried_again_and_at_last_told(place: Office, caplog: pytest.LogCaptureFixture) -> None:
    tried: list[int] = []

    def odd(session: Session, job: Job, now: datetime) -> Slice:
        if not tried:
            tried.append(0)
            return Slice(3, 10, {"at": "three"})
        tried.append(job.done)
        raise ValueError("odd")

    at = [wire()]
    broken = Jobs(place.database, {"odd": odd}, lambda: place.now, lambda: at[0])
    put_down(place, "odd")
    for _ in range(2 * TRIES):
        at[0] += timedelta(hours=1)
        if broken.sweep(Handed()) and (fence := broken.take(1)) is not None:
            while broken.go_on(1, fence):
                pass

    assert tried == [0] + [3] * TRIES
    assert the_job(place).state == State.FAILED
    place.settle()
    assert [one for one in place.letters("ada") if "stopped after 3 of 10" in one]
    assert "a slice of job 1 failed" in caplog.text


def test_a_slice_that_was_in_anothers_way_is_done_again_at_once_and_no_try_is_lost(place: Office) -> None:
    tried: list[int] = []

    def crosses(session: Session, job: Job, now: datetime) -> Slice:
        tried.append(job.failures)
        if len(tried) <= TRIES:
            raise Crossed
        return Slice(1, 1, answer=say("It is done."))

    crossing = Jobs(place.database, {"odd": crosses}, lambda: place.now, wire)
    put_down(place, "odd")
    while crossing.sweep(Handed()):
        fence = crossing.take(1)
        assert fence is not None
        assert not crossing.go_on(1, fence)

    assert tried == [0] * (TRIES + 1)
    assert the_job(place).state == State.DONE


def test_what_only_a_newer_process_can_do_is_left_to_it(place: Office) -> None:
    put_down(place, "unheard-of")

    assert place.jobs.sweep(Handed()) == 0
    assert place.jobs.take(1) is None
    place.settle()
    assert the_job(place).state == State.QUEUED


def test_one_key_is_one_job(place: Office) -> None:
    put_down(place, "odd")
    put_down(place, "odd")

    with place.reading() as session:
        assert jobs.by_state(session) == {State.QUEUED: 1}


def test_a_slice_that_breaks_off_leaves_nothing_behind(crowded: Office) -> None:
    enrol_the_crowd(crowded)
    act = works(crowded.house)["enrol"]

    def breaks_off(session: Session, job: Job, now: datetime) -> Slice:
        act(session, job, now)
        raise ValueError("in the middle")

    broken = Jobs(crowded.database, {"enrol": breaks_off}, lambda: crowded.now, wire)
    broken.sweep(Handed())
    fence = broken.take(1)
    assert fence is not None
    assert not broken.go_on(1, fence)

    assert on_it(crowded) == 0
    assert the_job(crowded).done == 0


def put_down(crowded: Office, kind: str) -> None:
    with crowded.database.begin() as session:
        ada = crowded.person(session, "ada")
        workspace = workspaces.find(session, SLACK, NAMES[SLACK])
        assert workspace is not None
        job = Job(organisation_id=1, workspace_id=workspace.id, asked_by=ada.id, kind=kind, key=kind, payload={}, created_at=crowded.now)
        jobs.begin(session, job)
