"""Calendars of others: which of their events say that somebody is away, on which days; and that nothing in them upsets us."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.away_words import says_away
from handlers.ics.event import LONGEST
from handlers.ics.file import AHEAD, Absence, Unreadable, read

TODAY = date(2026, 12, 1)
LISBON, TOKYO = ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Tokyo")


def calendar(*events: str) -> bytes:
    """A calendar of events, each the lines that make it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number, event in enumerate(events):
        uid = [] if "UID:" in event else [f"UID:{number}@example.com"]
        lines += ["BEGIN:VEVENT", *uid, *event.strip().splitlines(), "END:VEVENT"]
    return "\r\n".join([*(line.strip() for line in lines), "END:VCALENDAR", ""]).encode()


def days(source: bytes, zone: ZoneInfo = LISBON, *, every: bool = False) -> list[tuple[str, str]]:
    return [(first.isoformat(), back.isoformat()) for first, back in (one.days(zone) for one in read(source, TODAY, every=every))]


TWO_WEEKS = "DTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20270104\n"


@pytest.mark.parametrize(
    ("event", "found"),
    [
        (TWO_WEEKS + "SUMMARY:Vacation", [("2026-12-21", "2027-01-04")]),
        (TWO_WEEKS + "SUMMARY:Weihnachtsurlaub in Rom\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", [("2026-12-21", "2027-01-04")]),
        (TWO_WEEKS + "SUMMARY:Project week", []),
        (TWO_WEEKS + "SUMMARY:Vacation\nSTATUS:CANCELLED", []),
        ("DTSTART;VALUE=DATE:20261224\nSUMMARY:Day off", [("2026-12-24", "2026-12-25")]),  # no end: that day
        ("DTSTART;VALUE=DATE:20261224\nDURATION:P2D\nSUMMARY:Day off", [("2026-12-24", "2026-12-26")]),
        ("DTSTART:20261224T080000Z\nDTEND:20261224T110000Z\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", []),  # three hours
        ("DTSTART:20261224T080000Z\nDTEND:20261224T180000Z\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", [("2026-12-24", "2026-12-25")]),
        ("DTSTART:20261224T080000Z\nDTEND:20261224T180000Z\nSUMMARY:Vacation planning", []),
        ("DTSTART;VALUE=DATE:20261101\nDTEND;VALUE=DATE:20261108\nSUMMARY:Vacation", []),  # over
        ("DTSTART;VALUE=DATE:20290101\nDTEND;VALUE=DATE:20290108\nSUMMARY:Vacation", []),  # nobody knows yet
        ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261220\nSUMMARY:Vacation", []),
        ("DTSTART:soon\nSUMMARY:Vacation", []),
    ],
)
def test_an_event_is_an_absence_if_it_says_so_and_lasts_half_a_day(event: str, found: list[tuple[str, str]]) -> None:
    assert days(calendar(event)) == found


def test_in_a_calendar_of_leaves_every_event_is_one() -> None:
    assert days(calendar(TWO_WEEKS + "SUMMARY:Ana Ferreira"), every=True) == [("2026-12-21", "2027-01-04")]


def test_an_instant_is_a_day_in_the_zone_where_the_person_is() -> None:
    source = calendar("DTSTART;TZID=Europe/Lisbon:20261224T090000\nDTEND;TZID=Europe/Lisbon:20261225T170000\nSUMMARY:x")

    assert days(source, LISBON, every=True) == [("2026-12-24", "2026-12-26")]
    assert days(source, TOKYO, every=True) == [("2026-12-25", "2026-12-26")]  # from 18:00 on the 24th to 02:00 on the 26th


def test_zones_by_the_names_of_windows_and_times_without_a_zone_are_understood() -> None:
    windows = "DTSTART;TZID=W. Europe Standard Time:20261224T090000\nDTEND;TZID=W. Europe Standard Time:20261224T170000"
    floating = "DTSTART:20261228T090000\nDTEND:20261228T170000"

    assert days(calendar(windows, floating), every=True) == [("2026-12-24", "2026-12-25"), ("2026-12-28", "2026-12-29")]


def test_what_recurs_does_so_for_a_year_without_what_is_struck_out_and_with_what_was_moved() -> None:
    fridays = "UID:f\nDTSTART;VALUE=DATE:20260102\nRRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20261231\nEXDATE;VALUE=DATE:20261211\nSUMMARY:Day off"
    moved = "UID:f\nRECURRENCE-ID;VALUE=DATE:20261218\nDTSTART;VALUE=DATE:20261217\nSUMMARY:Day off"

    found = days(calendar(fridays, moved))

    assert found == [("2026-12-04", "2026-12-05"), ("2026-12-25", "2026-12-26"), ("2026-12-17", "2026-12-18")]


def test_a_recurrence_keeps_its_wall_time_when_clocks_change() -> None:
    late = "DTSTART;TZID=Europe/Lisbon:20261214T120000\nDTEND;TZID=Europe/Lisbon:20261214T200000\nRRULE:FREQ=MONTHLY;BYDAY=2MO;COUNT=5"

    assert [first for first, _ in days(calendar(late), every=True)] == [
        "2026-12-14",
        "2027-01-11",
        "2027-02-08",
        "2027-03-08",
        "2027-04-12",
    ]


def test_the_names_of_absences_stay_and_tell_nothing() -> None:
    recurring = "UID:ana.ferreira@example.com\nDTSTART;VALUE=DATE:20261204\nRRULE:FREQ=WEEKLY;COUNT=2\nSUMMARY:Day off"

    first, second = read(calendar(recurring), TODAY, every=False)

    assert first.name != second.name
    assert "ana" not in first.name
    assert [one.name for one in read(calendar(recurring), TODAY + timedelta(days=2), every=False)] == [first.name, second.name]


