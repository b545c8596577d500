"""Who is who across articles: what users decided, and the people and offices that they brought along."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "decisions",
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("other", sa.Text, nullable=False),
        sa.Column("articles", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("undone_at", sa.Text),
    )
    op.create_table(
        "own_people",
        sa.Column("pk", sa.Integer, primary_key=True),
        sa.Column("figure", sa.Text, nullable=False),
    )
    op.create_index("entities_person", "entities", ["person"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("entities_person", "entities")
    op.drop_table("own_people")
    op.drop_table("decisions")
