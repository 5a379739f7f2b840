"""Slack's payloads as Incoming. Pure: nothing is looked up here."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.slack import files, forms
from bot.channels.slack.render import acted
from bot.channels.slack.send import name_of, ref_of
from handlers.incoming import Incoming, Mention, Place, Said, Word

PLATFORM = "slack"
USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
WORD = re.compile(
    r"<@(?P<user>[UW][A-Z0-9]+)(?:\|(?P<name>[^>]*))?>"
    r"|<#(?P<channel>[CG][A-Z0-9]+)(?:\|(?P<title>[^>]*))?>"
    r"|(?P<word>[^\s<]+|<\S*)"
)
OF_PEOPLE = (None, "file_share", "me_message", "thread_broadcast", "message_changed", "message_deleted")  # subtypes of what a person does
SPOKEN = (None, "file_share", "me_message", "thread_broadcast")  # those of them that say something new
CHANNELS = ("channel", "group")  # public and private ones
LINK = re.compile(r"<((?:https?|mailto|tel):[^|>]+)(?:\|([^>]*))?>")
CALL = re.compile(r"<(?:#([CG][A-Z0-9]+)|!(\w+)(?:\^[^|>]*)?)(?:\|([^>]*))?>")  # a channel, everybody here, a group
OPENS, CLOSES = "\ue000", "\ue001"  # around a user's id until we have the name; nobody types these, and `<@U…>` may be typed as such
MARKED = re.compile(f"{OPENS}([UW][A-Z0-9]+){CLOSES}")

Json = Mapping[str, Any]


def team_of(body: Json) -> str:
    """The workspace whose installation an event is for. With Slack Connect the outer team may be another's."""
    for one in body.get("authorizations") or ():
        if isinstance(one, Mapping) and one.get("team_id"):
            return str(one["team_id"])
    team = body.get("team")
    if isinstance(team, Mapping) and team.get("id"):
        return str(team["id"])
    user = body.get("user")
    return str(body.get("team_id") or (user.get("team_id") if isinstance(user, Mapping) else "") or "")


def written(text: str) -> str:
    """What a person typed, from what Slack made of it: its links, calls and three escapes are undone, all else stays.

    Whoever was mentioned is marked, for `mentioned` and `named`.
    """
    shown = USER.sub(rf"{OPENS}\1{CLOSES}", CALL.sub(_called, LINK.sub(_linked, text)))
    return html.unescape(shown) if "&" in shown else shown


def _linked(found: re.Match[str]) -> str:
    address, words = found[1], found[2]
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    if not words or words == address:
        return bare
    return words if words in address else f"{words} ({bare})"  # example.com is linked by Slack, other words by the person


def _called(found: re.Match[str]) -> str:
    if found[1]:
        return f"#{found[3] or found[1]}"
    words = found[3] or found[2]
    return words if words.startswith("@") or found[2] == "date" else f"@{words}"


def mentioned(text: str) -> frozenset[str]:
    """The ids of the users that a text mentions."""
    return frozenset(found[1] for found in MARKED.finditer(text))


def named(text: str, names: Mapping[str, str]) -> str:
    """The text with `@name` for everybody who is mentioned, or the id if we don't know the name."""
    return MARKED.sub(lambda found: f"@{names.get(found[1], found[1])}", text)


def words(text: str, team: str) -> tuple[Word, ...]:
    """A command's words, with people and channels as such. Slack writes them `<@U…|name>` as the manifest asks it to."""
    flat = LINK.sub(lambda found: found[2] or found[1].removeprefix("mailto:"), text)
    return tuple(_word(found, team) for found in WORD.finditer(flat))


def _word(found: re.Match[str], team: str) -> Word:
    if found["user"]:
        return Mention(found["user"], html.unescape(found["name"] or found["user"]))
    if found["channel"]:
        return Place({"team": team, "channel": found["channel"]}, html.unescape(found["title"] or found["channel"]))
    return html.unescape(found["word"])


def typed(body: Json) -> Incoming | None:
    """A message in the direct chat: typed, edited or deleted. None: it is none of a person's."""
    event: Json = body["event"]
    if event.get("channel_type") != "im" or event.get("bot_id") or event.get("subtype") not in OF_PEOPLE:
        return None
    match event.get("subtype"):
        case "message_changed":
            return _edited(body, event)
        case "message_deleted":
            return _deleted(body, event)
    if not event.get("user"):
        return None
    channel, ts = str(event["channel"]), str(event["ts"])
    root = event.get("thread_ts")
    return Incoming(
        platform=PLATFORM,
        workspace=team_of(body),
        user=str(event["user"]),
        said=Said.TEXT,
        key=f"text/{channel}/{ts}/{event['user']}",
        event=_event(body),
        text=written(str(event.get("text") or "")),
        source=name_of(channel, ts),
        thread=name_of(channel, str(root)) if root else None,
        answer_in=str(root) if root else None,
        files=files.attached(event),
    )


