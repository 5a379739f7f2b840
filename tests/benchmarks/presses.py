"""How soon a button press is acknowledged: `python -m tests.benchmarks.presses [--rate 50] [--seconds 10] [--database URL]`.

The service is a process of its own, as an operator starts it; the presses are signed and sent over HTTP at a steady rate, each by
another person to another question, whether or not the one before has been answered. Exits with 1 if the limit was missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.clock import RealClock, monotonic, wire
from bot.sandbox.seed import Seed, person
from bot.sandbox.server import sandbox
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.slack.sending import encoded
from bot.serving import listening, served
from content.loading import parse
from content.message import to_json
from models import deliveries, organisations, people
from models.cohorts import Cohort
from models.database import Database, upgrade
from models.deliveries import Delivery, Kind, State
from models.enrolments import Enrolment
from models.workspaces import Workspace
from scheduler.library import publish

ROOT = Path(__file__).parents[2]
PROGRAMME = ROOT / "tests" / "programmes" / "small-talk.yaml"
MADE = SandboxSettings()
LIMIT_MS, PATIENCE_SECONDS = 150.0, 30.0
STEP = "try"


def user(number: int) -> str:
    return f"U0PRESS{number:04}"


def fill(url: str, count: int) -> list[str]:
    """That many people who have been asked to do something: the tokens of what they were asked."""
    upgrade(url)
    database, now = Database(url), wire()
    source = PROGRAMME.read_text()
    programme = parse(source, PROGRAMME.name)
    with database.begin() as session:
        organisation = organisations.the_first(session, now)
        workspace = Workspace(organisation_id=organisation.id or 0, platform="slack", outside_id=MADE.team_id, created_at=now)
        session.add(workspace)
        version, _ = publish(session, organisation.id or 0, PROGRAMME.name, source, now)
        session.flush()
        cohort = Cohort(organisation_id=organisation.id or 0, workspace_id=workspace.id or 0, name="all", zone="UTC", created_at=now)
        session.add(cohort)
        session.flush()
        made = []
        for number in range(count):
            known = people.add(session, workspace, user(number), name=f"Press {number}", zone="UTC", email=None, now=now)
            enrolment = Enrolment(
                person_id=known.id or 0,
                cohort_id=cohort.id,
                version_id=version.id or 0,
                programme=programme.key,
                start_on=now.date(),
                joined_at=now,
            )
            session.add(enrolment)
            session.flush()
            made.append(_asked(workspace, known.id or 0, enrolment.id or 0, to_json(programme.step(STEP).activity.prompt_message()), now, number))
        deliveries.queue(session, made)
    database.close()
    return [row.token for row in made]
