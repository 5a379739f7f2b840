"""Teams' activities as Incoming. Pure: nothing is looked up here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.teams.files import attached
from bot.channels.teams.quotes import quoted
from bot.channels.teams.render import Acted, acted
from bot.channels.teams.send import name_of, ref_of
from handlers.commands import commands
from handlers.incoming import Incoming, Mention, Place, Said, Word

PLATFORM = "teams"
PREFIX = re.compile(r"^\s*(?:/\s*(?:waypost\b)?|waypost\b(?=\s))\s*", re.IGNORECASE)  # what makes a typed line a command
AT = re.compile(r"<at(?:\s[^>]*)?>(.*?)</at>", re.DOTALL)
TOKEN = re.compile(r"\ue000(\d+)\ue001|([^\s\ue000]+)")  # a mention by its number, or a word
THREAD = ";messageid="
CHANNEL = "19:"  # so begin the ids of channels

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """Who, where and in which tenant: what every activity tells."""

    tenant: str
    user: str
    member: str
    conversation: str
    personal: bool
    service_url: str
    bot: str
    private: bool = False

    @property
    def chat(self) -> dict[str, str]:
        """Our address of the person's direct chat, as far as this activity knows it."""
        known = {"service_url": self.service_url, "member": self.member, "bot": self.bot}
        return known | ({"conversation": self.conversation} if self.personal else {})

    @property
    def place(self) -> Place | None:
        """The channel that it came from. None: the direct chat."""
        if self.personal:
            return None
        return self.channel(self.conversation.split(THREAD)[0], "", private=self.private)

    def channel(self, name: str, title: str, *, private: bool = False) -> Place:
        """A channel of this tenant."""
        return Place({"team": self.tenant, "channel": name, "service_url": self.service_url, "bot": self.bot}, title, private)


def tenant_of(activity: Json) -> str:
    """The tenant. The SDK loses the one of the conversation, so we read both ourselves."""
    channel = activity.get("channelData") or {}
    tenant = (channel.get("tenant") or {}).get("id") if isinstance(channel, Mapping) else None
    return str(tenant or (activity.get("conversation") or {}).get("tenantId") or "").lower()


def context_of(activity: Json) -> Context:
    """What *activity* (checked by `shape.check`) says of its surroundings."""
    sender, where = activity["from"], activity["conversation"]
    return Context(
        tenant=tenant_of(activity),
        user=str(sender.get("aadObjectId") or "").lower(),
        member=str(sender["id"]),
        conversation=str(where["id"]),
        personal=where.get("conversationType") == "personal",
        service_url=str(activity["serviceUrl"]),
        bot=str(activity["recipient"]["id"]),
        private=_kind_of_channel(activity) == "private",
    )


def _kind_of_channel(activity: Json) -> str:
    """`standard`, `private` or `shared`; "": it does not say."""
    channel = (activity.get("channelData") or {}).get("channel")
    return str(channel.get("type") or "") if isinstance(channel, Mapping) else ""


def typed(activity: Json, at: Context) -> Incoming | None:
    """A message: words, a command, or what an old client makes of a button. None: it is said to others."""
    found = pressed_old(activity, at)
    if found is not None:
        return found
    mentions = _mentions(activity, at)
    root, text = _said(activity)
    line = _marked(text, mentions)
    common = _common(activity, at, f"text/{at.conversation}/{activity['id']}")
    if not at.personal and not _calls_us(activity, at):
        return _replied(activity, at)
    if not at.personal or (root is None and _is_command(line, mentions)):
        words = _words(PREFIX.sub("", line), mentions)
        return Incoming(said=Said.COMMAND, words=words, thread=_thread(activity, at), place=at.place, by_message=True, **common)
    words = _words(line, mentions)
    return Incoming(
        said=Said.TEXT,
        text=_plain(text),
        words=words if root is None and _verb(words) in commands() else (),
        source=name_of(at.conversation, str(activity["id"])),
        thread=name_of(at.conversation, root) if root else None,
        by_message=True,
        files=attached(activity),
        **common,
    )


def _thread(activity: Json, at: Context) -> str | None:
    """The name of the message in whose thread of a channel it stands. None: it begins one, or is in no channel."""
    root = at.conversation.partition(THREAD)[2]
    return name_of(at.conversation, root) if root and root != str(activity["id"]) else None


def _calls_us(activity: Json, at: Context) -> bool:
    """Whether it mentions us. In a channel nothing else reaches us, unless a team lets the app read all of it."""
    named = (one.get("mentioned") for one in activity.get("entities") or () if isinstance(one, Mapping) and one.get("type") == "mention")
    return any(isinstance(one, Mapping) and one.get("id") == at.bot for one in named)


def _replied(activity: Json, at: Context) -> Incoming | None:
    """A message in a thread of a channel, without what it says. None: it begins one."""
    thread = _thread(activity, at)
    common = _common(activity, at, f"reply/{at.conversation}/{activity['id']}/{at.user}")
    return Incoming(said=Said.REPLY, thread=thread, place=at.place, **common) if thread is not None else None


def _is_command(line: str, mentions: Sequence[Word]) -> bool:
    """Whether it is one for sure: after a slash, or after our name if a verb stands behind it."""
    found = PREFIX.match(line)
    return found is not None and ("/" in found[0] or _verb(_words(line[found.end() :], mentions)) in commands())


def _verb(words: Sequence[Word]) -> str:
    return words[0].casefold() if words and isinstance(words[0], str) else ""


def _said(activity: Json) -> tuple[str | None, str]:
    """The message that it quotes, if any, and what was typed."""
    return quoted(activity) or (None, str(activity.get("text") or ""))


