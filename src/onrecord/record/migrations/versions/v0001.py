"""The first schema: articles, statements, entities, occasions, names, and full-text search over them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from onrecord.record import postgres_text
from onrecord.record.sqlite import full_text_ddl

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "articles",
        sa.Column("pk", sa.Integer, primary_key=True),
        sa.Column("series", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("added_at", sa.DateTime, nullable=False),
        sa.Column("extractor", sa.Text),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("byline", sa.Text),
        sa.Column("outlet", sa.Text),
        sa.Column("published", sa.Date),
        sa.Column("published_rule", sa.Text),
        sa.Column("published_text", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("path", sa.Text),
        sa.Column("sha256", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("repairs", sa.Text, nullable=False),
        sa.Column("warnings", sa.Text, nullable=False),
        sa.Column("anchors", sa.LargeBinary, nullable=False),
        sa.Column("extraction_warnings", sa.Text, nullable=False),
        sa.Column("voice", sa.Text, nullable=False),
        sa.UniqueConstraint("series", "version"),
    )
    op.create_table(
        "entities",
        sa.Column("pk", sa.Integer, primary_key=True),
        _of_article(),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("aliases", sa.Text, nullable=False),
        sa.Column("offices", sa.Text, nullable=False),
        sa.Column("mentions", sa.Text, nullable=False),
        sa.Column("person", sa.Text),
        sa.UniqueConstraint("article_pk", "n"),
    )
    op.create_table(
        "occasions",
        sa.Column("pk", sa.Integer, primary_key=True),
        _of_article(),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("plover", sa.Text),
        sa.Column("participants", sa.Text, nullable=False),
        sa.Column("place", sa.Text),
        sa.Column("date", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("spans", sa.Text, nullable=False),
        sa.UniqueConstraint("article_pk", "n"),
    )
    op.create_table(
        "statements",
        sa.Column("pk", sa.Integer, primary_key=True),
        _of_article(),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("mode", sa.Text),
        sa.Column("polarity", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("cue", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("speaker_name", sa.Text),
        sa.Column("speaker_type", sa.Text, nullable=False),
        sa.Column("speaker_entity", sa.Text),
        sa.Column("speaker_confidence", sa.Float, nullable=False),
        sa.Column("speaker_candidates", sa.Text, nullable=False),
        sa.Column("speaker_chain", sa.Text, nullable=False),
        sa.Column("addressee", sa.Text, nullable=False),
        sa.Column("occasion", sa.Text),
        sa.Column("said_on", sa.Text),
        sa.Column("said_on_basis", sa.Text, nullable=False),
        sa.Column("said_on_rule", sa.Text),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("stance", sa.Text, nullable=False),
        sa.Column("nested_in", sa.Text),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.UniqueConstraint("article_pk", "n"),
    )
    op.create_table(
        "names",
        sa.Column("pk", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.UniqueConstraint("name", "type"),
    )
    op.create_table(
        "parties",
        sa.Column("name_pk", sa.Integer, sa.ForeignKey("names.pk"), primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column(
            "statement_pk",
            sa.Integer,
            sa.ForeignKey("statements.pk", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sqlite_with_rowid=False,
    )
    for table, column in (
        ("articles", "id"),
        ("articles", "url"),
        ("articles", "sha256"),
        ("articles", "published"),
        ("statements", "first_day"),
        ("statements", "last_day"),
        ("names", "key"),
    ):
        op.create_index(f"{table}_{column}", table, [column])
    op.create_index("parties_statement", "parties", ["statement_pk"])
    if op.get_bind().dialect.name == "postgresql":
        postgres_text.make(op.get_bind())
        return
    for ddl in (
        *full_text_ddl("statement_search", "statements", ["text"]),
        *full_text_ddl("article_search", "articles", ["title", "text"]),
    ):
        op.execute(sa.text(ddl.replace(":", r"\:")))


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise NotImplementedError


def _of_article() -> sa.Column[int]:
    return sa.Column("article_pk", sa.Integer, sa.ForeignKey("articles.pk", ondelete="CASCADE"), nullable=False)
