"""Views: modals in a stack per person, and each person's Home tab."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from bot.sandbox.slack.people import Json
from bot.sandbox.slack.refusals import Refused

STACK = 3  # Slack allows three modals on top of each other


@dataclass(frozen=True, slots=True)
class View:
    """A modal or a Home tab as somebody has it before them; *typed* is what they have filled in."""

    id: str
    user: str
    hash: str
    given: Json
    root: str
    previous: str | None = None
    typed: dict[str, Json] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.given["blocks"]
        return blocks

    @property
    def external_id(self) -> str:
        return str(self.given.get("external_id") or "")


@dataclass(slots=True)
class Views:
    """All that is open."""

    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)

    def top(self, user: str) -> View | None:
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def all(self) -> list[View]:
        return [view for stack in self.stacks.values() for view in stack] + list(self.homes.values())

    def find(self, *, view_id: str | None, external_id: str | None) -> View:
        """The open view of that id. Raises Refused."""
        for view in self.all():
            if (view_id and view.id == view_id) or (external_id and view.external_id == external_id):
                return view
        raise Refused("not_found")

    def free(self, external_id: str, besides: str = "") -> None:
        """Raises Refused where another open view bears this external id."""
        if external_id and any(v.external_id == external_id and v.id != besides for v in self.all()):
            raise Refused("duplicate_external_id")

    def open(self, view: View) -> View:
        self.stacks[view.user] = [view]
        return view

    def push(self, view: View) -> View:
        """Raises Refused when there are three already, or none."""
        stack = self.stacks.get(view.user)
        if not stack:
            raise Refused("not_found")
        if len(stack) >= STACK:
            raise Refused("push_limit_reached")
        placed = replace(view, root=stack[0].id, previous=stack[-1].id)
        stack.append(placed)
        return placed

    def put(self, view: View) -> View:
        """Take the place of the view with the same id."""
        if (home := self.homes.get(view.user)) is not None and home.id == view.id:
            self.homes[view.user] = view
            return view
        stack = self.stacks.get(view.user, [])
        self.stacks[view.user] = [view if v.id == view.id else v for v in stack]
        return view

    def close(self, view: View) -> None:
        """This view goes, and those above it."""
        stack = self.stacks.get(view.user, [])
        ids = [v.id for v in stack]
        if view.id in ids:
            self.stacks[view.user] = stack[: ids.index(view.id)]

    def clear(self, user: str) -> None:
        self.stacks.pop(user, None)


def changed(view: View, given: Json, new_hash: str) -> View:
    """The same view with other contents; what was typed stays where the fields do."""
    ids = {block.get("block_id") for block in given["blocks"]}
    typed: dict[str, Any] = {block: state for block, state in view.typed.items() if block in ids}
    return replace(view, given=given, hash=new_hash, typed=typed)
