"""Figures for Prometheus. Labels come from closed sets: a platform, a kind of act, a state; never a person, never a word of theirs."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.clock import monotonic
from bot.timeline import Timeline
from handlers.incoming import Said
from models import figures
from models.database import Database
from models.session import Unavailable

log = logging.getLogger(__name__)

OTHER = "other"  # of a closed set, whatever else comes
LAG = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 1800, 3600, 7200)
CALL = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
STALL = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30)
ASKED_EVERY_SECONDS = 5.0  # however often somebody looks, the database is asked no more
LOOK_EVERY_SECONDS = 0.25


class Metrics:
    """What this process counts. It is handed to the outbox (as `Watching`), to the door, and to the web."""

    def __init__(self, platforms: Iterable[str]) -> None:
        self._platforms = frozenset(platforms)
        self.registry = CollectorRegistry()
        self._lag = self._histogram("waypost_lag_seconds", "From due to sent, in the programme's time", LAG)
        self._send = self._histogram("waypost_send_seconds", "From claimed to sent, in real time", CALL)
        self._busy = self._counter("waypost_busy", "Times the platform asked us to come back later (429)")
        self._unsure = self._counter("waypost_unsure", "Answers of the platform that were lost")
        self._doubled = self._counter("waypost_doubled", "Messages that may stand in their chat twice")
        self._failed = self._counter("waypost_failed", "Messages that were given up")
        self._inbound = self._histogram("waypost_inbound_seconds", "From a person's act to our answer", CALL, "act")
        self._stall = Histogram("waypost_loop_stall_seconds", "How late the event loop was", buckets=STALL, registry=self.registry)
        ProcessCollector(registry=self.registry)
        for platform in sorted(self._platforms):  # so that a panel shows 0, and not nothing, before the first
            for one in (self._lag, self._send, self._busy, self._unsure, self._doubled, self._failed):
                one.labels(platform)

    def _counter(self, name: str, says: str) -> Counter:
        return Counter(name, says, ("platform",), registry=self.registry)

    def _histogram(self, name: str, says: str, buckets: Sequence[float], *labels: str) -> Histogram:
        return Histogram(name, says, ("platform", *labels), buckets=buckets, registry=self.registry)

    def sent(self, platform: str, lag: timedelta, wire_lag: timedelta) -> None:
        self._lag.labels(self._of(platform)).observe(max(0.0, lag.total_seconds()))
        self._send.labels(self._of(platform)).observe(max(0.0, wire_lag.total_seconds()))

    def busy(self, platform: str) -> None:
        self._busy.labels(self._of(platform)).inc()

    def unsure(self, platform: str) -> None:
        self._unsure.labels(self._of(platform)).inc()

    def doubled(self, platform: str) -> None:
        self._doubled.labels(self._of(platform)).inc()

    def failed(self, platform: str) -> None:
        self._failed.labels(self._of(platform)).inc()

    def heard(self, platform: str, said: Said, seconds: float) -> None:
        """An act was answered; for `Door`."""
        self._inbound.labels(self._of(platform), said.value).observe(seconds)

    def _of(self, platform: str) -> str:
        return platform if platform in self._platforms else OTHER

    def stands(self, database: Database, timeline: Timeline) -> None:
        """Show from now on what stands in the database too, and how the heart is."""
        self.registry.register(Standing(database, timeline))
        age = Gauge("waypost_heartbeat_age_seconds", "Since the heart last beat; -1 before the first time", registry=self.registry)
        age.set_function(lambda: -1.0 if (found := timeline.beat_age) is None else found)
        used = Gauge("waypost_database_connections", "Connections to the database that somebody has", registry=self.registry)
        used.set_function(lambda: figures.connections(database))

    async def watch_loop(self) -> None:
        """Measure how late the event loop is, until cancelled."""
        while True:
            began = monotonic()
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            self._stall.observe(max(0.0, monotonic() - began - LOOK_EVERY_SECONDS))

    def text(self) -> bytes:
        """Everything, as Prometheus reads it. It may ask the database, so call it in a thread."""
        return generate_latest(self.registry)


class Standing(Collector):
    """What stands in the database. If it does not answer, its figures are missing and all others are there.

    One look asks at a time, however long it takes; whoever looks meanwhile gets the last figures, and keeps no thread.
    """

    def __init__(self, database: Database, timeline: Timeline, clock: Callable[[], float] = monotonic) -> None:
        self._database, self._timeline, self._clock = database, timeline, clock
        self._asking = threading.Lock()
        self._asked_at: float | None = None
        self._found: list[Metric] = []

    def collect(self) -> Iterator[Metric]:
        if self._asking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._asking.release()
        yield from self._found

    def _look(self) -> None:
        if self._asked_at is not None and self._clock() - self._asked_at < ASKED_EVERY_SECONDS:
            return
        try:
            self._found = list(self._ask())
        except Unavailable:
            self._found = []
        except Exception:  # whatever it is (a pool that is used up), the figures of the process itself are needed all the more
            log.exception("the database could not be asked for figures")
            self._found = []
        self._asked_at = self._clock()  # by now: an answer that took long is not old at once

    def _ask(self) -> Iterator[Metric]:
        now = self._timeline.now()
        with self._database.reading() as session:
            yield _by_state("waypost_deliveries", "Messages that are not out yet, and those that were given up", figures.depth(session))
            yield _by_state("waypost_jobs", "Background jobs", figures.jobs_by_state(session))
            oldest = figures.oldest_due(session, now)
            age = max(0.0, (now - oldest).total_seconds()) if oldest is not None else 0.0
            yield GaugeMetricFamily("waypost_oldest_due_seconds", "How long the oldest message waits that should be out", age)
            yield GaugeMetricFamily("waypost_closed_workspaces", "Workspaces that have thrown us out", figures.closed(session))


def _by_state(name: str, says: str, counted: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=["state"])
    for state, number in counted.items():
        family.add_metric([state], number)
    return family
