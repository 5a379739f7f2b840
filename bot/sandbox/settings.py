"""What a sandbox is started with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCOPES = frozenset(
    [
        "chat:write",
        "im:write",
        "im:history",
        "commands",
        "users:read",
        "users:read.email",
        "files:read",
        "files:write",
        "reactions:read",
        "channels:read",
        "groups:read",
        "chat:write.public",
    ]
)
EVENTS = frozenset(["message.im", "app_home_opened", "app_uninstalled", "tokens_revoked", "user_change"])


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """Secrets shared with the service, and how patient the stand-ins are: Slack waits 3 seconds for an answer, Teams 5.

    *retry_delays* are the seconds before each repeat of an event; Slack's own are 0, 60 and 300.
    *own_messages*: the bot's messages come back as events too, as Slack does where message events are subscribed.
    *verbs* are what the page suggests after a slash, see suggestions.py.
    """

    service_url: str = "http://127.0.0.1:8000"
    signing_secret: str = "sandbox-signing-secret"  # noqa: S105 (opens nothing but the sandbox, as the others)
    bot_token: str = "xoxb-sandbox"  # noqa: S105
    app_token: str = "xapp-sandbox"  # noqa: S105
    team_id: str = "T0SANDBOX"
    record: Path | None = None
    scopes: frozenset[str] = SCOPES
    events: frozenset[str] = EVENTS
    clock_file: Path | None = None
    patience_seconds: float = 3
    retry_delays: tuple[float, ...] = (0, 60, 300)
    own_messages: bool = False
    verbs: tuple[dict[str, Any], ...] = ()
    teams_app_id: str = "5a9db0c5-3c1e-4d7a-9b20-7e57ab1e0001"
    teams_app_password: str = "sandbox-app-password"  # noqa: S105
    teams_tenant: str = "7e4a47b0-51de-4c0b-8a11-5a9db0c50000"
