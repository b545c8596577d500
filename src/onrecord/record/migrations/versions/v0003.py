"""How long an occasion lasted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; what was read before has no duration."""
    op.add_column("occasions", sa.Column("duration", sa.Text))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("occasions", "duration")
