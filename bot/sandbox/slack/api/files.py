"""files.*: what is known of a file."""

from __future__ import annotations

from bot.sandbox.slack import files
from bot.sandbox.slack.api.method import Call, method
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Refused


@method("files.info", files.SCOPE)
def info(call: Call) -> Json:
    file = call.world.uploads.kept.get(call.text("file"))
    if file is None:
        raise Refused("file_not_found")
    return {"ok": True, "file": files.as_slack(call.world, "", file), "comments": []}
