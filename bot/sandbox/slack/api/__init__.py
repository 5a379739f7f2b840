"""The Web API's methods, one module a family; importing this knows them all."""

from bot.sandbox.slack.api import apps, blocks, chat, conversations, files, users, views
from bot.sandbox.slack.api.method import METHODS

__all__ = ["METHODS", "apps", "blocks", "chat", "conversations", "files", "users", "views"]
