"""Who there is in the tenant."""

from __future__ import annotations

import hashlib
import uuid
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from bot.sandbox.slack.people import Json

OURS = uuid.UUID("0c6a6a52-7f0e-4a1e-9a77-6d1b7a4c3e10")  # the name space of the sandbox's made-up ids
DOMAIN = "example.com"


def object_id(name: str) -> str:
    """The directory's id for a thing of that name: always the same."""
    return str(uuid.uuid5(OURS, name))


def opaque(*seeds: str, length: int = 48) -> str:
    """Letters and digits without a meaning, always the same for the same seeds; fit for an address."""
    digest = hashlib.sha512("/".join(seeds).encode()).digest()
    return urlsafe_b64encode(digest).decode().replace("-", "x").replace("_", "y").replace("=", "")[:length]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the tenant; *aad* is the directory's id, *removed* says that the account is gone, *bot* that it is another app.

    *replies* says whether their mailbox answers for them: `disabled`, `alwaysEnabled` or `scheduled`, then between two instants in UTC.
    """

    name: str
    full_name: str
    aad: str
    tz: str = "Etc/UTC"
    locale: str = "en-GB"
    email: str = ""
    title: str = ""
    guest: bool = False
    removed: bool = False
    bot: bool = False
    replies: str = "disabled"
    replies_from: str = "2026-01-01T00:00:00"
    replies_until: str = "2026-01-02T00:00:00"

    @property
    def id(self) -> str:
        """The id that bots get."""
        if self.bot:
            return f"28:{self.aad}"
        return f"29:1{opaque('person', self.aad)}"

    @property
    def upn(self) -> str:
        """The name they sign in with; a guest's tells that it is one."""
        if not self.guest:
            return self.email or f"{self.name}@{DOMAIN}"
        return f"{self.email.replace('@', '_')}#EXT#@{DOMAIN}"

    def as_account(self) -> Json:
        """The `from` of an activity."""
        return {"id": self.id, "name": self.full_name, "aadObjectId": self.aad}

    def as_member(self, tenant: str) -> Json:
        """The roster's entry."""
        given, _, surname = self.full_name.partition(" ")
        return {
            "id": self.id,
            "name": self.full_name,
            "aadObjectId": self.aad,
            "objectId": self.aad,
            "givenName": given,
            "surname": surname,
            "email": self.email,
            "userPrincipalName": self.upn,
            "tenantId": tenant,
            "userRole": "guest" if self.guest else "user",
        }

    def as_replies(self) -> Json:
        """What Graph says of their automatic replies, with the words that nobody but their correspondents should read."""
        return {
            "status": self.replies,
            "externalAudience": "none",
            "scheduledStartDateTime": {"dateTime": f"{self.replies_from}.0000000", "timeZone": "UTC"},
            "scheduledEndDateTime": {"dateTime": f"{self.replies_until}.0000000", "timeZone": "UTC"},
            "internalReplyMessage": f"<html><body>{self.full_name} is not here.</body></html>",
            "externalReplyMessage": "",
        }

    def as_page(self) -> Json:
        return {
            "id": self.aad,
            "member": self.id,
            "name": self.name,
            "real_name": self.full_name,
            "tz": self.tz,
            "locale": self.locale,
            "email": self.email,
            "title": self.title,
            "guest": self.guest,
            "deleted": self.removed,
            "is_bot": self.bot,
        }