def replied(body: Json) -> Incoming | None:
    """A message of a person's in a thread of a channel, without what it says. None: it is none."""
    event: Json = body["event"]
    root, ts = event.get("thread_ts"), event.get("ts")
    said = event.get("channel_type") in CHANNELS and event.get("subtype") in SPOKEN and not event.get("bot_id")
    if not said or not event.get("user") or not root or root == ts:
        return None
    team, channel = team_of(body), str(event["channel"])
    return Incoming(
        platform=PLATFORM,
        workspace=team,
        user=str(event["user"]),
        said=Said.REPLY,
        key=f"reply/{channel}/{ts}/{event['user']}",
        event=_event(body),
        thread=name_of(channel, str(root)),
        place=Place({"team": team, "channel": channel}, "", private=event["channel_type"] == "group"),
    )


def _event(body: Json) -> str | None:
    return str(body["event_id"]) if body.get("event_id") else None


def _edited(body: Json, event: Json) -> Incoming | None:
    message = event.get("message") or {}
    before = event.get("previous_message") or {}
    if isinstance(message, Mapping) and message.get("subtype") == "tombstone":  # deleted, but others replied to it in its thread
        return _deleted(body, event)
    if not isinstance(message, Mapping) or message.get("bot_id") or not message.get("user") or not message.get("edited"):
        return None
    if isinstance(before, Mapping) and before.get("text") == message.get("text"):  # a link was unfolded: not the person's doing
        return None
    source = name_of(str(event["channel"]), str(message["ts"]))
    return Incoming(
        platform=PLATFORM,
        workspace=team_of(body),
        user=str(message["user"]),
        said=Said.EDIT,
        key=f"edit/{source}/{message['edited'].get('ts')}",
        event=_event(body),
        text=written(str(message.get("text") or "")),
        source=source,
    )


def _deleted(body: Json, event: Json) -> Incoming | None:
    before = event.get("previous_message") or {}
    if not isinstance(before, Mapping) or before.get("bot_id") or not before.get("user") or before.get("subtype") == "tombstone":
        return None
    source = name_of(str(event["channel"]), str(event.get("deleted_ts") or before.get("ts")))
    return Incoming(
        platform=PLATFORM,
        workspace=team_of(body),
        user=str(before["user"]),
        said=Said.DELETION,
        key=f"deletion/{source}",
        event=_event(body),
        source=source,
    )


def home_opened(body: Json) -> Incoming:
    """Somebody looks at the Home tab."""
    event: Json = body["event"]
    key = f"home/{event['user']}/{event.get('event_ts', body.get('event_id'))}"
    return Incoming(PLATFORM, team_of(body), str(event["user"]), Said.HOME, key, _event(body))


def command(body: Json) -> Incoming:
    """A slash command."""
    team = str(body.get("team_id") or "")
    text = str(body.get("text") or "")
    return Incoming(
        platform=PLATFORM,
        workspace=team,
        user=str(body["user_id"]),
        said=Said.COMMAND,
        key=f"command/{body['trigger_id']}",
        words=words(text, team),
    )


def pressed(body: Json, action: Json) -> Incoming | None:
    """A button. None: it is none of ours."""
    found = acted(str(action.get("value") or ""))
    if found is None:
        return None
    team, user = team_of(body), str(body["user"]["id"])
    container = body.get("container") or {}
    channel, ts = container.get("channel_id"), container.get("message_ts")
    key = f"press/{user}/{action.get('action_ts')}/{action.get('action_id')}"
    common: dict[str, Any] = {"platform": PLATFORM, "workspace": team, "user": user, "key": key}
    if found.command:
        return Incoming(said=Said.COMMAND, words=words(found.command, team), **common)
    if channel and ts:
        common |= {"about": ref_of(team, str(channel), str(ts)), "about_name": name_of(str(channel), str(ts))}
    if found.form:
        return Incoming(said=Said.OPEN, form=found.form, token=found.token, **common)
    return Incoming(said=Said.CHOICE, choice=found.choice, token=found.token, **common)


def submitted(body: Json) -> Incoming:
    """A form that was sent in. A forged `private_metadata` gives a token that nobody has."""
    view: Json = body["view"]
    try:
        metadata = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        metadata = {}
    metadata = metadata if isinstance(metadata, dict) else {}
    return Incoming(
        platform=PLATFORM,
        workspace=team_of(body),
        user=str(body["user"]["id"]),
        said=Said.FORM,
        key=f"view/{view.get('id')}/{view.get('hash')}",
        form=str(metadata.get("form", "")),
        token=str(metadata.get("token", "")),
        values=forms.values(dict(view)),
    )


def people_in(values: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """User ids that stand in a form's fields."""
    return frozenset(value for given in values.values() for value in given if re.fullmatch(r"[UW][A-Z0-9]{5,}", value))
