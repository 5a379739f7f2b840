"""What `waypost doctor` finds out about Teams."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.doctor import Finding, Patient, bad, check, good, poor
from bot.doctor.reaching import reach
from bot.settings import Settings
from models import enrolments, workspaces

ANY = "*."
FEW = 5
NOBODY = "00000000-0000-0000-0000-000000000000"  # who may ask about people is told that there is nobody of that name
GRANT = "grant the app MailboxSettings.Read in Entra, with an administrator's consent; or set TEAMS_OUT_OF_OFFICE=false"


@check("Teams", 90)
async def teams(patient: Patient) -> Sequence[Finding]:
    """Microsoft's addresses are reached; with `--live` also whether it gives us a token, and says who has automatic replies on."""
    settings = patient.settings
    if not settings.has_teams:
        return []
    found = [
        *await reach("Microsoft's list of keys", settings.teams_openid_url),
        *await reach("Microsoft's sign-in", settings.teams_login_url),
        *await reach("the Bot Connector", _connector(settings)),
    ]
    asked: list[Finding] = []
    if patient.live and settings.teams_app_id is not None:
        from bot.channels.teams.out_of_office import is_wanted  # the SDK takes a second to import

        asked.append(await _token(settings))
        if is_wanted(settings):
            asked.append(await _replies(patient))
    bad_ones = [one for one in (*found, *asked) if one.level]
    return bad_ones or [good("; ".join(["all three of Microsoft's services are reached", *(one.says for one in asked)]))]


def _connector(settings: Settings) -> str:
    """The first of its hosts that is a host and not a family of them."""
    host = next((one for one in settings.teams_service_hosts if not one.startswith(ANY)), "smba.trafficmanager.net")
    return host if "://" in host else f"https://{host}/"


async def _token(settings: Settings) -> Finding:
    from bot.channels.teams.sdk.connector import Connector  # as above
    from scheduler.channel import TryLater, Unreachable

    connector = Connector(
        settings.teams_app_id or "",
        settings.teams_app_password.get_secret_value() if settings.teams_app_password else "",
        settings.teams_tenant_id or "",
        login_url=settings.teams_login_url,
        timeout_seconds=settings.waypost_timeout_seconds,
    )
    try:
        await connector.sign_in()
    except Unreachable as refusal:
        return bad(refusal.reason, "compare TEAMS_APP_ID and TEAMS_TENANT_ID with Entra; make a new secret if the old one has expired")
    except TryLater:
        return poor("Microsoft gives no token at the moment", "try again in a minute")
    finally:
        connector.close()
    return good("Microsoft gives us a token")


async def _replies(patient: Patient) -> Finding:
    """Ask once, about a few of those whom the service asks about; what it is told is not looked at."""
    from bot.channels.teams.out_of_office import FORBIDDEN, graph_of, path_of  # as above
    from scheduler.channel import TryLater, Unreachable

    graph = graph_of(patient.settings)
    try:
        told = await asyncio.to_thread(graph.ask, [path_of(user) for user in _some(patient)])
    except Unreachable as refusal:
        return bad(f"Microsoft Graph: {refusal.reason}", GRANT)
    except TryLater:
        return poor("Microsoft Graph does not answer at the moment", "try again in a minute")
    finally:
        graph.close()
    if all(one.status == FORBIDDEN for one in told):
        return poor("Microsoft Graph does not tell us who has automatic replies on", GRANT)
    return good("Graph tells us who has automatic replies on")


def _some(patient: Patient) -> Sequence[str]:
    if patient.database is None:
        return [NOBODY]
    with patient.database.reading() as session:
        there = workspaces.find(session, "teams", patient.settings.teams_tenant_id or "")
        users = enrolments.users(session, there.id) if there is not None and there.id is not None else ()
    return users[:FEW] or [NOBODY]
