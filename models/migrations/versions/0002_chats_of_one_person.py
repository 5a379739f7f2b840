"""Several chats of one person, and people who are awaited."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# In plain SQL, which both databases read alike: Alembic would have SQLite copy the whole table for a column that refers to another,
# and drop the old one, to which others refer.
NEW_REFERENCES = (("awaited_in", "workspace"), ("merged_into_id", "person"))


def upgrade() -> None:
    for column, table in NEW_REFERENCES:
        op.execute(f"ALTER TABLE person ADD COLUMN {column} INTEGER CONSTRAINT fk_person_{column} REFERENCES {table} (id)")
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chosen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("locale", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.create_table(
        "link_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_link_code_address_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_link_code_digest")),
    )
    op.create_table(
        "link_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_try_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_try")),
    )
    for table in ("link_code", "link_try"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("link_try")
    op.drop_table("link_code")
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.drop_column("locale")
        batch_op.drop_column("chosen_at")
    for column, _ in NEW_REFERENCES:
        op.execute(f"ALTER TABLE person DROP COLUMN {column}")
