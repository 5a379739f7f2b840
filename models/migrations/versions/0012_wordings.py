"""Which version asked what was sent before its enrolment went over to another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wording",
        sa.Column("delivery_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_wording_delivery_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["version_id"], ["programme_version.id"], name=op.f("fk_wording_version_id")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_wording")),
    )


def downgrade() -> None:
    op.drop_table("wording")
