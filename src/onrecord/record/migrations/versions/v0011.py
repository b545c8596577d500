"""Views for people who look into the record with a tool of their own (Datasette, DuckDB, a shell)."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0008"

_WHO = "coalesce(s.speaker_name, '(' || s.speaker_type || ')')"
_ABOUT = "(SELECT group_concat(DISTINCT json_extract(value, '$.name')) FROM json_each(s.about))"
_MADE_BY = "json_extract(a.made_by, '$.attribution')"
_DAY = "coalesce(s.said_on, a.published)"

VIEWS = {
    "statements_view": f"""
        SELECT s.id AS statement, {_WHO} AS speaker, s.text AS said, {_DAY} AS day, a.outlet,
            {_ABOUT} AS about,
            json_extract(s.addressee, '$.name') AS addressee, s.kind, s.mode, s.polarity, s.said_on, a.published,
            a.title, a.url, s.speaker_type, s.confidence, s.speaker_confidence, s.confirmed,
            s.same_as IS NOT NULL AS reprint,
            s.source AS source_spans, s.cue AS cue_spans, s.content AS content_spans,
            a.id AS article, a.sha256, {_MADE_BY} AS made_by
        FROM statements s JOIN articles a ON a.pk = s.article_pk WHERE a.current""",
    "people_view": """
        SELECT s.speaker_name AS person, count(*) AS statements, min(s.first_day) AS first, max(s.last_day) AS last,
            count(DISTINCT a.outlet) AS outlets, count(DISTINCT a.pk) AS articles
        FROM statements s JOIN articles a ON a.pk = s.article_pk
        WHERE a.current AND s.speaker_type = 'person' AND s.speaker_name IS NOT NULL AND s.same_as IS NULL
        GROUP BY s.speaker_name""",
    "quotations_view": f"""
        SELECT s.id AS statement, {_WHO} AS speaker, s.text AS said, {_DAY} AS day, a.outlet, s.kind,
            1 + (SELECT count(*) FROM statements o JOIN articles b ON b.pk = o.article_pk
                WHERE o.same_as = s.pk AND b.current) AS printings,
            (SELECT count(*) FROM statements o JOIN articles b ON b.pk = o.article_pk
                WHERE o.variant_of = s.pk AND b.current) AS variants,
            a.title, a.url, s.confidence, a.id AS article, a.sha256
        FROM statements s JOIN articles a ON a.pk = s.article_pk
        WHERE a.current AND s.same_as IS NULL AND s.kind IN ('direct', 'mixed')""",
    "shifts_view": """
        SELECT h.name AS "on", t.speaker_name AS speaker, h.kind, round(h.score, 3) AS score, h.reason,
            coalesce(t.said_on, ta.published) AS then_day, t.text AS then_said, ta.outlet AS then_outlet,
            coalesce(n.said_on, na.published) AS now_day, n.text AS now_said, na.outlet AS now_outlet,
            t.id AS then_statement, n.id AS now_statement, ta.url AS then_url, na.url AS now_url
        FROM shifts h
        JOIN statements t ON t.pk = h.then_pk JOIN articles ta ON ta.pk = t.article_pk
        JOIN statements n ON n.pk = h.now_pk JOIN articles na ON na.pk = n.article_pk
        WHERE ta.current AND na.current""",
    "outlets_view": """
        SELECT a.outlet, count(DISTINCT a.pk) AS articles, count(s.pk) AS statements, min(a.published) AS first,
            max(a.published) AS last
        FROM articles a LEFT JOIN statements s ON s.article_pk = a.pk
        WHERE a.current AND a.outlet IS NOT NULL GROUP BY a.outlet""",
}


_OF_POSTGRESQL = (  # what of it PostgreSQL says otherwise
    (_ABOUT, "(SELECT string_agg(DISTINCT value ->> 'name', ',') FROM json_array_elements(s.about::json))"),
    (_MADE_BY, "(a.made_by::json ->> 'attribution')"),
    ("json_extract(s.addressee, '$.name')", "(s.addressee::json ->> 'name')"),
    ("round(h.score, 3)", "round(h.score::numeric, 3)::float8"),
    (_DAY, "coalesce(s.said_on, a.published::text)"),
    ("coalesce(t.said_on, ta.published)", "coalesce(t.said_on, ta.published::text)"),
    ("coalesce(n.said_on, na.published)", "coalesce(n.said_on, na.published::text)"),
)


def upgrade() -> None:
    """Make the views. They hold nothing of their own: a later step that changes what they read drops them first."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        from onrecord.record import postgres

        postgres.conform(bind)  # the columns under a view cannot be changed any more
    for name, chosen in VIEWS.items():
        for said, otherwise in _OF_POSTGRESQL if bind.dialect.name == "postgresql" else ():
            chosen = chosen.replace(said, otherwise)
        bind.exec_driver_sql(f"CREATE VIEW {name} AS {chosen}")


def downgrade() -> None:
    """Take them away again."""
    for name in VIEWS:
        op.execute(f"DROP VIEW {name}")
