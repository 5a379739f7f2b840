"""A text asks for more years at school than it needs to.

Grade by Flesch and Kincaid = 0.39 × words a sentence + 11.8 × syllables a word − 15.59 (Kincaid, Fishburne, Rogers and Chissom 1975).
It is made for English; syllables are counted as groups of vowels, less an e that ends the word and is not heard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.advice import Draft, Found, rule
from content.languages import ENGLISH
from content.message import Text, bare

HIGHEST = 10.0
LEAST_WORDS = 100  # of fewer the grade says little
WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)*")
ENDED = re.compile(r"[.!?…]+[”’\"')\]]*(?:\s|$)|\n+")  # an item of a list ends a sentence too
VOWELS = re.compile(r"[aeiouy]+")
UNHEARD = re.compile(r"(?<![aeiouyl])e$|(?<=[aeiouy])le$|(?<![aeiouytd])ed$|(?<![aeiouysxzcg])es$")  # like, whole, asked, names


@rule(
    "hard-to-read",
    why="Who reads on a phone between two tasks, or in a second language, needs short words and sentences.",
    source="grade by Flesch and Kincaid; Kincaid, Fishburne, Rogers and Chissom 1975",
)
def hard_to_read(draft: Draft) -> Iterator[Found]:
    for one in draft.steps if draft.programme.language.partition("-")[0] == ENGLISH else ():
        text = "\n".join(bare(part.markdown) for part in one.step.activity.prompt() if isinstance(part, Text))
        found = grade(text)
        if found is not None and found > HIGHEST:
            yield one.longest, f"this reads like grade {found:.1f}, above {HIGHEST:.0f}. Shorten the sentences, and use plainer words"


def grade(text: str) -> float | None:
    """The school grade for which English *text* is fit. None: it is too short to say."""
    sentences = [words for sentence in ENDED.split(text) if (words := WORD.findall(sentence))]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < LEAST_WORDS:
        return None
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """How many syllables an English word has, roughly; at least one."""
    return max(1, len(VOWELS.findall(UNHEARD.sub("", word.casefold()))))
