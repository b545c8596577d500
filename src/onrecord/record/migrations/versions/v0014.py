"""The names of persons are found in an index, without a look at what else is known of them."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the index."""
    op.create_index("entities_type_name", "entities", ["type", "name"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("entities_type_name", "entities")
