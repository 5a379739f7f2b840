"""users.*: who there is."""

from __future__ import annotations

from bot.sandbox.slack.api.method import Call, method, page
from bot.sandbox.slack.people import Json, User
from bot.sandbox.slack.refusals import Refused

EMAIL = "users:read.email"


def shown(call: Call, user: User) -> Json:
    """As Slack shows them. Their locale comes only where it was asked for."""
    asked = call.flag("include_locale")
    return user.as_slack(call.world.team, call.world.clock.now(), with_email=EMAIL in call.scopes, with_locale=asked)


@method("users.info", "users:read")
def info(call: Call) -> Json:
    return {"ok": True, "user": shown(call, call.user(call.text("user")))}


@method("users.list", "users:read")
def list_all(call: Call) -> Json:
    return page([shown(call, user) for user in call.world.users.values()], call, "members", 1000) | {"cache_ts": call.world.epoch()}


@method("users.lookupByEmail", EMAIL)
def by_email(call: Call) -> Json:
    address = call.text("email").lower()
    for user in call.world.users.values():
        if user.email.lower() == address and not user.deleted:
            return {"ok": True, "user": shown(call, user)}
    raise Refused("users_not_found")
