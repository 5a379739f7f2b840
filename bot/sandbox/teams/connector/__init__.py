"""The Bot Connector's operations; importing this knows them all."""

from bot.sandbox.teams.connector import conversations, rosters
from bot.sandbox.teams.connector.operation import OPERATIONS, Call, find

__all__ = ["OPERATIONS", "Call", "conversations", "find", "rosters"]
