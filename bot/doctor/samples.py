"""One message for each thing that ours can hold: what a platform can draw of these, it can draw of all."""

from __future__ import annotations

from collections.abc import Mapping

from content.message import (
    Chart,
    Choice,
    Choices,
    Facts,
    Field,
    Form,
    Heading,
    Input,
    Look,
    Message,
    Note,
    Part,
    Picture,
    Quote,
    Series,
    Table,
    Text,
)

FIELDS = tuple(
    Field(kind.value, "A question", kind, (("1", "One"), ("2", "Two")) if kind in (Input.ONE, Input.MANY, Input.SCALE) else ())
    for kind in Input
)
SAMPLES: Mapping[str, tuple[Part, ...]] = {
    "text": (Heading("A heading"), Text("**Bold**, *italic*, `code`\n\n- a list\n- of two"), Note("Small print.")),
    "a quote": (Quote("Somebody's words", by="Ana"),),
    "facts": (Facts((("Done", "3"), ("Due", "4"))),),
    "a table": (Table(("Who", "Done"), (("Ana", "3"), ("Ben", "4"))),),
    "a chart": (Chart("bar", "Done", ("Week 1", "Week 2"), (Series("Done", (3, 4)),)),),
    "a picture": (Picture("https://example.com/picture.png", "A picture"),),
    "buttons": (Choices((Choice("yes", "Yes", Look.PRIMARY), Choice("no", "No"), Choice("more", "More", url="https://example.com/"))),),
    "a form": (Form("answer", "Your answer", FIELDS),),
}


def samples() -> Mapping[str, Message]:
    """By what each of them holds."""
    return {name: Message((Text("A sample."), *parts), summary="A sample") for name, parts in SAMPLES.items()}
