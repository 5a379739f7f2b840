"""What a person does with buttons and forms: presses, chooses, submits, closes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.control import Ask, control
from bot.sandbox.controls.looking import shown, top_modal
from bot.sandbox.controls.talking import place, somebody, whispers
from bot.sandbox.slack import answers, fields, payloads
from bot.sandbox.slack.blocks import elements
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.outcomes import Outcome
from bot.sandbox.slack.people import Json, User
from bot.sandbox.slack.refusals import Misuse
from bot.sandbox.slack.views import View
from bot.sandbox.stand_in import StandIn


@dataclass(frozen=True, slots=True)
class InMessage:
    """A message whose buttons are looked at."""

    where: Conversation
    message: Message


Surface = InMessage | View


@control("POST", "/press")
async def press(it: StandIn, ask: Ask) -> Json:
    user = somebody(it, ask)
    surface, block, element = wanted(it, ask, user)
    before = it.world.ts()
    chosen = choice(ask, element)
    if isinstance(surface, View):
        payload = in_view(it, ask, surface, block, element, chosen)
    else:
        payload = in_message(it, user, surface, block, element, chosen)
    outcome = await it.sender.once("interaction", payload)
    problem = complain(it, user, surface, outcome)
    return {
        "status": outcome.attempt.status,
        "problem": problem,
        "modal": top_modal(it, user.id),
        "ephemeral": [m.as_page() for m in whispers(it, user, before)],
    }


@control("POST", "/submit")
async def submit(it: StandIn, ask: Ask) -> Json:
    user = somebody(it, ask)
    view = modal_of(it, user)
    view = it.world.views.put(replace(view, typed=fields.fill(view.blocks, view.typed, ask.items("values"))))
    missing = fields.missing(view.blocks, fields.values(view.blocks, view.typed))
    if missing:  # the Slack app says so itself, and sends nothing
        return {"status": 0, "errors": missing, "problem": None, "modal": shown(it, view)}
    outcome = await it.sender.once("interaction", payloads.submitted(it.world, view))
    became = answers.to_submission(it.world, view, outcome)
    it.world.changes.tell()
    return {"status": outcome.attempt.status, "errors": became.errors, "problem": became.problem, "modal": top_modal(it, user.id)}


@control("POST", "/close")
async def close(it: StandIn, ask: Ask) -> Json:
    """Close the top modal, or with *all* the whole stack."""
    user = somebody(it, ask)
    view = modal_of(it, user)
    if ask.flag("all") or view.given.get("clear_on_close"):
        it.world.views.clear(user.id)
    else:
        it.world.views.close(view)
    it.world.changes.tell()
    if not view.given.get("notify_on_close"):
        return {"status": 0, "modal": top_modal(it, user.id)}
    outcome = await it.sender.once("interaction", payloads.closed(it.world, view, cleared=ask.flag("all")))
    return {"status": outcome.attempt.status, "modal": top_modal(it, user.id)}


def modal_of(it: StandIn, user: User) -> View:
    """Raises Misuse."""
    view = it.world.views.top(user.id)
    if view is None:
        raise Misuse(f"{user.real_name} has no form open")
    return view


def wanted(it: StandIn, ask: Ask, user: User) -> tuple[Surface, Json, Json]:
    """The element that is meant, on the first surface that has it. Raises Misuse."""
    if not any(ask.maybe(name) for name in ("action_id", "label", "value")):
        raise Misuse("say which button: action_id, label or value")
    for surface in surfaces(it, ask, user):
        blocks = surface.blocks if isinstance(surface, View) else list(surface.message.blocks)
        for block, element in elements(blocks):
            if fits(ask, block, element):
                return surface, block, element
    raise Misuse(f"{user.real_name} sees no such button")


def surfaces(it: StandIn, ask: Ask, user: User) -> Iterator[Surface]:
    """Where to look: what is named, else the open form, then messages, the latest first."""
    if ask.flag("home"):
        home = it.world.views.homes.get(user.id)
        yield from () if home is None else (home,)
        return
    if (view_id := ask.maybe("view_id")) is not None:
        yield from (v for v in it.world.views.all() if v.id == view_id and v.user == user.id)
        return
    ts = ask.maybe("ts")
    top = it.world.views.top(user.id)
    if top is not None and ts is None and ask.maybe("channel") is None:
        yield top
    where = place(it, ask, user)
    for message in reversed(where.seen_by(user.id)):
        if not message.deleted and ts in (None, message.ts):
            yield InMessage(where, message)


def fits(ask: Ask, block: Json, element: Json) -> bool:
    """Whether an element is the one that is asked for."""
    action_id, label, value = (ask.maybe(name) for name in ("action_id", "label", "value"))
    options = fields.offered(element)
    if action_id is not None and element["action_id"] != action_id:
        return False
    if label is not None and label not in fields.labels(block, element) and all(o["text"]["text"] != label for o in options):
        return False
    return value is None or element.get("value") == value or any(o["value"] == value for o in options)


def choice(ask: Ask, element: Json) -> Any:
    """What is chosen in an element that offers something; None for a button."""
    if element["type"] == "button":
        return None
    given = ask.any("selected")
    return given if given is not None else ask.maybe("value") or ask.maybe("label")


def action(it: StandIn, block: Json, element: Json, chosen: Any) -> Json:
    """The one action of a block_actions payload."""
    done: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"], "action_ts": it.world.ts()}
    if element["type"] == "button":
        return done | {key: element[key] for key in ("text", "value", "url", "confirm") if key in element}
    return done | fields.filled(element, chosen)


def in_view(it: StandIn, ask: Ask, view: View, block: Json, element: Json, chosen: Any) -> Json:
    """block_actions in a modal or Home tab; *values* in the request fill other fields first."""
    typed = fields.fill(view.blocks, view.typed, ask.items("values"))
    if element["type"] != "button":
        typed = put(typed, block, element, chosen)
    view = it.world.views.put(replace(view, typed=typed))
    return payloads.pressed_in_view(it.world, view.user, view, action(it, block, element, chosen))


def in_message(it: StandIn, user: User, at: InMessage, block: Json, element: Json, chosen: Any) -> Json:
    picked = it.world.picked.setdefault((user.id, at.message.ts), {})
    if element["type"] != "button":
        picked.update(put(picked, block, element, chosen))
    state = fields.values(list(at.message.blocks), picked)
    return payloads.pressed_in_message(it.world, user.id, at.where, at.message, action(it, block, element, chosen), state)


def put(typed: dict[str, Json], block: Json, element: Json, chosen: Any) -> dict[str, Json]:
    state = {**typed.get(block["block_id"], {}), element["action_id"]: fields.filled(element, chosen)}
    return {**typed, block["block_id"]: state}


def complain(it: StandIn, user: User, surface: Surface, outcome: Outcome) -> str | None:
    """What Slack shows when the service did not take a press."""
    if outcome.taken:
        return None
    if isinstance(surface, InMessage):
        answers.failed(it.world, user.id, surface.where.id, "That did not work: operation_timeout")
    return answers.TROUBLE
