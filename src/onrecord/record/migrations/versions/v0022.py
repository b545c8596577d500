"""How likely the day and the occasion of a statement are right; that of parties is packed with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_COLUMNS = ("said_on_confidence", "occasion_confidence")


def upgrade() -> None:
    """Make the columns; nobody has weighed what is there."""
    for name in _COLUMNS:
        op.add_column("statements", sa.Column(name, sa.Float))


def downgrade() -> None:
    """Take them away."""
    for name in _COLUMNS:
        op.drop_column("statements", name)
