"""Words in the code that nobody marked for translation: found by reading the code, not by running it."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

MARKS = {"_", "_n", "N_"}
NOT_SHOWN = {"Refused", "Field", "Reply.refusal", "TypeVar"}  # words for designers, and names of reasons
LOGS = {"debug", "info", "warning", "error", "exception"}
TWO_WORDS = re.compile(r"[A-Za-z’]{2,}[,:;]? +(?:[A-Za-z’]{2,}|\{\})|\{\} [a-z’]{2,}")


def unmarked(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string of two words or more that is neither marked, nor raised, logged or a docstring."""
    tree = ast.parse(path.read_text("utf-8"))
    known = {id(one) for skipped in _skipped(tree) for one in ast.walk(skipped)}
    for node in ast.walk(tree):
        if id(node) in known:
            continue
        said = _words(node)
        known |= {id(one) for one in ast.walk(node)} if isinstance(node, ast.JoinedStr) else set()
        if said and TWO_WORDS.search(said):
            yield node.lineno, said  # type: ignore[attr-defined]


def _skipped(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # a docstring
            yield node
        elif isinstance(node, ast.Raise | ast.Assert | ast.AnnAssign) and not isinstance(getattr(node, "value", None), ast.Call):
            if not isinstance(node, ast.AnnAssign):
                yield node
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in MARKS:
                yield from (argument for argument in node.args[: 2 if name == "_n" else 1])
            elif name in NOT_SHOWN or name.rpartition(".")[2] in LOGS:
                yield node


def _words(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for line, said in unmarked(Path(name)):
            print(f"{name}:{line}: {said}")
