"""What can be asked of the sandbox, one module a purpose; importing this knows it all."""

from bot.sandbox.controls import arranging, looking, pressing, talking, timing, uploading

__all__ = ["arranging", "looking", "pressing", "talking", "timing", "uploading"]
