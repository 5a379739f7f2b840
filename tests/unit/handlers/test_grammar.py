"""What a command's words say, whatever words come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from content.message import plain
from handlers.commands import commands
from handlers.grammar import FURTHEST, Misunderstood, a_day, a_time, a_weekday, as_typed, clauses, nearest, no_more, only_text
from handlers.incoming import Mention, Place, Word
from tests.databases import fresh_postgres
from tests.desk import TEAM, Desk, desk, user_of

FRIDAY = date(2026, 11, 20)
ANA = Mention("U0ANA", "ana")
KEYWORDS = ("in", "starting", "cohort", "from", "until", "is", "are", "here", "off", "yes", "me", "add", "remove", "everyone", "at", "on")
MEANT = ("small-talk", "Small", "talk", "monday", "2026-11-23", "9999-12-31", "0001-01-01", "tomorrow", "autumn", "14:00", "a12", "nobody")
PEOPLE = (ANA, Mention(user_of("ben"), "ben"), Mention(user_of("ada"), "ada"), Mention("U0NOBODY", "nobody"), "ana@example.com", "@ana")
PLACES = (
    Place({"team": TEAM, "channel": "C0A"}, "autumn", members=(user_of("ana"), "U0BOT")),
    Place({"team": TEAM, "channel": "C0B"}, "dark"),
)
WORDS: some.SearchStrategy[Word] = some.one_of(
    some.sampled_from([*KEYWORDS, *MEANT, *PEOPLE, *PLACES]),
    some.text(min_size=1, max_size=40),
    some.text("a`*_<>@#\\[]()\0\ud800\U0001f600", min_size=1, max_size=400),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Ada is an admin and Ben's manager, Ana is on a programme; in a channel and in the direct chat."""
    elsewhere = fresh_postgres() if request.param == "postgresql" else nullcontext(None)
    with elsewhere as url, desk(tmp_path_factory.mktemp("grammar"), database_url=url) as it:
        for name in ("ana", "ben"):
            it.person(name)
        it.manages("ada", "ben")
        it.command("ada", "enrol @ana in small-talk cohort autumn")
        yield it


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(
    verb=some.sampled_from(sorted(commands())),
    rest=some.lists(WORDS, max_size=7),
    who=some.sampled_from(["ada", "ana"]),
    place=some.sampled_from([None, *PLACES]),
)
def test_whatever_is_typed_after_a_verb_gets_an_answer(office: Desk, verb: str, rest: list[Word], who: str, place: Place | None) -> None:
    doing = office.session.begin_nested()

    reply = office.issue(who, (verb, *rest), place=place)

    assert reply.form is not None or (reply.message is not None and plain(reply.message))
    doing.rollback()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(words=some.lists(WORDS, max_size=4))
def test_whatever_is_typed_gets_an_answer(office: Desk, words: list[Word]) -> None:
    doing = office.session.begin_nested()

    reply = office.issue("ada", tuple(words))

    assert reply.message is not None
    assert plain(reply.message)
    doing.rollback()


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", "2026-11-20"),
        ("tomorrow", "2026-11-21"),
        ("monday", "2026-11-23"),
        ("Mon", "2026-11-23"),
        ("next monday", "2026-11-23"),
        ("friday", "2026-11-27"),  # today is one already
        ("next week", "2026-11-23"),
        ("2026-12-07", "2026-12-07"),
        ("20261207", "2026-12-07"),
    ],
)
def test_a_day_is_understood(said: str, day: str) -> None:
    assert a_day(said, FRIDAY) == date.fromisoformat(day)


@pytest.mark.parametrize("said", ["", "mo", "someday", "23.11.2026", "11/23/2026", "2026-13-01", "2026-02-30", "9999-12-31"])
def test_what_is_no_day_is_refused_with_how_a_day_is_written(said: str) -> None:
    with pytest.raises(Misunderstood) as refusal:
        a_day(said, FRIDAY)

    assert "2026-11-27" in refusal.value.not_understood or "years ahead" in refusal.value.not_understood


@given(said=some.text(max_size=20), today=some.dates(min_value=date(2000, 1, 1), max_value=date(2200, 1, 1)))
def test_whatever_is_said_it_is_a_day_within_reach_or_misunderstood(said: str, today: date) -> None:
    try:
        day = a_day(said, today)
    except Misunderstood:
        return
    assert day - today <= FURTHEST


@given(days=some.integers(1, 7))
def test_a_weekday_is_the_next_one_and_never_today(days: int) -> None:
    name = f"{FRIDAY + timedelta(days=days):%A}"

    assert a_day(name, FRIDAY) == FRIDAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("said", "hour"),
    [("15:00", time(15)), ("9:30", time(9, 30)), ("9.30", time(9, 30)), ("15", time(15)), ("3pm", time(15)), ("12 am", time(0))],
)
def test_a_time_is_understood(said: str, hour: time) -> None:
    assert a_time(said) == hour


@pytest.mark.parametrize("said", ["", "noon", "24:00", "9:60", "13pm", "0pm", "-1", "9:3", "٩:٣٠"])
def test_what_is_no_time_is_refused(said: str) -> None:
    with pytest.raises(Misunderstood):
        a_time(said)


def test_words_are_split_at_keywords_in_any_order_and_case() -> None:
    said = clauses((ANA, "Starting", "monday", "in", "small", "talk"), ("in", "starting"))

    assert said == {"": (ANA,), "starting": ("monday",), "in": ("small", "talk")}


def test_a_keyword_twice_is_refused() -> None:
    with pytest.raises(Misunderstood, match="twice"):
        clauses(("in", "a", "in", "b"), ("in",))


@given(words=some.lists(WORDS, max_size=8))
def test_no_word_is_lost_in_splitting(words: list[Word]) -> None:
    try:
        said = clauses(tuple(words), ("in", "starting"))
    except Misunderstood:
        return
    kept = [word for group in said.values() for word in group]
    assert len(kept) + len(said) - 1 == len(words)


def test_a_name_has_no_people_in_it_and_loses_its_quotes() -> None:
    assert only_text(("“Small", "talk”"), "which programme") == "Small talk"
    with pytest.raises(Misunderstood, match="@ana"):
        only_text((ANA,), "which programme")


def test_words_too_many_are_named() -> None:
    no_more(())
    with pytest.raises(Misunderstood, match="@ana now"):
        no_more((ANA, "now"))


def test_words_are_said_back_as_they_were_typed() -> None:
    assert as_typed((ANA, "in", PLACES[0])) == "@ana in #autumn"


@pytest.mark.parametrize(("typed", "verb"), [("enroll", "enrol"), ("resum", "resume"), ("chekin", "checkin"), ("Summry", "summary")])
def test_a_slip_finds_the_verb_that_was_meant(typed: str, verb: str) -> None:
    assert nearest(typed, commands()) == verb


def test_what_is_like_nothing_finds_nothing() -> None:
    assert nearest("xyzzy", commands()) is None
    assert a_weekday("mo") is None
