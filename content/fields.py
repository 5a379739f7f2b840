"""The kinds of text and number that a programme file has, with their limits."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints

from content.translating import in_language

SLUG = "^[a-z0-9][a-z0-9-]*$"
CLOCK = "^([01]?[0-9]|2[0-3]):[0-5][0-9]$"
HTTPS = r"^https://[^\s/?#@]+([/?#]\S*)?$"  # no name before an @: it would hide where the link leads
ONE_LINE = r"^[^\r\n]+$"
TRANSLATABLE = "translatable"  # so a schema marks a text that may stand there in several languages

IN_WORDS = {  # what a text of each pattern looks like, for the one who wrote another
    SLUG: "should be made of small letters, digits and hyphens, such as w1-why",
    CLOCK: 'should be a time of day, such as "09:00"',
    HTTPS: "should be an address that begins with https://",
    ONE_LINE: "should be on one line",
}

Slug: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=SLUG)]
Clock: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, pattern=CLOCK)]
Https: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=HTTPS)]
Word: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150, pattern=ONE_LINE)]
Reason: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]

_TOLD = (BeforeValidator(in_language), Field(json_schema_extra={TRANSLATABLE: True}))  # to people: once, or once in each language
Title: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=75, pattern=ONE_LINE), *_TOLD]
Label: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=75, pattern=ONE_LINE), *_TOLD]
Line: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150, pattern=ONE_LINE), *_TOLD]
Sentences: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), *_TOLD]
Markdown: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3500), *_TOLD]
Whole: TypeAlias = Annotated[int, Field(strict=True)]  # strict: "3" and 3.0 are slips to be shown, not to be guessed at
Number: TypeAlias = Annotated[float, Field(strict=True)]
Switch: TypeAlias = Annotated[bool, Field(strict=True)]
