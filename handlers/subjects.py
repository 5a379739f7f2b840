"""What can be put on hold, and how it is named: a programme of the organisation, or the workspace in which one says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content.message import escape
from content.translated import _
from handlers.choosing import programme_named
from handlers.linking import titled
from handlers.moments import full_moment
from handlers.sender import Sender
from models import holds, people, versions
from models.holds import Hold
from models.session import Session
from models.workspaces import Workspace
from scheduler.library import title_of

WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class Subject:
    """A programme, or (*key* None) a workspace. *typed* names it in a command, *title* to people."""

    workspace: Workspace
    key: str | None
    typed: str
    title: str

    @property
    def called(self) -> str:
        """Its title, as Markdown."""
        return f"**{escape(self.title)}**"

    @property
    def workspace_id(self) -> int | None:
        """The workspace that a hold of it names. None: it is a programme, which has none."""
        return self.workspace.id if self.key is None else None

    def is_of(self, hold: Hold) -> bool:
        """Whether that hold is about it."""
        return (hold.programme_key, hold.workspace_id) == (self.key, self.workspace_id)


def the_subject(session: Session, sender: Sender, name: str, *, verb: str) -> Subject:
    """What that name means in a command. Raises Misunderstood."""
    workspace = sender.workspace
    if name.casefold() in (WORKSPACE, f"this {WORKSPACE}", f"the {WORKSPACE}"):
        return _workspace(workspace)
    version = programme_named(session, workspace.organisation_id, name, like=lambda key: f"{verb} {key}", beside=[WORKSPACE])
    return Subject(workspace, version.key, version.key, title_of(version))


def _workspace(workspace: Workspace) -> Subject:
    return Subject(workspace, None, WORKSPACE, titled(workspace))


def subject_of(session: Session, sender: Sender, hold: Hold) -> Subject:
    """What that hold is about."""
    if hold.programme_key is None:
        return _workspace(session.get_one(Workspace, hold.workspace_id))
    version = versions.latest(session, hold.organisation_id, hold.programme_key)
    return Subject(sender.workspace, hold.programme_key, hold.programme_key, title_of(version) if version else hold.programme_key)


def within_reach(session: Session, sender: Sender) -> Sequence[Subject]:
    """What is on hold that can be named where the sender is: the organisation's programmes, and of workspaces the sender's own."""
    running = holds.running(session, sender.workspace.organisation_id)
    found = [subject_of(session, sender, hold) for hold in running if hold.workspace_id in (None, sender.workspace.id)]
    return list({one.typed: one for one in found}.values())


def on_hold(session: Session, subject: Subject) -> Hold | None:
    """The hold of it that is on; of several (two admins at once) the first."""
    return next((hold for hold in holds.running(session, subject.workspace.organisation_id) if subject.is_of(hold)), None)


def begun(session: Session, sender: Sender, hold: Hold) -> str:
    """Since when, by whom and why, as bare text: Monday 23 November 2026, 12:00, by Ada (“inventory”)."""
    when = full_moment(hold.from_at.astimezone(sender.zone))
    name = people.get(session, hold.begun_by).name if hold.begun_by is not None else ""
    if name and hold.reason:
        return _("{when}, by {name} (“{reason}”)", when=when, name=name, reason=hold.reason)
    if name:
        return _("{when}, by {name}", when=when, name=name)
    return _("{when} (“{reason}”)", when=when, reason=hold.reason) if hold.reason else when
