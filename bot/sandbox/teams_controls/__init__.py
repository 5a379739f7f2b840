"""What can be asked of the stand-in Teams, one module a purpose; importing this knows it all."""

from bot.sandbox.teams_controls import arranging, installing, looking, paging, pressing, talking, uploading

__all__ = ["arranging", "installing", "looking", "paging", "pressing", "talking", "uploading"]
