"""blocks.validate: whether Slack could draw it."""

from __future__ import annotations

import re

from bot.sandbox.slack import limits
from bot.sandbox.slack.api.method import Call, method
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Refused, malformed

PROBLEM = re.compile(r"(?P<message>.*?)(?: \[json-pointer:(?P<pointer>[^\]]*)\])?")
EITHER = ("blocks", "message", "view")


@method("blocks.validate")
def validate(call: Call) -> Json:
    given = {name: call.nested(name) for name in EITHER if call.nested(name) is not None}
    if len(given) != 1:
        raise malformed("invalid_arguments", [f"exactly one of {', '.join(EITHER)}"])
    if "view" in given:
        problems = limits.view(given["view"])
    else:
        problems = limits.blocks(given["blocks"] if "blocks" in given else given["message"].get("blocks"))
    if problems:
        raise Refused("invalid_blocks", errors=[_error(one) for one in problems])
    return {"ok": True}


def _error(problem: str) -> Json:
    found = PROBLEM.fullmatch(problem)
    assert found is not None
    return {"code": "failed_constraint", "message": found["message"], "pointer": found["pointer"] or ""}
