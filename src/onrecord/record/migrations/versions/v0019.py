"""What there is of an outlet, and what a model is least sure of, are found by index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_SURE = (
    "CASE WHEN speaker_name IS NOT NULL AND speaker_confidence < confidence THEN speaker_confidence ELSE confidence END"
)


def upgrade() -> None:
    """Make the indexes."""
    outlet = sa.text("lower(outlet)")
    op.create_index("articles_outlet", "articles", [outlet, "published", "current", "outlet", "added_at"])
    op.create_index("statements_sure", "statements", [sa.text(f"({_SURE})")])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("statements_sure", "statements")
    op.drop_index("articles_outlet", "articles")
