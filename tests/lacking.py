"""What to do where something that a test needs is not on the machine."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(what: str, why: str) -> NoReturn:
    """Skip the test, and say why. In CI it fails instead, unless TEST_WITHOUT names *what* (browser, postgresql, referee)."""
    if os.environ.get("CI") and what not in os.environ.get("TEST_WITHOUT", "").split():
        pytest.fail(f"{why}; CI must have it, or say so in TEST_WITHOUT")
    pytest.skip(f"{why}; `make system` may install it")
