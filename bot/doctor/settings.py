"""What stands in the settings, and who else can read them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.doctor import Finding, Patient, bad, check, good, poor
from bot.settings import credential_problems

OTHERS = 0o077  # the permissions of everybody but the owner
START = "`waypost serve` does not start without it; `.env.example` names everything"


@check("settings", 10)
def settings(patient: Patient) -> Sequence[Finding]:
    """That they can be read at all is known by now."""
    problems = credential_problems(patient.settings, loopback=True)
    found = [bad(problem, START if problem is problems[-1] else "") for problem in problems]
    if not patient.settings.waypost_admins:
        found.append(poor("nobody is an admin", "name yourself in WAYPOST_ADMINS, else nobody can enrol anybody"))
    if patient.settings.waypost_env == "development":
        found.append(poor("this is development: the clock can be moved", "leave WAYPOST_ENV out where real people learn"))
    env = Path(".env")
    if env.exists() and env.stat().st_mode & OTHERS:
        found.append(poor(".env, with its secrets, can be read by other users of this machine", "chmod 600 .env"))
    return found or [good("complete; nobody else reads .env" if env.exists() else "complete, all from the environment")]
