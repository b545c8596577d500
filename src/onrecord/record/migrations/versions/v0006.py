"""Originals kept, near-duplicates grouped, what `watch` has seen, and words found by their stems."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from onrecord.record.sqlite import full_text_ddl

revision = "0006"
down_revision = "0005"

_SEARCHED = (("statement_search", "statements", ["text"]), ("article_search", "articles", ["title", "text"]))


def upgrade() -> None:
    """Make the tables; each article that is there already is a story of its own."""
    op.add_column("articles", sa.Column("reader", sa.Text))
    op.add_column("articles", sa.Column("story", sa.Integer, nullable=False, server_default="0"))
    op.add_column("articles", sa.Column("credit", sa.Text))
    op.execute("UPDATE articles SET story = series")
    op.create_index("articles_story", "articles", ["story"])
    op.add_column("statements", sa.Column("same_as", sa.Integer))
    op.create_index("statements_same_as", "statements", ["same_as"])
    op.create_table(
        "originals",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "bands",
        sa.Column("key", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("article_pk", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visits",
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("visited_at", sa.DateTime, nullable=False),
        sa.Column("not_before", sa.DateTime),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        return  # there words were found by their stems from the beginning
    for index, of, columns in _SEARCHED:
        for change in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER {index}_{change}")
        op.drop_table(index)
        for ddl in full_text_ddl(index, of, columns):
            op.execute(sa.text(ddl.replace(":", r"\:")))
        op.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


def downgrade() -> None:
    """Take them away again; the full-text indexes stay as they are."""
    for table in ("visits", "bands", "originals"):
        op.drop_table(table)
    op.drop_index("statements_same_as", "statements")
    op.drop_column("statements", "same_as")
    op.drop_index("articles_story", "articles")
    for column in ("credit", "story", "reader"):
        op.drop_column("articles", column)
