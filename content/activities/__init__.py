"""The kinds of activity: one file of this folder, one kind."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TypeVar

from content.activity import Activity

A = TypeVar("A", bound=Activity)
_KINDS: dict[str, type[Activity]] = {}


def kind(name: str) -> Callable[[type[A]], type[A]]:
    """Register a frozen dataclass as the activity kind *name*."""

    def register(cls: type[A]) -> type[A]:
        if name in _KINDS:
            raise ValueError(f"two activity kinds are called {name}: {_KINDS[name].__qualname__} and {cls.__qualname__}")
        _KINDS[name] = cls
        return cls

    return register


@cache
def kinds() -> Mapping[str, type[Activity]]:
    """Every kind by its name: all modules of this folder are imported for it."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return MappingProxyType(dict(sorted(_KINDS.items())))
