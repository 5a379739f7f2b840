"""auth.test and apps.connections.open: what an app asks about itself."""

from __future__ import annotations

from bot.sandbox.slack.api.method import Call, method
from bot.sandbox.slack.people import Json


@method("auth.test")
def test(call: Call) -> Json:
    app = call.world.app
    return {
        "ok": True,
        "url": f"https://{call.world.domain}.slack.com/",
        "team": "Waypost sandbox",
        "user": app.user.name,
        "team_id": call.world.team,
        "user_id": app.user.id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", app_level=True)
async def connect(call: Call) -> Json:
    return {"ok": True, "url": await call.sockets.address()}