def _common(activity: Json, at: Context, key: str) -> dict[str, Any]:
    return {
        "platform": PLATFORM,
        "workspace": at.tenant,
        "user": at.user,
        "key": key,
        "event": f"{activity['type']}/{at.conversation}/{activity['id']}",
        "answer_in": str(activity["id"]) if activity["type"] == "message" and at.personal else None,
        "chat": at.chat,
    }


def _mentions(activity: Json, at: Context) -> list[Mention | Place]:
    """Whom and which channels it mentions but us, in order. A person has the id for this bot, until `directory` gives their own."""
    found: list[Mention | Place] = []
    for entity in activity.get("entities") or ():
        one = entity.get("mentioned") if isinstance(entity, Mapping) and entity.get("type") == "mention" else None
        if isinstance(one, Mapping) and isinstance(one.get("id"), str) and one["id"] != at.bot:
            name = " ".join(str(one.get("name") or one["id"]).replace("\0", "").split())[:200]
            found.append(at.channel(one["id"], name) if one["id"].startswith(CHANNEL) else Mention(one["id"], name))
    return found


def _marked(text: str, mentions: Sequence[Mention | Place]) -> str:
    """The line with each mention as its number between marks, and ours gone. Of several of one name each is meant once, in order."""
    left = {name: [number for number, one in enumerate(mentions) if one.name == name] for name in {one.name for one in mentions}}

    def mark(at: re.Match[str]) -> str:
        numbers = left.get(" ".join(at[1].split()), [])
        return f" \ue000{numbers.pop(0) if len(numbers) > 1 else numbers[0]}\ue001 " if numbers else " "

    return _spaced(AT.sub(mark, text.replace("\ue000", "").replace("\ue001", "")))


def _spaced(text: str) -> str:
    return text.replace("\xa0", " ").replace("&nbsp;", " ").strip()


def _words(line: str, mentions: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(mentions[int(one[1])] if one[1] else one[2] for one in TOKEN.finditer(line))


def _plain(text: str) -> str:
    """The words alone: who is mentioned stays by name."""
    return _spaced(AT.sub(lambda at: f"@{at[1]}", text))


def edited(activity: Json, at: Context) -> Incoming | None:
    """A typed message was changed or deleted. None: it is neither, or not in the direct chat."""
    what = (activity.get("channelData") or {}).get("eventType")
    if not at.personal:
        return None
    source = name_of(at.conversation, str(activity["id"]))
    if activity["type"] == "messageDelete" or what == "softDeleteMessage":
        return Incoming(said=Said.DELETION, source=source, **_common(activity, at, f"deletion/{source}") | {"event": None})
    if what not in ("editMessage", "undeleteMessage"):
        return None
    stamp = activity.get("timestamp") or activity.get("localTimestamp") or ""
    common = _common(activity, at, f"edit/{source}/{stamp}") | {"event": None}
    return Incoming(said=Said.EDIT, text=_plain(_said(activity)[1]), source=source, **common)


def pressed(activity: Json, at: Context) -> Incoming | None:
    """`Action.Execute`: a button of a card. None: it is none of ours."""
    data = _data(activity)
    found = acted(data) if data is not None else None
    return _acted(activity, at, found) if found is not None else None


def is_form(activity: Json) -> bool:
    """Whether it says of itself that it sends a form."""
    data = _data(activity)
    return data is not None and "form" in data


def _data(activity: Json) -> Json | None:
    """What an `Action.Execute` sends. None: it is none."""
    value = activity.get("value")
    action = value.get("action") if isinstance(value, Mapping) else None
    data = action.get("data") if isinstance(action, Mapping) else None
    return data if isinstance(data, Mapping) else None


def pressed_old(activity: Json, at: Context) -> Incoming | None:
    """`Action.Submit`, as old clients send it: a message without text, with a value. None: it is no press of ours."""
    value = activity.get("value")
    found = acted(value) if isinstance(value, Mapping) else None
    return _acted(activity, at, found) if found is not None else None


def _acted(activity: Json, at: Context, found: Acted) -> Incoming:
    common = _common(activity, at, f"press/{at.conversation}/{activity['id']}/{at.user}") | {"place": at.place}
    if found.command:
        return Incoming(said=Said.COMMAND, words=tuple(found.command.split()), by_message=True, **common)
    card = str(activity.get("replyToId") or "")
    if card:
        common |= {"about": ref_of(at.tenant, at.service_url, at.conversation, card), "about_name": name_of(at.conversation, card)}
    common["in_place"] = True
    if found.open:
        return Incoming(said=Said.OPEN, form=found.open, token=found.token, **common)
    if found.form:
        return Incoming(said=Said.FORM, form=found.form, token=found.token, values=found.values, **common)
    return Incoming(said=Said.CHOICE, choice=found.choice, token=found.token, **common)


def came_or_went(activity: Json, at: Context) -> Incoming | None:
    """The app was added to a direct chat, or removed from it. None: it is about something else."""
    if not at.personal:
        return None
    action = str(activity.get("action") or "")
    common = _common(activity, at, f"installed/{at.conversation}/{activity['id']}")
    if activity["type"] == "installationUpdate":
        return Incoming(said=Said.LEFT if action.startswith("remove") else Said.ARRIVED, **common)
    added = activity.get("membersAdded") or ()
    removed = activity.get("membersRemoved") or ()
    if any(isinstance(one, Mapping) and one.get("id") == at.bot for one in added):
        return Incoming(said=Said.ARRIVED, **common)
    if any(isinstance(one, Mapping) and one.get("id") == at.bot for one in removed):
        return Incoming(said=Said.LEFT, **common)
    return None
