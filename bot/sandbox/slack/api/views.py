"""views.*: modals and Home tabs."""

from __future__ import annotations

from bot.sandbox.slack import limits
from bot.sandbox.slack.api.method import Call, method
from bot.sandbox.slack.blocks import kept
from bot.sandbox.slack.payloads import view_object
from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Refused, malformed
from bot.sandbox.slack.views import View, changed


@method("views.open")
def open_modal(call: Call) -> Json:
    view = given(call, "modal")
    trigger = call.world.tickets.exchange(call.text("trigger_id"), call.world.clock.wire())
    return answer(call, call.world.views.open(call.world.new_view(trigger.user, view)))


@method("views.push")
def push(call: Call) -> Json:
    view = given(call, "modal")
    trigger = call.world.tickets.exchange(call.text("trigger_id"), call.world.clock.wire())
    return answer(call, call.world.views.push(call.world.new_view(trigger.user, view)))


@method("views.update")
def update(call: Call) -> Json:
    view = given(call, None, free=False)
    old = call.world.views.find(view_id=call.maybe("view_id"), external_id=call.maybe("external_id"))
    if old.given["type"] != view["type"]:
        raise malformed("invalid_arguments", ["view type cannot be changed [json-pointer:/view/type]"])
    call.world.views.free(str(view.get("external_id") or ""), besides=old.id)
    same(call, old)
    return answer(call, call.world.views.put(changed(old, view, call.world.new_hash())))


@method("views.publish")
def publish(call: Call) -> Json:
    view = given(call, "home", free=False)
    user = call.user(call.text("user_id"))
    old = call.world.views.homes.get(user.id)
    call.world.views.free(str(view.get("external_id") or ""), besides=old.id if old else "")
    if old is not None:
        same(call, old)
    return answer(call, call.world.publish(user.id, view))


def given(call: Call, kind: str | None, *, free: bool = True) -> Json:
    """The view that was sent, within the limits. Raises Refused."""
    view = call.nested("view")
    if not isinstance(view, dict):
        raise malformed("invalid_arguments", ["missing required field: view"])
    problems = limits.view(view)
    if kind is not None and view.get("type") != kind:
        problems.append(f"must be {kind} [json-pointer:/view/type]")
    if problems:
        raise malformed("invalid_arguments", problems)
    if limits.view_too_large(view):
        raise Refused("view_too_large")
    if free:
        call.world.views.free(str(view.get("external_id") or ""))
    return {**view, "blocks": kept(view["blocks"])}


def same(call: Call, old: View) -> None:
    """Raises Refused where the caller has seen an older state than the present one."""
    if (seen := call.maybe("hash")) is not None and seen != old.hash:
        raise Refused("hash_conflict")


def answer(call: Call, view: View) -> Json:
    call.world.changes.tell()
    return {"ok": True, "view": view_object(call.world, view)}