def test_whom_it_is_about_are_those_who_take_part_else_whoever_made_it() -> None:
    both = (
        TWO_WEEKS
        + "ORGANIZER:mailto:hr@example.com\nATTENDEE;CN=Ana:MAILTO:Ana@Example.com\nATTENDEE;PARTSTAT=DECLINED:mailto:ben@example.com"
    )
    alone = "DTSTART;VALUE=DATE:20261228\nORGANIZER:mailto:chen@example.com"
    declined = alone + "\nATTENDEE;PARTSTAT=DECLINED:mailto:ben@example.com"

    found = [one.emails for one in read(calendar(both, alone, declined), TODAY, every=True)]

    assert found == [("ana@example.com",), ("chen@example.com",), ()]


@pytest.mark.parametrize("source", [b"", b"<html>sign in</html>", b"\xff\xfe\x00", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT\nEND:VCALENDAR"])
def test_what_is_no_calendar_is_said_to_be_none(source: bytes) -> None:
    with pytest.raises(Unreadable):
        read(source, TODAY, every=True)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYHOUR=1,2,3", "FREQ=x"],
)
def test_a_rule_without_sense_neither_hangs_nor_floods(rule: str) -> None:
    assert len(days(calendar(f"DTSTART;VALUE=DATE:20261210\nRRULE:{rule}"), every=True)) <= 1


WHEN = st.sampled_from(["20261210", "20261231T080000Z", "20270110T230000", "19700101", "21991231T000000Z", "99991231", "soon", ""])
VALUES = st.one_of(
    WHEN,
    st.sampled_from(["P3D", "PT5H", "-P1D", "P99999999D", "FREQ=WEEKLY;COUNT=3", "FREQ=DAILY", "OOF", "Vacation"]),
    st.text(max_size=20),
)
PROPERTIES = (
    *("DTSTART", "DTSTART;VALUE=DATE", "DTSTART;TZID=Asia/Tokyo", "DTEND", "DTEND;VALUE=DATE", "DTEND;TZID=Mars/Olympus", "DURATION"),
    *("RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "SUMMARY", "UID", "ATTENDEE", "STATUS", "X-MICROSOFT-CDO-BUSYSTATUS", "BEGIN", "END"),
)
NAMES = st.sampled_from(PROPERTIES)
EVENTS = st.lists(
    st.lists(st.tuples(NAMES, VALUES), max_size=8).map(lambda lines: "\n".join(f"{name}:{value}" for name, value in lines)), max_size=3
)


def absences(source: bytes) -> tuple[Absence, ...]:
    try:
        return read(source, TODAY, every=True)
    except Unreadable:
        return ()


@settings(max_examples=200, deadline=None)
@given(events=EVENTS, zone=st.sampled_from([LISBON, TOKYO, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Etc/GMT+12")]))
def test_whatever_stands_in_a_calendar_its_absences_lie_in_bounds(events: list[str], zone: ZoneInfo) -> None:
    for one in absences(calendar(*events)):
        first, back = one.days(zone)
        assert first <= back <= first + LONGEST + timedelta(days=2)
        assert back >= TODAY - timedelta(days=2)
        assert first <= TODAY + AHEAD + timedelta(days=2)


@settings(max_examples=100, deadline=None)
@given(
    source=st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: ("BEGIN:VCALENDAR\n" + text).encode("utf-8", "replace"))
    )
)
def test_garbage_is_refused_and_breaks_nothing(source: bytes) -> None:
    absences(source)


@pytest.mark.parametrize(
    ("words", "away"),
    [
        ("Out of office", True),
        ("OOO - back Monday", True),
        ("On vacation until 5 January", True),
        ("sick", True),
        ("Urlaub", True),
        ("En congés", True),
        ("de férias no Brasil", True),
        ("de vacaciones", True),
        ("Parental leave", True),
        ("leave", True),
        ("leave early", False),
        ("sick of meetings", False),
        ("On vacation, not checking Slack", True),
        ("On vacation not checking Slack", True),
        ("Sick, not working today", True),
        ("Not working, sick", True),
        ("Not available: on holiday", True),
        ("Not checking mail while on vacation", True),
        ("Out of office, back after Jan 3", True),
        ("Back after Jan 3, out of office until then", True),
        ("Im Urlaub, zurück am 5.1.", True),
        ("En congés, de retour le 5 janvier", True),
        ("De vacaciones, regreso el 5", True),
        ("De férias, de volta no dia 5", True),
        ("Happy holidays! OOO until 3 January", True),
        ("Ben is covering for me while I am on vacation", True),
        ("Back from vacation", False),
        ("Back from my vacation", False),
        ("Before the holidays", False),
        ("Not on vacation", False),
        ("Zurück aus dem Urlaub", False),
        ("Nicht im Urlaub", False),
        ("De retour de mes congés", False),
        ("Después de las vacaciones", False),
        ("Depois das férias", False),
        ("Covering for Ana's parental leave", False),
        ("Covering for Ana during her vacation", False),
        ("Happy holidays!", False),
        ("Planning the holidays", False),
        ("Lunch", False),
        ("In a meeting", False),
        ("Working remotely", False),
        ("", False),
    ],
)
def test_words_that_say_away(words: str, away: bool) -> None:
    assert says_away(words) is away
