"""`make scale-demo`: two processes that answer people and three that deliver; one after the other is killed, and nobody notices."""
