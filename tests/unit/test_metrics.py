"""Figures: what they are called, that they say nothing of anybody, and that a database that is gone takes only its own along."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import ASKED_EVERY_SECONDS, Metrics, Standing
from bot.timeline import Timeline
from handlers.incoming import Said
from models import entries, figures
from models.database import Database
from tests.clocks import StandingClock
from tests.databases import fresh_postgres, fresh_sqlite

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"\bwaypost_[a-z_]+")


def names(metrics: Metrics) -> set[str]:
    """Each sample's name, as a query has it."""
    return {sample.name for family in text_string_to_metric_families(metrics.text().decode()) for sample in family.samples}


@pytest.fixture
def metrics(tmp_path: Path) -> Metrics:
    made = Metrics(["slack", "teams"])
    made.stands(Database(fresh_sqlite(tmp_path)), Timeline(StandingClock("2026-11-23T09:00:00+00:00")))
    made.heard("slack", Said.TEXT, 0.1)
    return made


def test_the_dashboard_and_the_alerts_use_figures_that_there_are_and_all_of_them(metrics: Metrics) -> None:
    board = json.loads((ROOT / "docs/grafana/waypost.json").read_text())
    queries = " ".join(target["expr"] for panel in board["panels"] for target in panel.get("targets", ()))
    alerts = " ".join(re.findall(r"^\s*expr: (.*)$", (ROOT / "docs/operations.md").read_text(), re.MULTILINE))

    there = {name for name in names(metrics) if name.startswith("waypost_") and not name.endswith("_created")}
    used = set(NAME.findall(queries)) | set(NAME.findall(alerts))
    assert used - there == set()
    assert {re.sub("_(bucket|sum|count|total)$", "", one) for one in there} == {
        re.sub("_(bucket|sum|count|total)$", "", one) for one in used
    }


def test_every_panel_asks_the_chosen_prometheus_and_has_a_unit(metrics: Metrics) -> None:
    board = json.loads((ROOT / "docs/grafana/waypost.json").read_text())

    for panel in board["panels"]:
        if panel["type"] != "row":
            assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
            assert panel["fieldConfig"]["defaults"]["unit"]
            assert panel["description"]
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


@given(platform=st.text(), seconds=st.floats(0, 1e6))
def test_a_platform_that_is_none_of_ours_is_another_and_no_more(platform: str, seconds: float) -> None:
    metrics = Metrics(["slack", "teams"])
    for count in (metrics.busy, metrics.unsure, metrics.doubled, metrics.failed):
        count(platform)
    metrics.sent(platform, timedelta(seconds=seconds), timedelta(seconds=-1))
    metrics.heard(platform, Said.COMMAND, seconds)

    families = text_string_to_metric_families(metrics.text().decode())
    assert {value for one in families for sample in one.samples for name, value in sample.labels.items() if name == "platform"} <= {
        "slack",
        "teams",
        "other",
    }


def test_the_database_is_asked_once_in_five_seconds_however_often_somebody_looks(tmp_path: Path) -> None:
    database, at = Database(fresh_sqlite(tmp_path)), [100.0]
    standing = Standing(database, Timeline(StandingClock("2026-11-23T09:00:00+00:00")), lambda: at[0])

    first = list(standing.collect())
    assert list(standing.collect()) == first
    at[0] += ASKED_EVERY_SECONDS
    again = list(standing.collect())

    database.close()
    assert again[0] is not first[0]
    assert {sample.labels["state"] for sample in again[0].samples} == {state.value for state in entries.OPEN}


def test_a_database_that_is_gone_takes_only_its_own_figures_along() -> None:
    metrics = Metrics(["slack"])
    metrics.stands(Database("postgresql://waypost:hush@127.0.0.1:9/x"), Timeline(StandingClock("2026-11-23T09:00:00+00:00")))

    there = names(metrics)

    assert "waypost_deliveries" not in there
    assert {"waypost_heartbeat_age_seconds", "waypost_busy_total"} <= there


@pytest.mark.parametrize("what", ["depth", "age", "jobs"])
def test_figures_are_read_through_indexes(tmp_path: Path, what: str) -> None:
    """With millions of sent rows, a look at all of them would take seconds, and Prometheus looks all the time."""
    database = Database(fresh_sqlite(tmp_path))
    asked: list[str] = []
    from sqlalchemy import event

    event.listen(database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with database.reading() as session:
        now = Timeline(StandingClock("2026-11-23T09:00:00+00:00")).now()
        {"depth": figures.depth, "age": lambda session: figures.oldest_due(session, now), "jobs": figures.jobs_by_state}[what](session)
        plans = [session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {one}").all() for one in asked if one.startswith("SELECT")]

    database.close()
    assert plans
    for steps in plans:
        assert [step[-1] for step in steps if step[-1].startswith(("SCAN delivery", "SCAN job")) and "INDEX" not in step[-1]] == []


def test_while_the_database_hangs_one_look_waits_and_the_others_see_the_last_figures() -> None:
    with fresh_postgres() as url:
        database, at = Database(url), [100.0]
        standing = Standing(database, Timeline(StandingClock("2026-11-23T09:00:00+00:00")), lambda: at[0])
        before = list(standing.collect())
        at[0] += ASKED_EVERY_SECONDS

        with psycopg.connect(url) as somebody, ThreadPoolExecutor(1) as pool:
            somebody.execute("LOCK TABLE delivery")
            waiting = pool.submit(lambda: list(standing.collect()))
            while figures.connections(database) == 0:
                assert not waiting.done()
            assert next(standing.collect()) is before[0]
            assert figures.connections(database) == 1
            at[0] += 60
            somebody.rollback()
            after = waiting.result()

        assert after[0] is not before[0]
        assert next(standing.collect()) is after[0]  # they are as old as their answer, not as its question
        database.close()
