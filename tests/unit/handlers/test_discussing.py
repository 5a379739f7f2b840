"""Questions for a cohort's forum: who is led there, what is heard in its threads, and what is nothing to us."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import col, select

from content.message import from_json, plain
from handlers.discussing import overheard
from handlers.incoming import Incoming, Place, Reply, Said
from models import forums
from models.deliveries import Delivery, Kind, State
from models.inbound import InboundEvent
from models.people import Person
from models.responses import Response
from scheduler.channel import Unreachable
from scheduler.library import publish
from tests.databases import fresh_sqlite
from tests.desk import PROGRAMMES
from tests.offices import NAMES, SLACK, TEAMS, Office, office, user_of, words_of

FORUM = "C0FORUM"
HERE = Place({"team": NAMES[SLACK], "channel": FORUM}, "forum", members=(), heard=True)
MONDAY, WEDNESDAY = "2026-11-23T12:00:00+00:00", "2026-11-25T12:00:00+00:00"
ALONE = "There is no channel of your cohort for this question, so only you see your answer."
ASKED = "What helped you to ask first?"


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Office]:
    """Ana, Ben and Chen are to talk it over from Monday on, in the forum of their cohort; all read."""
    with office(fresh_sqlite(tmp_path)) as opened:
        for name in ("ada", "ana", "ben", "chen"):
            opened.command(name, "help")
        opened.command("ada", "enrol @ana @ben @chen in talked-over starting 2026-11-23 cohort autumn")
        set_forum(opened)
        opened.settle()
        read_all(opened)
        yield opened


def set_forum(it: Office, typed: str = "channel autumn forum here", place: Place = HERE, *, by: str = "ada") -> str:
    return words_of(it.act(by, Said.COMMAND, words=tuple(typed.split()), place=place))


def read_all(it: Office) -> None:
    for box in it.boxes.values():
        box.kept.clear()


def rows(it: Office, kind: Kind, like: str = "%") -> list[Delivery]:
    with it.reading() as session:
        return list(session.exec(select(Delivery).where(Delivery.kind == kind, col(Delivery.key).like(like)).order_by(col(Delivery.id))))


def post(it: Office) -> Delivery:
    return rows(it, Kind.NOTICE, "forum/%")[-1]


def typed(
    it: Office, name: str, *, said: Said = Said.REPLY, words: tuple[str, ...] = (), thread: str | None = None, on: str = SLACK
) -> Incoming:
    below = thread or post(it).sent_name
    return Incoming(
        on, NAMES[on], user_of(name, on), said, f"reply/{next(it.numbers)}", words=words, thread=below, place=HERE, by_message=on == TEAMS
    )


def hears(it: Office, incoming: Incoming) -> Incoming | None:
    with it.reading() as session:
        return overheard(session, incoming)


def replies(it: Office, name: str) -> Reply | None:
    """What the door does with a reply."""
    heard = hears(it, typed(it, name))
    return it.act(name, Said.REPLY, thread=heard.thread, place=heard.place) if heard is not None else None


def states(it: Office) -> dict[str, State]:
    with it.reading() as session:
        found = session.exec(select(Person.name, Delivery.state).where(Person.id == Delivery.person_id, Delivery.step == "talk"))
        return {name.split()[0].lower(): State(state) for name, state in found}


def letters(it: Office, name: str) -> str:
    return "\n".join(it.letters(name))


def test_a_reply_is_one_answer_without_words_however_often_they_reply(it: Office) -> None:
    it.to(MONDAY)

    first, second = replies(it, "ana"), replies(it, "ana")

    assert first is not None
    assert second is None
    assert states(it) == {"ana": State.ANSWERED, "ben": State.SENT, "chen": State.SENT}
    with it.reading() as session:
        (response,) = session.exec(select(Response)).all()
    assert (response.status, response.words, response.source, response.seen_by) == ("discussed", "", None, [])


def test_what_others_say_and_what_is_said_elsewhere_leaves_no_trace(it: Office) -> None:
    it.to(MONDAY)
    it.command("ada", "withdraw @ben from talked-over")
    with it.reading() as session:
        known = len(session.exec(select(InboundEvent)).all()), len(session.exec(select(Person)).all())

    assert hears(it, typed(it, "ada")) is None  # who is on no programme
    assert hears(it, typed(it, "ben")) is None  # who is on it no more
    assert hears(it, typed(it, "zoe")) is None  # whom nobody knows
    assert hears(it, typed(it, "ana", thread=f"{FORUM}/9.9")) is None  # another thread of the channel
    assert hears(it, replace(typed(it, "ana"), workspace="T0ELSEWHERE")) is None
    it.act("ana", Said.REPLY, thread=f"{FORUM}/9.9", place=HERE)  # though it came in all the same
    with it.reading() as session:
        now = len(session.exec(select(InboundEvent)).all()), len(session.exec(select(Person)).all())
    assert set(states(it).values()) == {State.SENT}
    assert now == (known[0] + 1, known[1])


def test_where_we_are_called_by_name_it_is_an_answer_before_it_is_a_command(it: Office) -> None:
    it.to(MONDAY)
    call = typed(it, "ana", said=Said.COMMAND, words=("pause", "before", "you", "speak"))

    heard = hears(it, call)

    assert heard is not None
    assert (heard.said, heard.words, heard.text, heard.by_message) == (Said.REPLY, (), "", False)
    assert hears(it, replace(call, words=("stop",))) == replace(call, words=("stop",))
    assert hears(it, replace(call, thread=f"{FORUM}/9.9")) == replace(call, thread=f"{FORUM}/9.9")
    assert hears(it, replace(call, user=user_of("ada", SLACK))) == replace(call, user=user_of("ada", SLACK))
    replies(it, "ana")
    assert hears(it, call) == call  # who has answered may mean the command
    assert hears(it, replace(call, words=("so", "true"))) is None


def test_it_is_posted_once_for_each_version_that_people_are_on(it: Office) -> None:
    file = PROGRAMMES / "talked-over.yaml"
    with it.database.begin() as session:
        organisation = session.exec(select(Person.organisation_id)).first()
        publish(session, organisation or 0, "talked-over", file.read_text().replace("one** talk", "two** talks"), it.now)
    it.command("dina", "help")
    it.command("ada", "enrol @dina in talked-over starting 2026-11-23 cohort autumn")

    it.to(MONDAY)

    posts = rows(it, Kind.NOTICE, "forum/%")
    assert sorted("two talks" in plain(from_json(one.message)) for one in posts) == [False, True]
    leads = {row.person_id: row.about_id for row in rows(it, Kind.STEP)}
    assert sorted(list(leads.values()).count(one.id) for one in posts) == [1, 3]


def test_who_is_not_where_the_forum_is_is_asked_alone(it: Office) -> None:
    it.arrives("eva")
    it.arrives("ada")
    it.command("ada", "enrol eva@example.com in talked-over starting 2026-11-23 cohort autumn", on=TEAMS)
    it.to(MONDAY)

    told = "\n".join(it.letters("eva", on=TEAMS))

    assert ASKED in told
    assert ALONE in told
    assert "#forum" in letters(it, "ana")
    assert len(rows(it, Kind.NOTICE, "forum/%")) == 1


def test_who_is_in_no_cohort_or_comes_when_nothing_could_be_posted_is_asked_alone(it: Office) -> None:
    it.boxes[SLACK].refusals[FORUM] = Unreachable("not_in_channel")
    it.command("emma", "help")
    it.command("ada", "enrol @emma in talked-over starting 2026-11-23")
    it.command("chen", "zone America/New_York")

    it.to(WEDNESDAY)

    assert ALONE in letters(it, "emma")
    assert post(it).state == State.FAILED
    assert ALONE in letters(it, "chen")


def test_where_the_forum_was_moved_nobody_is_led_to_the_wrong_place(it: Office) -> None:
    it.to(MONDAY)
    read_all(it)
    set_forum(it, place=replace(HERE, address={**HERE.address, "channel": "C0OTHER"}, name="other"))
    it.to(WEDNESDAY)

    reminders = [text for text in it.letters("ana") if "Still open" in text]

    assert "your cohort’s channel" in reminders[0]
    assert "[I have answered]" in reminders[0]
    assert "#" not in reminders[0]


@pytest.mark.parametrize("heard", [True, False])
def test_the_command_says_what_becomes_of_it(it: Office, heard: bool) -> None:
    said = set_forum(it, place=replace(HERE, heard=heard))

    assert "What cohort autumn is to discuss is posted in #forum from now on" in said
    assert ("learners press a button" in said) is not heard
    with it.reading() as session:
        (forum,) = forums.of_cohorts(session, [1]).values()
    assert (forum.name, forum.heard) == ("forum", heard)


def test_the_forum_is_taken_away_and_the_summaries_stay(it: Office) -> None:
    set_forum(it, "channel autumn here")

    said = set_forum(it, "channel autumn forum off")
    again = set_forum(it, "channel autumn forum nowhere")

    assert "has no forum any more" in said
    assert "has no forum any more" in again
    it.to(MONDAY)
    assert ASKED in letters(it, "ana")
    assert "has no channel for its summaries any more" in set_forum(it, "channel autumn off")


def test_only_admins_set_it_and_only_where_we_can_write(it: Office) -> None:
    it.command("ada", "manager @ana is @ben")

    assert "for admins to set" in set_forum(it, by="ben")
    assert "for managers and admins" in set_forum(it, by="ana")
    assert "can't write in #forum yet" in set_forum(it, place=replace(HERE, private=True, members=None))
    assert "the cohort “winter”" in set_forum(it, "channel winter forum here")
