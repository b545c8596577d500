"""Then and now: what comparison reads out of statements, their positions, and the shifts between them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _of(table: str, name: str, *, primary_key: bool = False) -> sa.Column[int]:
    parent = sa.ForeignKey(f"{table}.pk", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, parent, nullable=False, primary_key=primary_key, autoincrement=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "readings",
        _of("statements", "statement_pk", primary_key=True),
        _of("articles", "article_pk"),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("day", sa.Date),
        sa.Column("dated", sa.Boolean, nullable=False),
        sa.Column("earlier", sa.Text),
        sa.Column("drawn", sa.Boolean, nullable=False),
        sa.Column("claim", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "issues",
        sa.Column("pk", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "phrases",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("issue_pk", sa.Integer, sa.ForeignKey("issues.pk"), nullable=False),
    )
    op.create_table(
        "positions",
        sa.Column("pk", sa.Integer, primary_key=True),
        _of("statements", "statement_pk"),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("spans", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
    op.create_table(
        "shifts",
        sa.Column("pk", sa.Integer, primary_key=True),
        _of("statements", "then_pk"),
        _of("statements", "now_pk"),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.UniqueConstraint("then_pk", "now_pk", "target"),
    )
    op.create_table(
        "compared",
        _of("articles", "article_pk", primary_key=True),
        sa.Column("decisions", sa.Integer, nullable=False),
    )
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Take them away again."""
    for table in ("compared", "shifts", "positions", "phrases", "issues", "readings"):
        op.drop_table(table)


_INDEXES = (
    ("readings_holder", "readings", ["holder"]),
    ("readings_article", "readings", ["article_pk"]),
    ("phrases_issue", "phrases", ["issue_pk"]),
    ("positions_holder", "positions", ["holder", "target"]),
    ("positions_target", "positions", ["target"]),
    ("positions_statement", "positions", ["statement_pk"]),
    ("shifts_holder", "shifts", ["holder"]),
    ("shifts_now", "shifts", ["now_pk"]),
)
