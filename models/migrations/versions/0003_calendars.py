"""Calendars of workspaces, cohorts and people; dates of named anchors; why a message came when it did."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEW_COLUMNS = (("enrolment", "anchors"), ("cohort", "anchors"), ("delivery", "why"))


def upgrade() -> None:
    op.create_table(
        "calendar_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("works_on", sa.JSON(), nullable=True),
        sa.Column("holidays", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("cap", sa.Integer(), nullable=True),
        sa.CheckConstraint("scope IN ('workspace', 'cohort', 'person')", name=op.f("ck_calendar_setting_scope_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_setting")),
        sa.UniqueConstraint("scope", "scope_id", name=op.f("uq_calendar_setting_scope_scope_id")),
    )
    op.create_table(
        "blackout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("scope IN ('workspace', 'cohort', 'person')", name=op.f("ck_blackout_scope_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blackout")),
    )
    with op.batch_alter_table("blackout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blackout_scope_id"), ["scope_id"], unique=False)
    for table, column in NEW_COLUMNS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.JSON(), nullable=True))
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("joined_zone", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("resumed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_column("resumed_at")
        batch_op.drop_column("joined_zone")
    for table, column in NEW_COLUMNS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
    op.drop_table("blackout")
    op.drop_table("calendar_setting")
