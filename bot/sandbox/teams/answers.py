"""What the bot answers to a press, and what the Teams app makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.slack.outcomes import Outcome
from bot.sandbox.slack.people import Json
from bot.sandbox.teams import limits
from bot.sandbox.teams.cards import CARD
from bot.sandbox.teams.messages import Message
from bot.sandbox.teams.record import Cards
from bot.sandbox.teams.world import World

TEXT, ERROR = "application/vnd.microsoft.activity.message", "application/vnd.microsoft.error"
TROUBLE = "Something went wrong. Please try again."


@dataclass(frozen=True, slots=True)
class Answered:
    """A *toast* that the bot says, a *problem* that Teams shows; None: there is none."""

    toast: str | None = None
    problem: str | None = None


def apply(world: World, record: Cards, person: str, message: Message, place: int, outcome: Outcome) -> Answered:
    """Let the card change for the one who pressed, or say what the answer says."""
    body = outcome.attempt.body
    if not outcome.taken or not isinstance(body, dict):
        return Answered(problem=TROUBLE)
    kind, value = body.get("type"), body.get("value")
    if body.get("statusCode") != 200 or kind == ERROR:
        said = value.get("message") if isinstance(value, dict) else None
        return Answered(problem=str(said or TROUBLE))
    if kind == TEXT and isinstance(value, str):
        return Answered(toast=value)
    if kind != CARD:
        return Answered(problem=f"{TROUBLE} (the answer's type is {kind!r})")
    if not isinstance(value, dict):
        return Answered(problem=f"{TROUBLE} (the answer has no card)")
    if problem := _unfit(value):
        return Answered(problem=f"{TROUBLE} ({problem})")
    record.came(value)
    world.replace_card(person, message, place, value)
    return Answered()


def _unfit(card: Json) -> str:
    """Why a card cannot be shown; "" for one that can."""
    found = limits.card(card)
    return "; ".join(found[:5]) or ("the card is too big" if limits.big_card(card) else "")


def card_now(world: World, person: str, message: Message, place: int) -> Json | None:
    """The card in that place, as somebody sees it now; None: it is gone."""
    current = world.conversations[message.conversation].messages[message.id]
    cards = world.seen(person, current)["cards"]
    return cards[place] if place < len(cards) else None
