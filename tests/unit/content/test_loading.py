"""A sound file becomes the programme that its author meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from content.activities.commit import Commit
from content.activities.quiz import Quiz
from content.loading import digest, parse
from content.programme import Behaviour, Cause, Coming, Count, Reminders, Returns, Roll, Visibility, When
from scheduler.diary import Policy
from tests.unit.content.texts import NAME, SMALL, changed

PROGRAMME = parse(SMALL, NAME)


def test_the_file_says_what_the_programme_is() -> None:
    assert (PROGRAMME.key, PROGRAMME.title, PROGRAMME.format) == ("small-talk", "Small talk", 1)
    assert (PROGRAMME.length, PROGRAMME.minutes_a_week, PROGRAMME.joinable, PROGRAMME.checkin) == (2, 25, False, True)
    assert PROGRAMME.outcome == (
        Behaviour("asks-first", "Asks a question before giving advice", 1, 3, "colleagues say so", Cause.KNOWLEDGE),
    )
    assert [week.title for week in PROGRAMME.weeks] == ["Notice", "Do"]
    assert [step.key for step in PROGRAMME.steps] == ["w1-why", "w1-try", "w2-look", "w2-quiz", "w2-plan"]


def test_a_folder_before_the_name_is_no_part_of_the_key() -> None:
    assert parse(SMALL, "/srv/programmes/small-talk.yaml").key == "small-talk"


@pytest.mark.parametrize(
    ("key", "when"),
    [
        ("w1-why", When(time(9), 1, 0)),
        ("w1-try", When(time(9, 30), 1, 2)),
        ("w2-look", When(time(16), after="w1-try", days=1)),
        ("w2-quiz", When(time(9), after="start", days=8)),
        ("w2-plan", When(time(9), after="end", days=-2)),
    ],
)
def test_a_step_knows_when_it_comes(key: str, when: When) -> None:
    assert PROGRAMME.step(key).when == when


def test_a_step_may_come_in_a_later_week_than_the_one_it_stands_in() -> None:
    programme = parse(changed(("{day: mon,", "{day: mon, week: 2,")), NAME)

    assert (programme.steps[0].week, programme.steps[0].when.week) == (1, 2)


def test_days_after_an_anchor_are_none_if_the_file_does_not_say() -> None:
    assert parse(changed(("after: start, days: 8", "after: start")), NAME).step("w2-quiz").when.days == 0


def test_days_may_be_counted_from_an_anchor_of_its_own_and_be_working_days() -> None:
    text = "anchors: [workshop, review]\n" + changed(("after: start, days: 8", "after: workshop, days: -3, count: working"))

    programme = parse(text, NAME)

    assert programme.anchors == ("workshop", "review")
    assert programme.step("w2-quiz").when == When(time(9), after="workshop", days=-3, count=Count.WORKING)


def test_a_step_says_where_it_goes_on_a_day_off_and_whether_it_may_be_left_out() -> None:
    programme = parse(changed(("minutes: 3\n", "minutes: 3\n        roll: back\n        optional: true\n")), NAME)

    assert [(step.roll, step.optional) for step in programme.steps[:2]] == [(Roll.BACK, True), (Roll.FORWARD, False)]


def test_a_programme_says_how_one_comes_back_from_leave() -> None:
    assert PROGRAMME.returns == Returns(Coming.SHIFT, 2)
    assert parse("returns: {policy: compress, at_most: 3}\n" + SMALL, NAME).returns == Returns(Coming.COMPRESS, 3)
    assert parse("returns: {policy: skip}\n" + SMALL, NAME).returns == Returns(Coming.SKIP, 2)


@pytest.mark.parametrize("coming", Coming)
def test_the_scheduler_knows_every_way_of_coming_back(coming: Coming) -> None:
    assert Policy(coming)


def test_who_sees_an_answer_is_nobody_unless_the_file_says_so() -> None:
    assert PROGRAMME.step("w1-why").visible_to is Visibility.PRIVATE
    assert PROGRAMME.step("w1-try").visible_to is Visibility.COACH


def test_reminders_come_from_the_step_else_the_programme_else_the_usual() -> None:
    assert PROGRAMME.step("w1-try").reminders == Reminders(2, 2)
    assert PROGRAMME.step("w2-quiz").reminders == Reminders(2, 0)

    other = parse("reminders: {after_days: 3}\n" + SMALL, NAME)

    assert other.step("w1-try").reminders == Reminders(3, 2)
    assert other.step("w2-quiz").reminders == Reminders(3, 0)


def test_a_step_carries_its_activity() -> None:
    quiz, commit = PROGRAMME.step("w2-quiz").activity, PROGRAMME.step("w2-plan").activity

    assert isinstance(quiz, Quiz)
    assert [option.right for option in quiz.options] == [False, True]
    assert isinstance(commit, Commit)
    assert commit.invitation == "When will you ask?"


def test_an_unknown_step_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        PROGRAMME.step("w9")


def test_a_programme_can_be_a_key_of_a_dictionary() -> None:
    assert {PROGRAMME: 1}[parse(SMALL, NAME)] == 1


def test_an_optional_key_without_a_value_is_left_out() -> None:
    assert parse(changed(("cause: knowledge", "cause:")), NAME).outcome[0].cause is None


def test_bytes_with_or_without_a_mark_are_read_like_text() -> None:
    assert parse(SMALL.encode(), NAME) == parse(b"\xef\xbb\xbf" + SMALL.encode(), NAME) == PROGRAMME


def test_lines_may_end_as_windows_ends_them() -> None:
    assert parse(SMALL.replace("\n", "\r\n"), NAME) == PROGRAMME


@pytest.mark.parametrize(
    "same",
    [
        "# a comment\n" + SMALL,
        "format: 1\njoinable: false\n" + SMALL,
        "anchors: []\nreturns: {policy: shift, at_most: 2}\n" + changed(("minutes: 3\n", "minutes: 3\n        roll: forward\n")),
        changed(("after: start, days: 8", "after: start, days: 8, count: calendar")),
        changed(("time: 9:30", "time: '09:30'")),
        changed(("task: Ask one", "task: >\n          Ask one")),
        changed(("visible_to: coach\n        behaviour: asks-first\n", "behaviour: asks-first\n        visible_to: coach\n")),
        "\n\n" + SMALL.replace("minutes: 3\n", "minutes:   3   # short\n"),
    ],
)
def test_the_layout_of_a_file_does_not_change_its_digest(same: str) -> None:
    assert digest(parse(same, NAME)) == digest(PROGRAMME)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Small talk", "title: Small talks"),
        ("minutes: 3\n", "minutes: 4\n"),
        ("day: wed", "day: thu"),
        ("days: -2", "days: -1"),
        ("right: true, feedback: It lets", "right: true, feedback: That lets"),
        ("reminders: {at_most: 0}", "reminders: {at_most: 1}"),
        ("visible_to: coach", "visible_to: manager"),
        ("minutes: 3\n", "minutes: 3\n        roll: skip\n"),
        ("days: -2", "days: -2, count: working"),
    ],
)
def test_what_a_file_says_changes_its_digest(old: str, new: str) -> None:
    assert digest(parse(changed((old, new)), NAME)) != digest(PROGRAMME)


def test_a_digest_is_sixty_four_hex_digits_and_stays_the_same_from_run_to_run() -> None:
    assert digest(replace(PROGRAMME, weeks=(), outcome=())) == "fbcf58d3fed492c6804db79d3efd4ff11e14af3802660966a551eddc11200f15"
