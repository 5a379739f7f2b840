"""Teams' part of the sandbox: what Teams and its Bot Connector would remember, answer and send."""
