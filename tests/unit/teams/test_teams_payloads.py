"""What Teams' activities mean."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.teams import payloads
from bot.channels.teams.directory import profile_of, zone_of
from handlers.incoming import Incoming, Mention, Place, Said
from tests.unit.teams.activities import ANA, BOT, SERVICE, TENANT, in_channel, message, reply


def read(activity: dict[str, Any]) -> Incoming:
    said = payloads.typed(activity, payloads.context_of(activity))
    assert said is not None
    return said


def test_what_is_typed_is_words_for_the_open_question() -> None:
    said = read(message("I asked\nBen first."))

    assert (said.said, said.text, said.user, said.workspace) == (Said.TEXT, "I asked\nBen first.", ANA, TENANT)
    assert said.key == "text/a:chat-of-ana/1763370000001"
    assert said.source == "a:chat-of-ana/1763370000001"
    assert said.words == ()
    assert said.chat == {"service_url": SERVICE, "conversation": "a:chat-of-ana", "member": "29:ana", "bot": BOT}


@pytest.mark.parametrize("line", ["/waypost route", "waypost route", "/route", "  Waypost   route", "/ waypost route"])
def test_a_prefix_makes_a_command_for_sure(line: str) -> None:
    said = read(message(line))

    assert (said.said, said.words, said.place) == (Said.COMMAND, ("route",), None)


def test_a_line_that_begins_with_a_verb_may_be_one() -> None:
    said = read(message("pause next week"))

    assert (said.said, said.words, said.text) == (Said.TEXT, ("pause", "next", "week"), "pause next week")


@pytest.mark.parametrize("line", ["waypost", "wayposted well", "and/or", "I used /waypost", "mostly", "Waypost helped me a lot"])
def test_what_only_looks_like_one_is_words(line: str) -> None:
    assert read(message(line)).said == Said.TEXT
    assert read(message(line)).words == ()


def test_a_mention_in_a_channel_is_a_command_with_people_and_place() -> None:
    text = "<at>Waypost</at>&nbsp; enrol <at>Ben Carter</at>, <at>Chen Wei Ling</at> in small-talk".replace("&nbsp;", "\xa0")
    said = read(in_channel(text, ("29:ben", "Ben Carter"), ("29:chen", "Chen Wei Ling")))

    assert said.said == Said.COMMAND
    assert said.words == ("enrol", Mention("29:ben", "Ben Carter"), ",", Mention("29:chen", "Chen Wei Ling"), "in", "small-talk")
    assert said.place == Place({"team": TENANT, "channel": "19:autumn@thread.tacv2", "service_url": SERVICE, "bot": BOT}, "")
    assert "conversation" not in (said.chat or {})  # the channel is not their direct chat


def test_two_of_one_name_are_told_apart_by_their_order() -> None:
    said = read(in_channel("<at>Waypost</at> manager <at>Ana</at> is <at>Ana</at>", ("29:one", "Ana"), ("29:two", "Ana")))

    assert said.words == ("manager", Mention("29:one", "Ana"), "is", Mention("29:two", "Ana"))


def test_a_space_that_is_spelled_out_is_a_space() -> None:
    assert read(in_channel("<at>Waypost</at>&nbsp;progress")).words == ("progress",)


def test_in_a_thread_of_a_channel_a_mention_knows_where_and_other_words_are_left_there() -> None:
    alone = in_channel("a quiet room") | {"entities": []}

    called, said = read(in_channel("<at>Waypost</at> a quiet room")), read(alone)

    assert (called.said, called.thread) == (Said.COMMAND, "19:autumn@thread.tacv2;messageid=1763/1763")
    assert (said.said, said.thread, said.text, said.words) == (Said.REPLY, called.thread, "", ())
    assert said.place is not None


def test_what_begins_a_thread_without_calling_us_is_nothing_to_us() -> None:
    first = in_channel("good morning", id="1763") | {"entities": []}

    assert payloads.typed(first, payloads.context_of(first)) is None


def test_a_press_in_a_channel_is_no_sign_of_the_direct_chat() -> None:
    activity = in_channel("", value={"action": {"data": {"waypost": 1, "command": "route"}}}, type="invoke", name="adaptiveCard/action")
    found = payloads.pressed(activity, payloads.context_of(activity))

    assert found is not None
    assert found.place is not None


def test_a_channel_that_is_mentioned_is_a_place() -> None:
    said = read(in_channel("<at>Waypost</at> enrol everyone in <at>Leads</at>", ("19:leads@thread.tacv2", "Leads")))

    place = said.words[-1]
    assert isinstance(place, Place)
    assert (place.name, place.address["channel"]) == ("Leads", "19:leads@thread.tacv2")


def test_a_private_channel_is_known_as_one() -> None:
    data = {"tenant": {"id": TENANT}, "channel": {"id": "19:leads@thread.tacv2", "type": "private"}}

    assert read(in_channel("<at>Waypost</at> help", channelData=data)).place is not None
    assert read(in_channel("<at>Waypost</at> help", channelData=data)).place.private  # type: ignore[union-attr]
    assert not read(in_channel("<at>Waypost</at> help")).place.private  # type: ignore[union-attr]


def test_a_reply_is_about_what_it_quotes_and_the_quote_is_not_their_words() -> None:
    said = read(reply("1763369", "<p>To stay silent &amp; listen.</p><p>Twice.</p>"))

    assert (said.text, said.thread) == ("To stay silent & listen.\nTwice.", "a:chat-of-ana/1763369")


def test_a_reply_of_nothing_but_the_quote_says_nothing() -> None:
    assert read(reply("1763369", "")).text == ""


def test_a_verb_in_a_reply_is_an_answer() -> None:
    assert read(reply("1763369", "stop")).words == ()


def test_an_edit_and_a_deletion_name_the_message() -> None:
    edit = message("To be silent.", type="messageUpdate", channelData={"eventType": "editMessage", "tenant": {"id": TENANT}})
    gone = message(type="messageDelete", channelData={"eventType": "softDeleteMessage", "tenant": {"id": TENANT}})
    at = payloads.context_of(edit)

    found = payloads.edited(edit, at)
    assert found is not None
    assert (found.said, found.source, found.text) == (Said.EDIT, "a:chat-of-ana/1763370000001", "To be silent.")
    assert found.key == "edit/a:chat-of-ana/1763370000001/2026-11-24T09:00:00.000Z"
    found = payloads.edited(gone, at)
    assert found is not None
    assert (found.said, found.key) == (Said.DELETION, "deletion/a:chat-of-ana/1763370000001")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"type": "installationUpdate", "action": "add"}, Said.ARRIVED),
        ({"type": "installationUpdate", "action": "add-upgrade"}, Said.ARRIVED),
        ({"type": "installationUpdate", "action": "remove"}, Said.LEFT),
        ({"type": "conversationUpdate", "membersAdded": [{"id": "29:ana"}, {"id": BOT}]}, Said.ARRIVED),
        ({"type": "conversationUpdate", "membersRemoved": [{"id": BOT}]}, Said.LEFT),
        ({"type": "conversationUpdate", "membersAdded": [{"id": "29:ana"}]}, None),
    ],
)
def test_the_app_comes_and_goes(more: dict[str, Any], said: Said | None) -> None:
    activity = message(**more)
    found = payloads.came_or_went(activity, payloads.context_of(activity))

    assert (found.said if found else None) == said


def test_a_channel_that_adds_us_is_nobodys_arrival() -> None:
    activity = in_channel("", type="installationUpdate", action="add")

    assert payloads.came_or_went(activity, payloads.context_of(activity)) is None


def test_the_zone_is_read_where_teams_says_it() -> None:
    assert zone_of(message()) == "Europe/Lisbon"
    client = {"type": "clientInfo", "timezone": "Asia/Singapore", "locale": "en-SG"}
    assert zone_of(message(localTimezone=None, entities=[client])) == "Asia/Singapore"
    assert zone_of(message(localTimezone="W. Europe Standard Time")) is None


@pytest.mark.parametrize(
    ("member", "guest", "stranger"),
    [
        ({"aadObjectId": ANA, "name": "Ana", "userPrincipalName": "ana@example.com"}, False, False),
        ({"aadObjectId": ANA, "name": "Ana", "userPrincipalName": "ana_other.org#EXT#@example.com"}, True, False),
        ({"aadObjectId": ANA, "name": "Ana", "userRole": "guest"}, True, False),
        ({"aadObjectId": ANA, "name": "Ana", "tenantId": "another"}, False, True),
        ({"id": "28:robot", "name": "Robot"}, False, True),
    ],
)
def test_guests_and_strangers_are_told_from_colleagues(member: dict[str, Any], guest: bool, stranger: bool) -> None:
    found = profile_of(member, tenant=TENANT)

    assert (found.guest, found.stranger) == (guest, stranger)
