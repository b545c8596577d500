"""Who took part in an occasion is kept by the day: the latest of somebody are found without the others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table; it is filled afterwards, by what reads names."""
    op.add_column("occasions", sa.Column("first_day", sa.Date))
    op.create_index("occasions_first_day", "occasions", ["first_day"])
    occasion = sa.ForeignKey("occasions.pk", ondelete="CASCADE")
    op.create_table(
        "attendees",
        sa.Column("name_pk", sa.Integer, sa.ForeignKey("names.pk"), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("occasion_pk", sa.Integer, occasion, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("attendees_occasion", "attendees", ["occasion_pk"])


def downgrade() -> None:
    """Take it away, and the names that nothing else has."""
    op.drop_table("attendees")
    op.execute("DELETE FROM names WHERE pk NOT IN (SELECT name_pk FROM parties)")
    op.drop_index("occasions_first_day", "occasions")
    op.drop_column("occasions", "first_day")
