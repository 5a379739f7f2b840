"""What is told here is Slack's alone."""

from __future__ import annotations

import pytest


@pytest.fixture
def platform() -> str:
    return "slack"
