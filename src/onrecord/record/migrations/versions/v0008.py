"""Decisions on statements and articles, beside what was read; and what made each extraction."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def _of(table: str, name: str) -> sa.Column[int]:
    parent = sa.ForeignKey(f"{table}.pk", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, parent, primary_key=True, autoincrement=False)


def upgrade() -> None:
    """Make the tables. What read the articles out before was not told exactly enough to be kept."""
    op.drop_column("articles", "extractor")
    op.add_column("articles", sa.Column("made_by", sa.Text))
    op.add_column("articles", sa.Column("corrected", sa.Text, nullable=False, server_default="[]"))
    op.add_column("articles", sa.Column("as_read", sa.Text))
    op.add_column("statements", sa.Column("corrected", sa.Text, nullable=False, server_default="[]"))
    op.add_column("statements", sa.Column("confirmed", sa.Boolean, nullable=False, server_default="0"))
    op.create_table(
        "corrections",
        sa.Column("n", sa.Integer, sa.ForeignKey("decisions.n"), primary_key=True, autoincrement=False),
        sa.Column("series", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("edit", sa.Text),
        sa.Column("correction", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("at_n", sa.Integer),
    )
    op.create_index("corrections_series", "corrections", ["series"])
    op.create_table(
        "overruled",
        _of("articles", "article_pk"),
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("was", sa.Text, nullable=False),
    )
    op.create_table(
        "removed",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("n", sa.Integer, sa.ForeignKey("decisions.n"), nullable=False),
    )
    op.create_table("uncompared", _of("statements", "statement_pk"))


def downgrade() -> None:
    """Take them away again; corrected rows stay as they are."""
    for table in ("uncompared", "removed", "overruled", "corrections"):
        op.drop_table(table)
    for table, columns in (
        ("statements", ("confirmed", "corrected")),
        ("articles", ("as_read", "corrected", "made_by")),
    ):
        for column in columns:
            op.drop_column(table, column)
    op.add_column("articles", sa.Column("extractor", sa.Text))
