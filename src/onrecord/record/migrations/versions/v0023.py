"""How likely the fields of a statement are right stands in the view of statements, too."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"

_STATEMENTS = """
        SELECT s.id AS statement, coalesce(s.speaker_name, '(' || s.speaker_type || ')') AS speaker, s.text AS said,
            {day} AS day, a.outlet, {about} AS about, {addressee} AS addressee, s.kind, s.mode, s.polarity, s.said_on,
            a.published, a.title, a.url, s.speaker_type, s.confidence, s.speaker_confidence{sure}, s.confirmed,
            s.same_as IS NOT NULL AS reprint,
            s.source AS source_spans, s.cue AS cue_spans, s.content AS content_spans,
            a.id AS article, a.sha256, {made_by} AS made_by
        FROM statements s JOIN articles a ON a.pk = s.article_pk WHERE a.current"""
_SURE = """,
            {to} AS addressee_confidence, s.said_on_confidence, s.occasion_confidence, {least} AS about_confidence"""
_SQLITE = {
    "day": "coalesce(s.said_on, a.published)",
    "about": "(SELECT group_concat(DISTINCT json_extract(value, '$.name')) FROM json_each(s.about))",
    "addressee": "json_extract(s.addressee, '$.name')",
    "made_by": "json_extract(a.made_by, '$.attribution')",
    "to": "json_extract(s.addressee, '$.confidence')",
    "least": "(SELECT min(json_extract(value, '$.confidence')) FROM json_each(s.about))",
}
_POSTGRESQL = {
    "day": "coalesce(s.said_on, a.published::text)",
    "about": "(SELECT string_agg(DISTINCT value ->> 'name', ',') FROM json_array_elements(s.about::json))",
    "addressee": "(s.addressee::json ->> 'name')",
    "made_by": "(a.made_by::json ->> 'attribution')",
    "to": "(s.addressee::json ->> 'confidence')::float8",
    "least": "(SELECT min((value ->> 'confidence')::float8) FROM json_array_elements(s.about::json))",
}


def upgrade() -> None:
    """Make the view anew."""
    _view(_SURE)


def downgrade() -> None:
    """As it was."""
    _view("")


def _view(sure: str) -> None:
    bind = op.get_bind()
    of = _SQLITE
    bind.exec_driver_sql("DROP VIEW statements_view")
    if bind.dialect.name == "postgresql":
        from onrecord.record import postgres

        postgres.conform(bind)  # the columns under a view cannot be changed any more
        of = _POSTGRESQL
    bind.exec_driver_sql(f"CREATE VIEW statements_view AS {_STATEMENTS.format(sure=sure.format(**of), **of)}")
