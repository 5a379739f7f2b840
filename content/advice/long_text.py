"""A message comes near what a platform takes.

The nearer limit is Slack's: a card in Teams takes 28 KB, which 3,500 characters of no script can fill.
"""

from __future__ import annotations

from collections.abc import Iterator

from content.advice import Draft, Found, rule
from content.message import Text

MOST = 3_500  # characters: `chat.update` takes 4,000, and the title, who will see the answer and what came of it stand there too
NEAR = 0.9


@rule(
    "long-text",
    why="A message that is too long for a platform is cut; long before that, nobody reads it to its end on a phone.",
    source="Slack’s chat.update takes 4,000 characters, with all that we add; a card in Teams 28 KB",
)
def long_text(draft: Draft) -> Iterator[Found]:
    for one in draft.steps:
        characters = sum(len(part.markdown) for part in one.step.activity.prompt() if isinstance(part, Text))
        if characters >= NEAR * MOST:
            yield one.longest, f"{characters:,} characters come near the {MOST:,} that fit a message in Slack. Make two steps of it"
