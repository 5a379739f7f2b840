"""Who is in a conversation, and what a team is called."""

from __future__ import annotations

from bot.sandbox.slack.people import Json
from bot.sandbox.teams.connector.operation import Call, may_speak, operation
from bot.sandbox.teams.conversations import Conversation, Team
from bot.sandbox.teams.people import Person
from bot.sandbox.teams.refusals import Refused, malformed, not_found
from bot.sandbox.teams.world import World

PAGE, MOST = 100, 500


@operation("member", "GET", "/v3/conversations/{conversation}/members/{member}")
def member(call: Call) -> tuple[int, Json]:
    where, _ = call.conversation()
    found = call.world.member(call.at["member"])
    if found is None or found not in roster(call.world, where):
        raise Refused(404, "MemberNotFoundInConversation", "The member is not in the conversation.")
    return 200, found.as_member(call.world.tenant)


@operation("members", "GET", "/v3/conversations/{conversation}/pagedmembers")
def members(call: Call) -> tuple[int, Json]:
    where, _ = call.conversation()
    found = roster(call.world, where)
    start, size = _number(call, "continuationToken", 0), min(_number(call, "pageSize", PAGE), MOST)
    page: Json = {"members": [one.as_member(call.world.tenant) for one in found[start : start + size]]}
    return 200, page | ({"continuationToken": str(start + size)} if start + size < len(found) else {})


def _number(call: Call, name: str, default: int) -> int:
    given = call.query.get(name) or ""
    if given and not given.isdecimal():
        raise malformed(f"{name} is no number.")
    return int(given) if given else default


def roster(world: World, where: Conversation) -> list[Person]:
    """The people in it; a bot may ask only where it is itself. Raises Refused."""
    may_speak(world, where)
    members = [world.people[aad] for aad in where.members if aad in world.people]
    return [one for one in members if not one.removed and not one.bot]


@operation("team", "GET", "/v3/teams/{team}")
def team(call: Call) -> tuple[int, Json]:
    found, channels = _team(call)
    people = {aad for one in channels for aad in one.members}
    return 200, {
        "id": found.id,
        "name": found.name,
        "aadGroupId": found.group,
        "tenantId": call.world.tenant,
        "type": "standard",
        "channelCount": len(channels),
        "memberCount": len(people),
    }


@operation("team", "GET", "/v3/teams/{team}/conversations")
def channels(call: Call) -> tuple[int, Json]:
    """The first channel comes without a name, as its name is everybody's own language's."""
    found, inside = _team(call)
    return 200, {"conversations": [{"id": one.id} | ({} if one.id == found.id else {"name": one.name}) for one in inside]}


def _team(call: Call) -> tuple[Team, list[Conversation]]:
    """A team that the bot is in, and its channels. Raises Refused."""
    inside = [one for one in call.world.channels() if one.team is not None and one.team.id == call.at["team"] and one.bot]
    if not inside or inside[0].team is None:
        raise not_found()
    return inside[0].team, inside
