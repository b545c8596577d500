"""Who plays which part in a statement is kept by the day: the latest of somebody are found without the others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the table anew, with the day in its key."""
    _anew("name_pk, role, day, statement_pk", "name_pk, role, coalesce(first_day, '0001-01-01'), statement_pk")


def downgrade() -> None:
    """Make it anew without."""
    _anew("name_pk, role, statement_pk", "name_pk, role, statement_pk")


def _anew(columns: str, read: str) -> None:
    op.create_table(
        "parties_anew",
        sa.Column("name_pk", sa.Integer, sa.ForeignKey("names.pk"), primary_key=True, autoincrement=False),
        sa.Column("role", sa.Text, primary_key=True),
        *((sa.Column("day", sa.Date, primary_key=True),) if "day" in columns else ()),
        sa.Column(
            "statement_pk",
            sa.Integer,
            sa.ForeignKey("statements.pk", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"INSERT INTO parties_anew ({columns}) SELECT {read} FROM parties JOIN statements ON pk = statement_pk"
        f" ORDER BY {read}"
    )
    op.drop_table("parties")
    op.rename_table("parties_anew", "parties")
    op.create_index("parties_statement", "parties", ["statement_pk"])
