"""Leaves of people, and the calendars that tell of them; holds of programmes and workspaces."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("outside_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("policy", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("at_most", sa.Integer(), nullable=True),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("chosen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("told_from_on", sa.Date(), nullable=True),
        sa.Column("told_until_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("source IN ('said', 'slack', 'teams', 'calendar', 'file')", name=op.f("ck_leave_source_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_leave_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
        sa.UniqueConstraint("person_id", "source", "outside_id", name=op.f("uq_leave_person_id_source_outside_id")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("mark", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("every", sa.Boolean(), nullable=False),
        sa.Column("etag", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("modified", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("checked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("read_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_calendar_feed_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
    )
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=True),
        sa.Column("programme_key", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("from_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("until_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("policy", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("at_most", sa.Integer(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("begun_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(programme_key IS NULL) <> (workspace_id IS NULL)", name=op.f("ck_hold_of_one_thing")),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name=op.f("fk_hold_begun_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_hold_organisation_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_hold_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_table(
        "held_person",
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_held_person_hold_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_held_person_person_id")),
        sa.PrimaryKeyConstraint("hold_id", "person_id", name=op.f("pk_held_person")),
    )
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leave_person_id"), ["person_id"], unique=False)
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feed_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_feed_workspace_id"), ["workspace_id"], unique=False)
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hold_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hold_workspace_id"), ["workspace_id"], unique=False)
    with op.batch_alter_table("held_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_person_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("held_person")
    op.drop_table("hold")
    op.drop_table("calendar_feed")
    op.drop_table("leave")
