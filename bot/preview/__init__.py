"""A programme file as a page, while it is being written: every message as Slack and Teams will draw it."""
