"""On PostgreSQL indexes tell what was added last, of all that holds a word and of a name; SQLite's do so already."""

from __future__ import annotations

from alembic import op

from onrecord.record import eras

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Make the indexes."""
    if op.get_bind().dialect.name == "postgresql":
        eras.make(op.get_bind())


def downgrade() -> None:
    """Have them as they were."""
    if op.get_bind().dialect.name == "postgresql":
        eras.drop(op.get_bind())
