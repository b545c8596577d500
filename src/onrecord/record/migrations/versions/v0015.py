"""What comparison needs of statements is read when they are extracted, and kept until they are compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "assertions",
        sa.Column(
            "statement_pk",
            sa.Integer,
            sa.ForeignKey("statements.pk", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("mark", sa.LargeBinary, nullable=False),
        sa.Column("assertion", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("assertions")
