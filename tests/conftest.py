"""What every test may ask for."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import settings

from tests import refereeing
from tests.chats import CHATS
from tests.databases import fresh, has_postgres
from tests.house import House, opened

MONDAY = "2026-11-23T08:00:00+00:00"
PROGRAMMES = Path(__file__).parent / "programmes"
ACCEPTANCE = Path(__file__).parent / "acceptance"
DATABASES = ("sqlite", "postgresql")
VERDICT = pytest.StashKey[refereeing.Verdict]()
FOLDER = pytest.StashKey[tuple[Path, bool]]()

settings.register_profile("waypost", deadline=None)  # how long one example takes is the machine's business
settings.load_profile("waypost")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker of pytest-xdist inherits the folder's name
        config.stash[FOLDER] = refereeing.named_folder()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """For `-n auto`: half as many again as there are processors, as a story waits for timers and servers as long as it computes."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) * 3 // 2 or 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each acceptance story runs on every chat and on every kind of database, but not on every pair: half the stories take the one
    diagonal, half the other. `TEST_PAIRS=all` runs them all. What is about chat and database together, in integration, always does.
    """
    if os.environ.get("TEST_PAIRS") == "all":
        return
    spared = [item for item in items if ACCEPTANCE in item.path.parents and _is_off_the_diagonal(item)]
    config.hook.pytest_deselected(items=spared)
    items[:] = [item for item in items if item not in set(spared)]


def pytest_collection_finish() -> None:
    """The collector of garbage had a fifth of the time. What is there before the first test stays to the end: it need not look there again,
    nor so often elsewhere.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


def _is_off_the_diagonal(item: pytest.Item) -> bool:
    given = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    if not {"house", "platform"} <= given.keys() or not has_postgres():
        return False
    turn = crc32(item.originalname.encode()) if isinstance(item, pytest.Function) else 0
    return (DATABASES.index(given["house"]) + CHATS.index(given["platform"]) + turn) % 2 == 1


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Judge what all workers have recorded; a problem fails the run, though every test has passed."""
    if FOLDER not in session.config.stash or session.config.option.collectonly:
        return
    folder, ours = session.config.stash[FOLDER]
    verdict = session.config.stash[VERDICT] = refereeing.judged(folder)
    if verdict.fair is False and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if ours:
        refereeing.forget(folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    verdict = config.stash.get(VERDICT, None)
    if verdict is None:
        return
    if verdict.fair is False:
        terminalreporter.section("referee", red=True)
    terminalreporter.write_line(verdict.said if verdict.fair is False else f"referee: {verdict.said}")


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database, once of each kind."""
    with fresh(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def record() -> Path | None:
    """Where the traffic with the stand-in is written down for the referee; one file a process."""
    folder = os.environ.get("SANDBOX_RECORD_FOLDER")
    return Path(folder) / f"{os.getpid()}.jsonl" if folder else None


@pytest.fixture(params=CHATS)
def platform(request: pytest.FixtureRequest) -> str:
    """The chat that a story runs on: each in turn. Where a story is about one of them alone, its module or folder says so anew."""
    return str(request.param)


@pytest.fixture(params=DATABASES if has_postgres() else DATABASES[:1])
async def house(request: pytest.FixtureRequest, platform: str, tmp_path: Path, record: Path | None) -> AsyncIterator[House]:
    """The house on a Friday morning before the first Monday; each story runs on every chat, and every kind of database that is here."""
    with fresh(request.param, tmp_path) as url:
        async with opened(url, "2026-11-20T10:00:00+00:00", platform=platform, record=record, programmes=(PROGRAMMES,)) as it:
            yield it
