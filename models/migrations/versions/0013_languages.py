"""Which language somebody reads: by their own choice, or by their chat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("own_language", sa.String(), nullable=True))
        person.add_column(sa.Column("profile_locale", sa.String(), nullable=True))
    op.execute(
        "UPDATE person SET profile_locale = (SELECT locale FROM address WHERE address.person_id = person.id AND locale IS NOT NULL "
        "ORDER BY address.chosen_at IS NULL, address.chosen_at DESC, address.id LIMIT 1)"
    )


def downgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.drop_column("profile_locale")
        person.drop_column("own_language")
