"""Activities as Teams sends them, for tests of how we read them."""

from __future__ import annotations

from typing import Any

TENANT = "5d1f3a52-7a0e-4a5e-9d43-0f6f6a3f9a11"
ANA = "0b6e8a4e-1f5f-4b8e-8a53-2f1f0d6c7a01"
BOT = "28:3f2504e0-4f89-41d3-9a0c-0305e82c3301"
SERVICE = "https://smba.trafficmanager.net/emea/"


def message(text: str = "", **more: Any) -> dict[str, Any]:
    """Ana types to us in our direct chat."""
    return {
        "type": "message",
        "id": "1763370000001",
        "timestamp": "2026-11-24T09:00:00.000Z",
        "serviceUrl": SERVICE,
        "channelId": "msteams",
        "from": {"id": "29:ana", "name": "Ana Ferreira", "aadObjectId": ANA},
        "recipient": {"id": BOT, "name": "Waypost"},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": "a:chat-of-ana"},
        "channelData": {"tenant": {"id": TENANT}},
        "localTimezone": "Europe/Lisbon",
        "text": text,
        **more,
    }


def in_channel(text: str, *mentioned: tuple[str, str], **more: Any) -> dict[str, Any]:
    """Ana mentions us in a channel, and others: (id, name)."""
    conversation = {"conversationType": "channel", "tenantId": TENANT, "id": "19:autumn@thread.tacv2;messageid=1763", "isGroup": True}
    entities = [
        {"type": "mention", "mentioned": {"id": user, "name": name}, "text": f"<at>{name}</at>"}
        for user, name in ((BOT, "Waypost"), *mentioned)
    ]
    return message(text, conversation=conversation, entities=entities, **more)


def reply(to: str, words: str) -> dict[str, Any]:
    """Ana replies to a message: Teams quotes it."""
    html = (
        f'<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="{to}">'
        f'<strong itemprop="mri" itemid="28:x">Waypost</strong><p itemprop="preview">What was hard?</p></blockquote>{words}'
    )
    return message("What was hard?\n\n" + words, attachments=[{"contentType": "text/html", "content": html}])
