"""The edge of `scheduler.jobs`: slice after slice, in threads, until the job is done or we are told to stop."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass

from scheduler.jobs import Jobs


@dataclass(frozen=True, slots=True)
class Background:
    """What an engine calls for a job. Once *stopping* is set, the job is left to whoever comes next after the slice that is under way."""

    jobs: Jobs
    stopping: threading.Event

    async def work(self, job_id: int) -> None:
        fence = await asyncio.to_thread(self.jobs.take, job_id)
        if fence is None:
            return
        while not self.stopping.is_set():
            if not await asyncio.to_thread(self.jobs.go_on, job_id, fence):
                return
        await asyncio.to_thread(self.jobs.let_go, job_id, fence)
