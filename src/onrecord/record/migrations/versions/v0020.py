"""What there is of each outlet is kept, and whose what a name says is; the surest shifts are found by index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from onrecord.record import covered, holding

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Count what is there."""
    op.create_table(
        "covered",
        sa.Column("outlet", sa.Text, primary_key=True),
        sa.Column("month", sa.Text, primary_key=True),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("statements", sa.Integer, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "holders",
        sa.Column(
            "name_pk", sa.Integer, sa.ForeignKey("names.pk", ondelete="CASCADE"), primary_key=True, autoincrement=False
        ),
        sa.Column("holder", sa.Text, primary_key=True),
        sa.Column("held", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    covered.make(op.get_bind())
    holding.make(op.get_bind())
    op.create_index("covered_most", "covered", ["month", "articles", "outlet"])
    op.create_index("covered_outlet", "covered", [sa.text("lower(outlet)"), "month"])
    op.create_index("shifts_score", "shifts", ["score"])
    op.create_index("shifts_topic", "shifts", ["target", "holder", "name"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index("shifts_topic", "shifts")
    op.drop_index("shifts_score", "shifts")
    for made in (holding, covered):
        made.stop(op.get_bind())
    op.drop_table("holders")
    op.drop_table("covered")
