"""Reading a card as a person does, and having it judged by material that none of us wrote."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.channels.teams.words import Json
from content.message import Choice, Field, Form, Input, Look
from tests.lacking import lacking

REFEREE = Path(__file__).parents[3].parent / "shared/referees/referee.py"
TOKEN = "0123456789abcdef0123456789abcdef"
CHECKIN = Form(
    "checkin",
    "Friday check-in",
    (
        Field(
            "c1",
            "If a caller is angry, then I will listen first",
            Input.SCALE,
            tuple((str(n), str(n)) for n in range(11)),
            hint="10 is done.",
        ),
        Field("did", "What did you do?", hint="One thing is enough."),
        Field("obstacle", "What got in the way?", Input.ONE, (("time", "Time"), ("nerve", "Nerve")), required=True),
        Field("picks", "Which of these?", Input.MANY, (("0", "Listen"), ("1", "Ask")), value=("1",)),
        Field("help", "Who can help?", Input.PERSON, hint="Leave it empty if nobody."),
        Field("on", "When?", Input.DATE, value=("2026-11-27",)),
    ),
    button="Check in",
    note="Only you see this.",
)
CHOICES = (
    Choice("yes", "Yes", Look.PRIMARY),
    Choice("no", "No"),
    Choice("stop", "Stop", Look.DANGER, command="stop"),
    Choice("more", "Read more", url="https://example.com"),
)


@functools.cache
def referee() -> ModuleType:
    """The judge of cards; it stands beside the repository. Skips the test where it does not."""
    if not REFEREE.exists():
        lacking("referee", f"no referee at {REFEREE}")
    spec = importlib.util.spec_from_file_location("referee", REFEREE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def nodes(value: Any) -> list[Json]:
    """Every dict in it, from the outside in; what stands in for something else is not read."""
    inner = [child for key, child in value.items() if key != "fallback"] if isinstance(value, dict) else value
    inner = inner if isinstance(inner, list) else []
    return [value] * isinstance(value, dict) + [node for child in inner for node in nodes(child)]


def shown(value: Any) -> str:
    """All text in the order in which it is read, a line for each block."""
    if isinstance(value, list):
        return "\n".join(words for one in value if (words := shown(one)))
    if not isinstance(value, dict):
        return ""
    if value.get("type") == "RichTextBlock":
        return "".join(run["text"] for run in value["inlines"])
    if value.get("type") == "TableRow":
        return " | ".join(shown(cell["items"]) for cell in value["cells"])
    return value.get("text") or shown([child for key in ("body", "items", "rows") for child in value.get(key, [])])


def of_type(value: Any, kind: str) -> list[Json]:
    return [node for node in nodes(value) if str(node.get("type", "")).startswith(kind)]


def without_charts(value: Any) -> Any:
    """What a client shows that draws no charts."""
    if isinstance(value, dict):
        return (
            without_charts(value["fallback"])
            if str(value.get("type", "")).startswith("Chart.")
            else {k: without_charts(v) for k, v in value.items()}
        )
    return [without_charts(one) for one in value] if isinstance(value, list) else value
