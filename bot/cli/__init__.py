"""`waypost …`: one file of this folder, one command."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import typer

app = typer.Typer(
    name="waypost",
    help="Learning workflows in chat: small activities that fall due in the learner's own time, answered right there.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)

F = TypeVar("F", bound=Callable[..., Any])


def cli(name: str) -> Callable[[F], F]:
    """Register a function as the command *name*. Import what is slow inside it: `waypost --help` imports every file here."""
    return app.command(name)


def known() -> typer.Typer:
    """The program with every command: all files of this folder are imported for it."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return app


def main() -> None:
    """The `waypost` program."""
    known()()
