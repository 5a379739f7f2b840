"""Words in the code that nobody marked for translation, and the messages that are marked: found by reading the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from handlers.commands import commands

ROOT = Path(__file__).parents[1]
MARKS = {"_", "_n", "N_"}
NOT_SHOWN = {"Refused", "Field", "command"}  # words for designers, and right forms of a command
TYPED = {"nearest", "understood", "command", "refused", "typed"}  # arguments that name what is typed, or a reason for the log
LOGS = {"debug", "info", "warning", "error", "exception"}
TWO_WORDS = re.compile(r"[A-Za-z’]{2,}[,:;]? +(?:[A-Za-z’]{2,}|\{\})|\{\} [a-z’]{2,}")


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def marked(*folders: str) -> Iterator[tuple[str, str | None, str]]:
    """Every message that is marked: in English, its form for many (None: there is none), and where it stands."""
    for path in sources(*folders):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                said = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if said:
                    yield said[0], said[1] if node.func.id == "_n" else None, f"{path.relative_to(ROOT)}:{node.lineno}"


def unmarked(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string of two words or more that is neither marked nor anything that nobody reads in chat."""
    tree = ast.parse(path.read_text("utf-8"))
    known = {id(one) for skipped in _skipped(tree) for one in ast.walk(skipped)}
    for node in ast.walk(tree):
        if id(node) in known:
            continue
        said = _words(node)
        known |= {id(one) for one in ast.walk(node)} if isinstance(node, ast.JoinedStr) else set()
        if said and TWO_WORDS.search(said) and not _is_typed(said):
            yield node.lineno, said  # type: ignore[attr-defined]


def _skipped(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise | ast.Assert) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            if not (isinstance(node, ast.Raise) and "Misunderstood" in ast.unparse(node)):  # which people read
                yield node
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            yield from (one.value for one in node.keywords if one.arg in TYPED)
            if name in MARKS:
                yield from node.args[: 2 if name == "_n" else 1]
            elif name in NOT_SHOWN or name.rpartition(".")[2] in LOGS:
                yield from (one for one in node.args if not isinstance(one, ast.Call))
                yield from (one.value for one in node.keywords)
            elif name.endswith(".refusal"):
                yield node.args[-1]


@cache
def _verbs() -> frozenset[str]:
    return frozenset(commands())


def _is_typed(said: str) -> bool:
    return said.lstrip("-` /").removeprefix("waypost ").partition(" ")[0] in _verbs()


def _words(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
