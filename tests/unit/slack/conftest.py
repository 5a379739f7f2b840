from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

REFEREE = Path(os.environ.get("WAYPOST_REFEREE") or Path(__file__).parents[3].parent / "shared/referees/referee.py")


@pytest.fixture(scope="session")
def referee() -> ModuleType:
    """The judge of Slack's payloads, which none of us wrote; it stands beside the repository."""
    if not REFEREE.exists():
        pytest.skip(f"no referee at {REFEREE}; set WAYPOST_REFEREE to its path")
    spec = importlib.util.spec_from_file_location("referee", REFEREE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
