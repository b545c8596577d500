"""Primary sources: the turns of an article, and which statements are words as such a source has them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; what was read before was read as reports."""
    op.add_column("articles", sa.Column("turns", sa.Text, nullable=False, server_default="[]"))
    op.add_column("statements", sa.Column("primary", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("statements", "primary")
    op.drop_column("articles", "turns")
