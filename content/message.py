"""Message: what both chat platforms can show, in words of neither.

A message is a sequence of parts, each with a plain-text meaning.
Text is Markdown by a trusted author (ourselves, a programme's designer); whatever a person wrote or is called
goes in as a Quote or a fact, or through `escape`, so that it can neither format nor mention anyone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field as DataclassField
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

from content.languages import ENGLISH, languages, speaking, spoken
from content.translated import _

FORMS = "form/"  # so begin the keys of forms where those of choices stand beside them
ABSENT = "absent"  # what a key of stored JSON means that is not there, where a field's default depends on the language
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")  # what CommonMark lets us escape with a backslash


def escape(words: str) -> str:
    """Put a person's *words* into Markdown so that they read as written: no format, no link, no mention, one line."""
    return PUNCTUATION.sub(r"\\\1", " ".join(words.split()))


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown by a trusted author: paragraphs, bold, italic, lists, links, inline code."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A short line above what follows; bare text, no Markdown."""

    words: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A person's words, shown as they were written.

    *response* names a stored response instead, or *checkin* a check-in of which *item* is meant:
    it is looked up when the message is sent, and what was taken back or is no longer shared leaves nothing behind.
    """

    words: str = ""
    by: str = ""
    response: int | None = None
    checkin: int | None = None
    item: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value pairs, both bare text."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells of bare text; at most 20 columns and 100 rows with the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of bars; a value for each label of the chart."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of numbers; its plain-text meaning is the numbers themselves. *kind* is `line` or `bar`."""

    kind: str
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture from an address of the author's, with a text that stands for it."""

    url: str
    alt: str


class Look(StrEnum):
    """How strongly a choice offers itself."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to press. *key* comes back when it is pressed; *label* is at most 75 characters of bare text.

    *command* makes it a shortcut for a command of the person's own (`pause`): it then needs no delivery behind it.
    *url* makes it a link.
    """

    key: str
    label: str
    look: Look = Look.PLAIN
    command: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if self.key.startswith(FORMS):
            raise ValueError(f"a choice's key can't begin with {FORMS}: {self.key}")


@dataclass(frozen=True, slots=True)
class Choices:
    """A row of things to press, at most 25."""

    choices: tuple[Choice, ...]


class Input(StrEnum):
    """What kind of answer a field takes."""

    TEXT = "text"  #: several lines of a person's own words
    LINE = "line"  #: one line
    ONE = "one"  #: one of the options
    MANY = "many"  #: any number of the options
    SCALE = "scale"  #: one of the options, which are steps of a scale in order
    PERSON = "person"  #: a person of the workspace
    DATE = "date"  #: a day, as YYYY-MM-DD


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. *options* are (key, label) pairs; *value* is what stands there at first."""

    key: str
    label: str
    input: Input = Input.TEXT
    options: tuple[tuple[str, str], ...] = ()
    value: tuple[str, ...] = ()
    hint: str = ""
    required: bool = False
    limit: int = 3000  # characters; Slack's plain_text_input takes no more


@dataclass(frozen=True, slots=True)
class Form:
    """Questions answered together. Where a platform can't show it in place, *button* opens it.

    *key* tells one form of a message from another. *title* is at most 24 characters.
    *token* names the delivery that it answers, where that is not the message it stands in.
    *intro* is Markdown by a trusted author; *note* says who will see the answer.
    """

    key: str
    title: str
    fields: tuple[Field, ...]
    button: str = field(default_factory=lambda: _("Answer"), metadata={ABSENT: "Answer"})
    submit: str = field(default_factory=lambda: _("Send"), metadata={ABSENT: "Send"})
    intro: str = ""
    note: str = ""
    look: Look = Look.PRIMARY
    token: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Small print, Markdown by a trusted author: who will see the answer, how to stop."""

    markdown: str


Part: TypeAlias = Text | Heading | Quote | Facts | Table | Chart | Picture | Choices | Form | Note
PARTS: dict[str, type] = {kind.__name__: kind for kind in (Text, Heading, Quote, Facts, Table, Chart, Picture, Choices, Form, Note)}


@dataclass(frozen=True, slots=True)
class Message:
    """What is said: parts, from top to bottom. *summary* is the line for a notification; "" means: made from the parts.

    *language*: in which the words are that a platform puts around them: the one that is spoken where the message is made.
    """

    parts: tuple[Part, ...] = ()
    summary: str = ""
    language: str = field(default_factory=spoken, metadata={ABSENT: ENGLISH})

    def choices(self) -> Iterator[Choice]:
        """Everything in it that can be pressed."""
        for part in self.parts:
            if isinstance(part, Choices):
                yield from part.choices

    def form(self, key: str) -> Form | None:
        """The form of that key. None: it has no such form."""
        return next((part for part in self.parts if isinstance(part, Form) and part.key == key), None)

    def without_acts(self) -> Message:
        """The same with nothing left to press or fill."""
        return replace(self, parts=tuple(part for part in self.parts if not isinstance(part, Choices | Form)))


