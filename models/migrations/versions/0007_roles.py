"""Coaches, peers and assessors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KNOWN = "role IN ('admin', 'manager', 'coach', 'peer', 'assessor')"
KNOWN_BEFORE = "role IN ('admin', 'manager')"
COACH, ASSESSOR, PEER = sa.text("role = 'coach'"), sa.text("role = 'assessor'"), sa.text("role = 'peer'")


def upgrade() -> None:
    _only(KNOWN)
    op.create_index("uq_role_one_coach", "role", ["towards_id"], unique=True, postgresql_where=COACH, sqlite_where=COACH)
    op.create_index("uq_role_one_assessor", "role", ["towards_id"], unique=True, postgresql_where=ASSESSOR, sqlite_where=ASSESSOR)
    op.create_index("uq_role_each_peer", "role", ["towards_id", "person_id"], unique=True, postgresql_where=PEER, sqlite_where=PEER)


def downgrade() -> None:
    op.drop_index("uq_role_each_peer", "role", postgresql_where=PEER, sqlite_where=PEER)
    op.drop_index("uq_role_one_assessor", "role", postgresql_where=ASSESSOR, sqlite_where=ASSESSOR)
    op.drop_index("uq_role_one_coach", "role", postgresql_where=COACH, sqlite_where=COACH)
    op.execute(sa.text("DELETE FROM role WHERE role NOT IN ('admin', 'manager')"))
    _only(KNOWN_BEFORE)


def _only(known: str) -> None:
    """Which roles there are."""
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_role_role_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_role_role_known"), known)
