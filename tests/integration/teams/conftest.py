"""What is told here is Teams' alone."""

from __future__ import annotations

import pytest


@pytest.fixture
def platform() -> str:
    return "teams"
