"""Slack's part of the sandbox: what Slack would remember, answer and send."""
