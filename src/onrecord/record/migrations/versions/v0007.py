"""Statements of the same words count once, those of other words are variants; all stories are matched anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column; `migrations.upgrade` fills it when all steps are done."""
    op.add_column("statements", sa.Column("variant_of", sa.Integer))
    op.create_index("statements_variant_of", "statements", ["variant_of"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("statements_variant_of", "statements")
    op.drop_column("statements", "variant_of")