def without_words(message: Message) -> Message:
    """The same without what people wrote that stands in it itself, and in the fields of its forms; references stay."""
    parts: list[Part] = []
    for part in message.parts:
        if isinstance(part, Form):
            parts.append(replace(part, fields=tuple(replace(one, value=()) for one in part.fields)))
        elif not isinstance(part, Quote) or part.response is not None or part.checkin is not None:
            parts.append(part)
    return replace(message, parts=tuple(parts))


def say(*markdown: str, note: str = "") -> Message:
    """A message of plain paragraphs."""
    return Message((*(Text(text) for text in markdown), *([Note(note)] if note else [])))


def plain(message: Message) -> str:
    """The message as bare text: for notifications, screen readers, and platforms that can't show a part."""
    with speaking(message.language):
        return "\n".join(line for part in message.parts for line in lines(part) if line)


def lines(part: Part) -> Iterable[str]:
    """The plain-text meaning of one part."""
    match part:
        case Text(markdown) | Note(markdown):
            return [bare(markdown)]
        case Heading(words):
            return [words]
        case Quote(words, by):
            quoted = _("“{words}”", words=words)
            return [f"{by}: {quoted}" if by else quoted] if words else []
        case Facts(rows):
            return [f"{label}: {value}" for label, value in rows]
        case Table(header, rows):
            return [" | ".join(row) for row in (header, *rows)]
        case Chart(_, title, labels, series):
            return [title, *(f"{one.name}: {_points(labels, one.values)}" for one in series)]
        case Picture(_, alt):
            return [alt]
        case Choices(choices):
            return [" · ".join(f"[{choice.label}]" for choice in choices)]
        case Form():
            return [f"[{part.button}]"]


def _points(labels: Iterable[str], values: Iterable[float]) -> str:
    return ", ".join(f"{at} {value:g}" for at, value in zip(labels, values, strict=True))


def bare(markdown: str) -> str:
    """Markdown without its marks, good enough for one line of notification: a link keeps its words."""
    text = re.sub(r"(?<!\\)\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"(?<!\\)(\*\*|\*|`|^#+ )", "", text, flags=re.MULTILINE)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def to_json(value: Any) -> Any:
    """A message (or a part of one) as JSON values; `from_json` reads it back. Absent keys are defaults."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {"part": type(value).__name__} if type(value).__name__ in PARTS else {}
        return named | {one.name: to_json(getattr(value, one.name)) for one in fields(value) if getattr(value, one.name) != _absent(one)}
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    return value


def from_json(value: Any) -> Message:
    """Read what `to_json` made of a message. What a newer version knows and we don't, be it a part or a key of one, is left out."""
    language = value.get("language", ENGLISH)
    with speaking(language if language in languages() else ENGLISH):
        parts = tuple(part_from_json(part) for part in value.get("parts", ()) if part.get("part") in PARTS)
        return Message(parts, value.get("summary", ""))


def _absent(one: DataclassField[Any]) -> Any:
    return one.metadata.get(ABSENT, one.default)


def part_from_json(value: Mapping[str, Any]) -> Any:
    """Read what `to_json` made of one part. Raises KeyError for a kind that we don't know."""
    kind = PARTS[value["part"]]
    match value["part"]:
        case "Choices":
            return Choices(tuple(Choice(**_known(Choice, one) | _one_of(Look.PLAIN, "look", one)) for one in value["choices"]))
        case "Form":
            form_fields = tuple(Field(**_known(Field, one) | _one_of(Input.TEXT, "input", one)) for one in value["fields"])
            return Form(**_known(Form, value) | {"fields": form_fields} | _one_of(Look.PRIMARY, "look", value))
        case "Chart":
            return Chart(**_known(Chart, value) | {"series": tuple(Series(**_known(Series, one)) for one in value["series"])})
    return kind(**_known(kind, value))


def _known(kind: type, value: Mapping[str, Any]) -> dict[str, Any]:
    """What of *value* that kind has a field for."""
    names = {one.name for one in fields(kind)}
    return {key: _tuples(item) for key, item in value.items() if key in names}


def _one_of(default: StrEnum, key: str, value: Mapping[str, Any]) -> dict[str, StrEnum]:
    """The word that stands at *key*; the *default* for one that we don't know."""
    return {key: next((word for word in type(default) if word == value.get(key)), default)}


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
