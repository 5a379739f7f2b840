"""Who there is in the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class User:
    """A member of the workspace, or the bot."""

    id: str
    name: str
    real_name: str
    tz: str = "Etc/UTC"
    email: str = ""
    title: str = ""
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    locale: str = "en-US"

    def as_slack(self, team: str, now: datetime, *, with_email: bool, with_locale: bool) -> Json:
        """The user object of `users.info` and `user_change`."""
        offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
        profile: Json = {
            "title": self.title,
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "status_text": self.status_text,
            "status_emoji": self.status_emoji,
            "status_expiration": self.status_expiration,
            "team": team,
        }
        if with_email and self.email:
            profile["email"] = self.email
        user: Json = {
            "id": self.id,
            "team_id": team,
            "name": self.name,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": int(now.timestamp()),
        }
        if self.is_stranger:
            user["is_stranger"] = True
        if self.deleted:
            return user  # Slack leaves the rest out once somebody is deactivated
        return user | {
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "is_email_confirmed": True,
            **({"locale": self.locale} if with_locale else {}),
        }

    def as_page(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "real_name": self.real_name,
            "tz": self.tz,
            "locale": self.locale,
            "email": self.email,
            "title": self.title,
            "is_bot": self.is_bot,
            "is_admin": self.is_admin,
            "deleted": self.deleted,
        }
