"""Pairs of statements of which users decided that they are no shift, and what could not be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_NONE = """
            AND NOT EXISTS (SELECT 1 FROM no_shifts d WHERE d.then_series = ta.series AND d.then_n = t.n
                AND d.now_series = na.series AND d.now_n = n.n)"""
_SHIFTS = """
        SELECT h.name AS "on", t.speaker_name AS speaker, h.kind, {score} AS score, h.reason,
            {then} AS then_day, t.text AS then_said, ta.outlet AS then_outlet,
            {now} AS now_day, n.text AS now_said, na.outlet AS now_outlet,
            t.id AS then_statement, n.id AS now_statement, ta.url AS then_url, na.url AS now_url
        FROM shifts h
        JOIN statements t ON t.pk = h.then_pk JOIN articles ta ON ta.pk = t.article_pk
        JOIN statements n ON n.pk = h.now_pk JOIN articles na ON na.pk = n.article_pk
        WHERE ta.current AND na.current{none}"""


def upgrade() -> None:
    """Make the tables; what is no shift is not in the view of shifts either."""
    op.create_table(
        "no_shifts",
        sa.Column("n", sa.Integer, sa.ForeignKey("decisions.n"), primary_key=True, autoincrement=False),
        *(
            column
            for side in ("then", "now")
            for column in (
                sa.Column(f"{side}_series", sa.Integer, nullable=False),
                sa.Column(f"{side}_place", sa.Text, nullable=False),
                sa.Column(f"{side}_n", sa.Integer),
            )
        ),
    )
    for side in ("then", "now"):
        op.create_index(f"no_shifts_{side}", "no_shifts", [f"{side}_series"])
    op.create_table(
        "unread",
        sa.Column("input", sa.Text, primary_key=True),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("failed_at", sa.DateTime, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
    )
    _view(_NONE)


def downgrade() -> None:
    """Take them away again."""
    _view("")
    op.drop_table("unread")
    op.drop_table("no_shifts")


def _view(none: str) -> None:
    bind = op.get_bind()
    bind.exec_driver_sql("DROP VIEW shifts_view")
    said = {"score": "round(h.score, 3)", "then": "coalesce(t.said_on, ta.published)",
            "now": "coalesce(n.said_on, na.published)"}  # fmt: skip
    if bind.dialect.name == "postgresql":
        from onrecord.record import postgres

        postgres.conform(bind)  # the columns under a view cannot be changed any more
        said = {"score": "round(h.score::numeric, 3)::float8", "then": "coalesce(t.said_on, ta.published::text)",
                "now": "coalesce(n.said_on, na.published::text)"}  # fmt: skip
    bind.exec_driver_sql(f"CREATE VIEW shifts_view AS {_SHIFTS.format(none=none, **said)}")
