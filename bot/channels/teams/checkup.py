"""What `waypost doctor` finds out about Teams."""

from __future__ import annotations

from collections.abc import Sequence

from bot.doctor import Finding, Patient, bad, check, good, poor
from bot.doctor.reaching import reach
from bot.settings import Settings

ANY = "*."


@check("Teams", 90)
async def teams(patient: Patient) -> Sequence[Finding]:
    """Microsoft's addresses are reached; with `--live` also whether it gives us a token."""
    settings = patient.settings
    if not settings.has_teams:
        return []
    found = [
        *await reach("Microsoft's list of keys", settings.teams_openid_url),
        *await reach("Microsoft's sign-in", settings.teams_login_url),
        *await reach("the Bot Connector", _connector(settings)),
    ]
    if patient.live and settings.teams_app_id is not None:
        found.append(await _token(settings))
    bad_ones = [one for one in found if one.level]
    return bad_ones or [good("all three of Microsoft's services are reached" + (", and it gives us a token" if patient.live else ""))]


def _connector(settings: Settings) -> str:
    """The first of its hosts that is a host and not a family of them."""
    host = next((one for one in settings.teams_service_hosts if not one.startswith(ANY)), "smba.trafficmanager.net")
    return host if "://" in host else f"https://{host}/"


async def _token(settings: Settings) -> Finding:
    from bot.channels.teams.sdk.connector import Connector  # the SDK takes a second to import
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
