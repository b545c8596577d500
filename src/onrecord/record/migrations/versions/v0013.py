"""Who takes a position on somebody, and by which titles somebody is named, are found by the name."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("positions_name", "positions", ["name"])
    op.create_index("entities_name", "entities", ["name"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("entities_name", "entities")
    op.drop_index("positions_name", "positions")
