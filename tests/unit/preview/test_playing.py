"""What the preview shows of an answered step is what the service makes of the same answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import select

from bot.preview.playing import Play
from bot.preview.views import told_by, views
from content.activity import Answer
from content.loading import parse
from content.message import from_json, plain
from handlers.incoming import Said
from models import deliveries
from models.deliveries import Delivery, Kind
from scheduler.words import resolve
from tests.conftest import PROGRAMMES
from tests.databases import fresh_sqlite
from tests.offices import Office, office

FRIDAY = "2026-11-27T12:00:00+00:00"
STORIES = {
    "often": (Answer(values={"option": ("1",), "words": ("It varies.",)}), Answer(values={"option": ("2",), "words": ("More now.",)})),
    "story": (Answer(values={"words": ("Last week.",)}),),
    "pick": (Answer(values={"options": ("1",)}), Answer(values={"options": ("0", "2")}), Answer(values={"options": ("1",)})),
    "together": (Answer(values={"words": ("Try it.",)}),),
    "counted": (Answer(choice="2"),),
    "promise": (Answer(values={"cue": ("",), "action": ("",)}), Answer(values={"cue": ("we meet",), "action": ("ask",)})),
}


@pytest.fixture(scope="module")
def it(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Ana, whose manager is Mia, has everything of the first week in her chat."""
    with office(fresh_sqlite(tmp_path_factory.mktemp("office"))) as opened:
        for name in ("ada", "ana", "ben", "mia"):
            opened.command(name, "help")
        opened.command("ada", "manager @ana is @mia")
        opened.command("ada", "enrol @ana @ben in many-answers starting 2026-11-23 cohort autumn")
        opened.to(FRIDAY)
        yield opened


def card(it: Office, row: Delivery) -> str:
    """What the service shows by now, with the names of the preview."""
    with it.reading() as session:
        latest = deliveries.latest_look(session, row.id or 0) or row
        return plain(resolve(session, from_json(latest.message), row.person_id)).replace("Mia Silva", "Mia Lindqvist")


@pytest.mark.parametrize("key", STORIES)
def test_the_preview_shows_what_the_service_would(it: Office, key: str) -> None:
    programme = parse((PROGRAMMES / "many-answers.yaml").read_bytes(), "many-answers.yaml")
    step = programme.step(key)
    play = Play.of(programme, views(programme, step, date(2026, 11, 23))[0], (), lambda asked: told_by(step, asked, None))
    with it.reading() as session:
        ana = it.person(session, "ana").id
        row = session.exec(select(Delivery).where(Delivery.person_id == ana, Delivery.step == key, Delivery.kind == Kind.STEP)).one()
    assert plain(play.card()) == card(it, row)

    for answer in STORIES[key]:
        play.take(answer)
        if answer.choice:
            it.act("ana", Said.CHOICE, token=row.token, choice=answer.choice)
        else:
            it.act("ana", Said.FORM, token=row.token, form="answer", values=dict(answer.values))
        assert plain(play.card()) == card(it, row)
