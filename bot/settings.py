"""Settings: read from the environment and `.env`, checked once, each problem said in one line."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from scheduler.failpoints import failpoint

SLACK_API = "https://slack.com/api/"
OURS = ("WAYPOST_", "SLACK_", "DATABASE_", "TEAMS_")
TEAMS_OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"
TEAMS_LOGIN = "https://login.microsoftonline.com"
TEAMS_GRAPH = "https://graph.microsoft.com"
TEAMS_ISSUER = "https://api.botframework.com"
TEAMS_HOSTS = (  # of Microsoft's Bot Connector, for everybody and for its government clouds
    "smba.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
    "smba.infra.dod.teams.microsoft.us",
    "*.botframework.com",
)
DEVELOPMENT_ONLY = (
    "waypost_clock",
    "waypost_failpoint",
    "teams_openid_url",
    "teams_login_url",
    "teams_graph_url",
    "teams_token_issuer",
    "teams_service_hosts",
)
A_DAY = 86_400.0
MOST_A_MINUTE = 1_000_000.0


class BadSettings(ValueError):
    """What stands in the environment or `.env` can't be used; *problems* has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """What an operator can set. The description of each stands in the README's table and in `.env.example`."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    database_url: Annotated[str, Field(description="where everything is kept; `postgresql://…` for more than one machine")] = (
        "sqlite:///waypost.db"
    )
    slack_bot_token: Annotated[SecretStr | None, Field(description="the bot's token, begins with `xoxb-`")] = None
    slack_signing_secret: Annotated[SecretStr | None, Field(description="proves that a request comes from Slack")] = None
    slack_app_token: Annotated[SecretStr | None, Field(description="begins with `xapp-`: Socket Mode, no public address needed")] = None
    slack_api_url: Annotated[str, Field(description="where Slack's Web API is; ends in `/api/`")] = SLACK_API
    teams_app_id: Annotated[str | None, Field(description="the bot's Application (client) ID in Entra")] = None
    teams_app_password: Annotated[SecretStr | None, Field(description="the client secret of that app")] = None
    teams_tenant_id: Annotated[str | None, Field(description="the Directory (tenant) ID of your Microsoft 365")] = None
    teams_openid_url: Annotated[str, Field(description="development only: where the keys of Teams' tokens are named")] = TEAMS_OPENID
    teams_login_url: Annotated[str, Field(description="development only: where our own tokens come from")] = TEAMS_LOGIN
    teams_token_issuer: Annotated[str, Field(description="development only: who signs Teams' tokens")] = TEAMS_ISSUER
    teams_out_of_office: Annotated[
        bool, Field(description="ask Microsoft Graph every hour who has automatic replies on; needs the permission `MailboxSettings.Read`")
    ] = False
    teams_graph_url: Annotated[str, Field(description="development only: where Microsoft Graph is")] = TEAMS_GRAPH
    teams_service_hosts: Annotated[
        tuple[str, ...], NoDecode, Field(description="development only: hosts of the Bot Connector, with commas between")
    ] = TEAMS_HOSTS
    waypost_admins: Annotated[
        frozenset[str],
        NoDecode,
        Field(description="who may do everything: `slack:T…/U…`, `teams:<tenant>/<object id>`, user ids or e-mails, with commas between"),
    ] = frozenset()
    waypost_programmes: Annotated[
        tuple[Path, ...], NoDecode, Field(description="folders of programme files to publish at the start, with commas between")
    ] = ()
    waypost_secret_key: Annotated[
        SecretStr | None,
        Field(min_length=32, description="any text of 32 characters or more, from which secrets are derived: `POST /api/events` needs one"),
    ] = None
    waypost_public_url: Annotated[
        str | None, Field(description="where browsers reach the service, `https://…`: messages can then link to a file for one’s calendar")
    ] = None
    waypost_zone: Annotated[str, Field(description="the zone of people whose own is unknown")] = "UTC"
    waypost_on_unknown: Annotated[
        Literal["hold", "resend"], Field(description="what to do when nobody can say whether a message arrived")
    ] = "hold"
    waypost_leave_from_status: Annotated[
        bool, Field(description="whether a Slack status or automatic replies that say away are taken for leave")
    ] = True
    waypost_env: Annotated[
        Literal["production", "development"], Field(description="`development` allows WAYPOST_CLOCK and `GET /dev/clock`")
    ] = "production"
    waypost_clock: Annotated[
        str | None, Field(description="development only: the time, `2026-11-23T08:55:00Z`, with ` x60` running, or `@FILE`")
    ] = None
    waypost_engine: Annotated[
        Literal["embedded", "distributed"],
        Field(description="who carries what is due: each process its own, or on PostgreSQL any `waypost worker`"),
    ] = "embedded"
    waypost_sends_at_once: Annotated[
        int, Field(ge=1, le=1_000, description="how many messages a process has on the wire at the same time")
    ] = 64
    waypost_lease_seconds: Annotated[float, Field(gt=0, le=A_DAY, description="how long a process may take to send one message")] = 120
    waypost_timeout_seconds: Annotated[float, Field(gt=0, le=A_DAY, description="how long a call to the chat platform may take")] = 10
    waypost_watchdog_seconds: Annotated[
        float, Field(ge=0, le=A_DAY, description="a process whose loop stands still for so long is ended, to be started anew; 0 is never")
    ] = 30
    waypost_failpoint: Annotated[
        str | None, Field(description="development only: where the process dies or freezes, such as `claimed:kill` or `answered:stop:3`")
    ] = None
    waypost_lookup_seconds: Annotated[
        float, Field(gt=0, le=A_DAY, description="how long somebody who waits for an answer waits for the platform's directory in it")
    ] = 1.2  # Slack gives us 3 s in all
    waypost_pace: Annotated[
        float, Field(ge=0, le=MOST_A_MINUTE, description="Slack: messages a minute and workspace; 0 is without limit")
    ] = 200
    waypost_conversation_pace: Annotated[
        float, Field(ge=0, le=MOST_A_MINUTE, description="Slack: messages a minute and conversation; 0 is without limit")
    ] = 60
    waypost_teams_pace: Annotated[
        float, Field(ge=0, le=MOST_A_MINUTE, description="Teams: messages a second and tenant; 0 is without limit")
    ] = 40
    waypost_teams_conversation_pace: Annotated[
        float, Field(ge=0, le=MOST_A_MINUTE, description="Teams: messages a second and conversation; 0 is without limit")
    ] = 2
    waypost_teams_conversation_burst: Annotated[
        int, Field(ge=1, le=100, description="Teams: how many messages a conversation may get at once after a rest")
    ] = 4  # of the 7 a second and 60 in 30 seconds that Teams allows
    waypost_log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Field(description="how much is logged")] = "INFO"
    waypost_log_format: Annotated[
        Literal["json", "plain"] | None, Field(description="`plain` lines or `json`; without it, plain on a terminal and JSON elsewhere")
    ] = None
    waypost_metrics_token: Annotated[
        SecretStr | None, Field(description="who bears it may read `/metrics`; without it, this machine alone may")
    ] = None

    @field_validator("waypost_admins", mode="before")
    @classmethod
    def _admins(cls, value: object) -> object:
        return frozenset(_listed(value)) if isinstance(value, str) else value

    @field_validator("teams_service_hosts", mode="before")
    @classmethod
    def _hosts(cls, value: object) -> object:
        return tuple(_listed(value)) if isinstance(value, str) else value

    @field_validator("teams_app_id", "teams_tenant_id")
    @classmethod
    def _id(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value):
            raise ValueError(f"{value!r} is no id such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301")
        return value.lower() if value else None

    @field_validator("waypost_programmes", mode="before")
    @classmethod
    def _folders(cls, value: object) -> object:
        return tuple(Path(name) for name in _listed(value)) if isinstance(value, str) else value

    @field_validator("waypost_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # "Europe" is a folder
            raise ValueError(f"{value!r} is not a zone such as Europe/Lisbon") from error
        return value

    @field_validator("waypost_failpoint")
    @classmethod
    def _failpoint(cls, value: str | None) -> str | None:
        if value is not None:
            failpoint(value)
        return value

    @field_validator("waypost_public_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
            raise ValueError(f"{value!r} is no address that begins with https://")
        return value.rstrip("/") if value else None

    @field_validator("slack_api_url")
    @classmethod
    def _api(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+/(\S+/)?api/", value):
            raise ValueError(f"{value!r} is no address that ends in /api/")
        return value

    @field_validator("database_url")
    @classmethod
    def _kept(cls, value: str) -> str:
        if value in ("sqlite://", "sqlite:///") or ":memory:" in value:
            raise ValueError("a database in memory forgets everything; name a file: sqlite:///waypost.db")
        return value

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.waypost_lease_seconds)

    @property
    def timeout(self) -> timedelta:
        return timedelta(seconds=self.waypost_timeout_seconds)

    def secrets(self) -> list[str]:
        """What must never be seen."""
        return [value.get_secret_value() for _, value in self if isinstance(value, SecretStr)]

    @property
    def has_slack(self) -> bool:
        """Whether any of Slack's credentials stands there."""
        return any((self.slack_bot_token, self.slack_signing_secret, self.slack_app_token))

    @property
    def has_teams(self) -> bool:
        """Whether any of Teams' credentials stands there."""
        return any((self.teams_app_id, self.teams_app_password, self.teams_tenant_id))


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def read(**given: object) -> Settings:
    """The settings, with *given* before the environment. Raises BadSettings with every problem at once."""
    try:
        problems = mistyped()
        settings = Settings(**given)  # type: ignore[arg-type]
    except UnicodeDecodeError as error:
        raise BadSettings([".env: this is no text in UTF-8"]) from error
    except OSError as error:
        raise BadSettings([f".env: it can't be read ({error.strerror})"]) from error
    except ValidationError as error:
        raise BadSettings([f"{str(one['loc'][0]).upper()}: {_plain(str(one['msg']))}" for one in error.errors()] + problems) from error
    problems += [
        f"{name.upper()}: only with WAYPOST_ENV=development"
        for name in DEVELOPMENT_ONLY
        if getattr(settings, name) != Settings.model_fields[name].default and settings.waypost_env != "development"
    ]
    if settings.waypost_lease_seconds <= settings.waypost_timeout_seconds:
        problems.append("WAYPOST_LEASE_SECONDS: it has to be longer than WAYPOST_TIMEOUT_SECONDS, else a message could be sent twice")
    if settings.waypost_engine == "distributed" and settings.database_url.startswith("sqlite"):
        problems.append("WAYPOST_ENGINE: the distributed engine needs PostgreSQL; DATABASE_URL names a SQLite file, for one process")
    if problems:
        raise BadSettings(problems)
    return settings


def mistyped() -> list[str]:
    """Names in the environment or `.env` that look like ours and are not, a line each."""
    known = [name.upper() for name in Settings.model_fields]
    problems = []
    for name in sorted({*os.environ, *dotenv_values(".env")}):
        if name.upper() in known or not name.upper().startswith(OURS):
            continue
        like = get_close_matches(name.upper(), known, n=1, cutoff=0.85)
        if like or name.upper().startswith("WAYPOST_"):
            problems.append(f"{name}: there is no such setting" + (f"; did you mean {like[0]}?" if like else ""))
    return problems


def _plain(said: str) -> str:
    return said.removeprefix("Value error, ")


def slack_problems(settings: Settings) -> list[str]:
    """What is missing or wrong before Slack can be served, a line each."""
    problems = []
    if settings.slack_bot_token is None:
        problems.append("SLACK_BOT_TOKEN: missing; Slack shows it under OAuth & Permissions, it begins with xoxb-")
    elif not settings.slack_bot_token.get_secret_value().startswith("xoxb-"):
        problems.append("SLACK_BOT_TOKEN: a bot's token begins with xoxb-")
    if settings.slack_app_token is not None and not settings.slack_app_token.get_secret_value().startswith("xapp-"):
        problems.append("SLACK_APP_TOKEN: an app-level token begins with xapp-")
    if settings.slack_signing_secret is None and settings.slack_app_token is None:
        problems.append("SLACK_SIGNING_SECRET: missing; Slack shows it under Basic Information")
    return problems


def teams_problems(settings: Settings, *, loopback: bool) -> list[str]:
    """What is missing or wrong before Teams can be served, a line each.

    Without an app id nobody's tokens can be checked, and whoever writes to us chooses where we answer:
    so only in development, and only where nobody but this machine reaches us (*loopback*).
    """
    problems = []
    if settings.teams_tenant_id is None:
        problems.append("TEAMS_TENANT_ID: missing; Entra shows it on the app's overview page as Directory (tenant) ID")
    if settings.teams_app_id is None:
        if settings.waypost_env == "development" and loopback:
            return problems
        problems.append(
            "TEAMS_APP_ID: missing; Entra shows it on the app's overview page as Application (client) ID. "
            "Without it anybody could speak for Teams, so Waypost starts only with WAYPOST_ENV=development and on 127.0.0.1"
        )
    if settings.teams_app_password is None:
        problems.append("TEAMS_APP_PASSWORD: missing; make one in Entra under Certificates & secrets, and copy its Value")
    return problems


def credential_problems(settings: Settings, *, loopback: bool) -> list[str]:
    """What is missing or wrong before there is a chat to be served, a line each; () if Slack or Teams, or both, can be."""
    slack, teams = slack_problems(settings), teams_problems(settings, loopback=loopback)
    if settings.has_slack or settings.has_teams:
        return (slack if settings.has_slack else []) + (teams if settings.has_teams else [])
    return ["Neither Slack nor Teams is set up; one of them is enough (or try `waypost demo`).", *slack, *teams]
