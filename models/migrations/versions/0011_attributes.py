"""What people are, such as their role or site: conditions ask for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("attributes", sa.JSON(), nullable=True))
        person.add_column(sa.Column("former_attributes", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.drop_column("former_attributes")
        person.drop_column("attributes")
