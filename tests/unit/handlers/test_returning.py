"""The question how somebody wants to come back from leave: when it comes, when it does not, and what its buttons do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from content.message import say
from handlers.incoming import Reply, Said
from handlers.notices import Notice, notify
from models.deliveries import Delivery, Kind
from models.leaves import Leave
from scheduler.library import publish
from tests.databases import fresh_sqlite
from tests.desk import PROGRAMMES
from tests.offices import Office, office, words_of

BACK = "2026-12-14T08:45:00+00:00"  # Monday; Lisbon is at UTC
NOON = "2026-12-14T12:00:00+00:00"
AWAY = "away 2026-11-30 to 2026-12-11"


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Office]:
    """Ana is on Five weeks from 23 November; it is the Friday after, and she has read all."""
    with office(fresh_sqlite(tmp_path)) as opened:
        for name in ("ada", "ana"):
            opened.command(name, "help")
        opened.command("ada", "enrol @ana in five-weeks starting 2026-11-23")
        opened.to("2026-11-27T18:00:00+00:00")
        opened.letters("ana")
        yield opened


def questions(it: Office) -> list[Delivery]:
    with it.reading() as session:
        asked = select(Delivery).where(Delivery.kind == Kind.NOTICE, col(Delivery.key).startswith("return/"))
        return list(session.exec(asked.order_by(col(Delivery.id))))


def press(it: Office, choice: str, name: str = "ana") -> Reply:
    return it.act(name, Said.CHOICE, token=questions(it)[-1].token, choice=choice)


def asked(it: Office) -> list[str]:
    """The questions that came to Ana since this was asked last."""
    return [text for text in it.letters("ana") if "Welcome back" in text]


class TestWhenItComes:
    def test_two_leaves_without_a_working_day_between_them_are_asked_about_once(self, it: Office) -> None:
        it.command("ana", "away 2026-11-30 to 2026-12-04")
        it.command("ana", "away 2026-12-07 to 2026-12-11")

        it.to(NOON)

        (said,) = asked(it)
        assert "While you were away (30 November to 11 December), 4 activities came due" in said

    def test_a_working_day_between_them_makes_two_questions(self, it: Office) -> None:
        it.command("ana", "away 2026-11-30 to 2026-12-04")
        it.command("ana", "away 2026-12-09 to 2026-12-11")

        it.to("2026-12-18T12:00:00+00:00")

        assert len(asked(it)) == 2

    def test_nothing_is_asked_where_nothing_was_missed(self, it: Office) -> None:
        it.command("ana", "away 2026-11-28 to 2026-11-29")
        it.command("ana", "away 2026-12-03 to 2026-12-04")

        it.to("2026-12-18T12:00:00+00:00")

        assert asked(it) == []

    def test_a_leave_past_the_end_of_the_route_is_asked_about_all_the_same(self, it: Office) -> None:
        it.command("ana", "away 2026-11-30 to 2027-01-29")

        it.to("2027-02-01T08:50:00+00:00")

        (said,) = asked(it)
        assert "8 activities came due, about 44 minutes" in said
        assert "the next comes today at 09:00, the last on 24 February" in said

    def test_nothing_is_asked_of_who_is_on_a_break_by_then_nor_later(self, it: Office) -> None:
        it.command("ana", AWAY)
        it.command("ana", "pause until 2026-12-21")

        it.to("2027-02-01T12:00:00+00:00")

        assert asked(it) == []

    def test_a_break_takes_back_a_question_that_has_not_left_us(self, it: Office) -> None:
        it.command("ana", AWAY)
        it.to("2026-12-14T08:44:00+00:00")
        it.clock[0] = datetime.fromisoformat(BACK)
        it.heart.beat(it.now)  # it is with the engine

        it.command("ana", "pause until 2026-12-16")

        it.settle()
        assert asked(it) == []
        it.to("2026-12-16T12:00:00+00:00")
        assert len(asked(it)) == 1  # still within three days

    def test_a_hold_takes_it_back_too_and_it_comes_after_it(self, it: Office) -> None:
        it.command("ana", AWAY)
        it.to("2026-12-14T08:44:00+00:00")
        it.clock[0] = datetime.fromisoformat(BACK)
        it.heart.beat(it.now)
        it.command("ada", "hold five-weeks")
        it.to(NOON)
        assert asked(it) == []

        it.command("ada", "release five-weeks shift")

        it.to("2026-12-16T12:00:00+00:00")
        assert len(asked(it)) == 1

    def test_it_takes_no_place_of_the_day(self, it: Office) -> None:
        it.command("ana", "cap 1")
        it.command("ana", AWAY)

        it.to(NOON)

        assert [text.split(".")[0].splitlines()[0] for text in it.letters("ana")] == ["Welcome back, Ana Silva", "Two A"]


class TestItsButtons:
    def chosen(self, it: Office) -> tuple[str | None, int | None]:
        with it.reading() as session:
            (leave,) = session.exec(select(Leave)).all()
        return leave.policy, leave.at_most

    def test_a_choice_is_kept_and_stands_on_the_card_and_what_was_made_otherwise_is_taken_back(self, it: Office) -> None:
        it.command("ana", AWAY)
        it.to(BACK)
        it.clock[0] += timedelta(minutes=15)
        it.heart.beat(it.now)  # Two A is with the engine

        press(it, "drop/2")

        assert self.chosen(it) == ("drop", 2)
        it.settle()
        it.to("2026-12-14T18:00:00+00:00")
        assert [text.splitlines()[0] for text in it.letters("ana")][1:] == ["Two A", "Two B"]

    def test_the_same_once_more_does_nothing_more(self, it: Office) -> None:
        it.command("ana", AWAY)
        it.to(BACK)
        press(it, "compress/2")
        with it.reading() as session:
            before = session.exec(select(Leave.chosen_at)).one()
        it.clock[0] += timedelta(minutes=1)

        assert words_of(press(it, "compress/2")) == "That is how it goes on already."

        with it.reading() as session:
            assert session.exec(select(Leave.chosen_at)).one() == before

    @pytest.mark.parametrize("choice", ["skip", "compress/9", "compress", "shift/1", "", "x"])
    def test_what_was_not_offered_is_refused(self, it: Office, choice: str) -> None:
        it.command("ana", AWAY)
        it.to(BACK)

        assert press(it, choice).refused

        assert self.chosen(it) == (None, None)

    @pytest.mark.parametrize("typed", ["catch up lightly", "“Catch up lightly”.", "2"])
    def test_a_way_may_be_typed(self, it: Office, typed: str) -> None:
        it.command("ana", AWAY)
        it.to(BACK)

        it.act("ana", Said.TEXT, text=typed)

        assert self.chosen(it) == ("compress", 2)
        it.settle()
        assert "Catch up lightly it is." in it.letters("ana")[-1]

    @pytest.mark.parametrize("typed", ["9", "catch up", "I was away"])
    def test_other_words_choose_nothing(self, it: Office, typed: str) -> None:
        it.command("ana", AWAY)
        it.to(BACK)

        it.act("ana", Said.TEXT, text=typed)

        assert self.chosen(it) == (None, None)

    def test_it_is_nobody_elses(self, it: Office) -> None:
        it.command("ana", AWAY)
        it.to(BACK)

        assert words_of(press(it, "shift", "ada")) == "That one is not yours to answer."

    def test_buttons_of_other_notices_do_nothing(self, it: Office) -> None:
        with it.database.begin() as session:
            notify(session, Notice(it.person(session, "ana"), say("A word."), "word/1"), it.now)
            token = session.exec(select(Delivery.token).where(Delivery.kind == Kind.NOTICE)).one()

        assert it.act("ana", Said.CHOICE, token=token, choice="shift").refused


@pytest.mark.parametrize(
    ("policy", "usual", "said"),
    [
        ("skip", "Leave out what I missed", "what you missed does not come; the next comes today at 09:00, the last on 23 December"),
        ("bundle", "All of it now", "as many a day as may come to you until you are level again on 15 December (26 minutes to catch up)"),
        ("compress", "Catch up lightly", "at most 3 a day until you are level again on 15 December (26 minutes to catch up)"),
    ],
)
def test_a_programmes_own_way_is_offered_too_and_holds_if_nobody_chooses(it: Office, policy: str, usual: str, said: str) -> None:
    source = (PROGRAMMES / "five-weeks.yaml").read_text() + f"returns: {{policy: {policy}, at_most: 3}}\n"
    with it.database.begin() as session:
        publish(session, it.person(session, "ada").organisation_id, "own-way.yaml", source, it.now)
    it.command("ada", "withdraw @ana from five-weeks")
    it.command("ada", "enrol @ana in own-way starting 2026-11-23")
    it.command("ana", AWAY)

    it.to(BACK)

    (question,) = asked(it)
    assert f"{usual}: {said}" in question
    assert f"If you do nothing, it is “{usual}”, as the programme has it." in question
