"""What was found when it was asked for; ways through the outbox for those who look into it."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PENDING = sa.text("state IN ('scheduled', 'unknown')")
LEASED = sa.text("state IN ('queued', 'sending')")
TROUBLE = sa.text("state IN ('held', 'failed')")
NAMED = sa.text("sent_name IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("found_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index(
            "ix_delivery_waiting",
            ["workspace_id", "conversation", "due_at", "id"],
            unique=False,
            postgresql_where=PENDING,
            sqlite_where=PENDING,
        )
        batch_op.create_index("ix_delivery_trouble", ["workspace_id", "id"], unique=False, postgresql_where=TROUBLE, sqlite_where=TROUBLE)
        batch_op.create_index("ix_delivery_of", ["person_id", "kind"], unique=False)
        batch_op.create_index("ix_delivery_named", ["person_id", "sent_name"], unique=False, postgresql_where=NAMED, sqlite_where=NAMED)
        batch_op.create_index("ix_delivery_lease", ["lease_until"], unique=False, postgresql_where=LEASED, sqlite_where=LEASED)
        batch_op.drop_index("ix_delivery_leased", postgresql_where=LEASED, sqlite_where=LEASED)
        batch_op.drop_index("ix_delivery_person")
        batch_op.drop_index("ix_delivery_sent_name")
        batch_op.drop_index("ix_delivery_turn", postgresql_where=PENDING, sqlite_where=PENDING)


def downgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_delivery_turn", ["conversation", "due_at", "id"], unique=False, postgresql_where=PENDING, sqlite_where=PENDING
        )
        batch_op.create_index("ix_delivery_sent_name", ["person_id", "sent_name"], unique=False)
        batch_op.create_index(
            "ix_delivery_leased", ["conversation", "lease_until"], unique=False, postgresql_where=LEASED, sqlite_where=LEASED
        )
        batch_op.drop_index("ix_delivery_lease", postgresql_where=LEASED, sqlite_where=LEASED)
        batch_op.create_index("ix_delivery_person", ["person_id", "kind", "state"], unique=False)
        batch_op.drop_index("ix_delivery_named", postgresql_where=NAMED, sqlite_where=NAMED)
        batch_op.drop_index("ix_delivery_of")
        batch_op.drop_index("ix_delivery_trouble", postgresql_where=TROUBLE, sqlite_where=TROUBLE)
        batch_op.drop_index("ix_delivery_waiting", postgresql_where=PENDING, sqlite_where=PENDING)
        batch_op.drop_column("found_at")
