"""How often each name speaks and is spoken of is kept, and which articles are not compared is found by index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from onrecord.record import played

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Count what is there, and give every article its row."""
    op.create_table(
        "played",
        sa.Column(
            "name_pk", sa.Integer, sa.ForeignKey("names.pk", ondelete="CASCADE"), primary_key=True, autoincrement=False
        ),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("held", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    played.make(op.get_bind())
    op.create_index("played_most", "played", ["role", "held"])
    op.execute(
        "INSERT INTO compared (article_pk, decisions)"
        " SELECT pk, -1 FROM articles WHERE pk NOT IN (SELECT article_pk FROM compared)"
    )
    op.create_index("compared_decisions", "compared", ["decisions"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index("compared_decisions", "compared")
    op.execute("DELETE FROM compared WHERE decisions = -1")
    played.stop(op.get_bind())
    op.drop_table("played")
