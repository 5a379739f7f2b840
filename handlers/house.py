"""What every use-case of a person's may need beside the session: made once, at the start."""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduler.library import Library


@dataclass(frozen=True, slots=True)
class House:
    """*admins* are named in the settings: `slack:T…/U…`; a bare user id or e-mail counts only in the workspaces *homes* (`slack:T…`).

    *awaits*: platforms on which a person has to let us in before we can write to them.
    *leave_from_status*: who is away by what their chat says of them gets nothing meanwhile.
    *public_url* is where people's browsers reach us, without a slash at its end; "": nobody has said.
    """

    library: Library = field(default_factory=Library)
    admins: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()
    awaits: frozenset[str] = frozenset()
    leave_from_status: bool = True
    public_url: str = ""
