"""Datasette (https://datasette.io): what it is to know of a record, which it opens as it is.

The views say what people ask for; the tables beneath are hidden, but for articles.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

_COLUMNS: Final = {
    "statement": "The statement's id, as onrecord cites it.",
    "speaker": "Who said it, as read; in parentheses where nobody is named.",
    "said": "The words of the content, pieces joined by ' … '.",
    "day": "When it was said, as far as the text tells, else when it was published (ISO 8601).",
    "about": "Whom and what it is about.",
    "polarity": "affirmed, denied, question or hypothetical.",
    "kind": "direct (quoted), mixed or indirect speech.",
    "confidence": "How sure the statement is, 0 to 1.",
    "speaker_confidence": "How sure the speaker is, 0 to 1.",
    "addressee_confidence": "How sure the addressee is; empty where nobody has weighed it.",
    "said_on_confidence": "How sure it is when it was said.",
    "occasion_confidence": "How sure the occasion is.",
    "about_confidence": "How sure the least sure of those is whom it is about.",
    "reprint": "1: another printing of the same words came first.",
    "source_spans": "Where the words that name the speaker stand: code points of the article's text.",
    "content_spans": "Where the content stands.",
    "sha256": "The hash of what the article was read from.",
    "made_by": "The model that read it out.",
    "printings": "In how many articles these very words stand.",
    "variants": "In how many they stand in other words.",
}
_VIEWS: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "statements_view": (
        "Statements",
        "Who said what, about whom, to whom and when: one row for each statement of each article's newest version.",
        {"sort_desc": "day", "facets": ["speaker", "outlet", "kind"], "size": 50},
    ),
    "people_view": ("People", "Who speaks, how often and from when to when.", {"sort_desc": "statements"}),
    "quotations_view": (
        "Quotations",
        "Words in quotation marks, each once, and in how many printings they stand in the same or in other words.",
        {"sort_desc": "printings"},
    ),
    "shifts_view": (
        "Then and now",
        "Pairs of statements of one speaker that oppose each other, as `onrecord shifts` has compared them. "
        "Not a verdict: read both in their articles.",
        {"sort_desc": "score"},
    ),
    "outlets_view": ("Outlets", "What the record holds of each.", {"sort_desc": "statements"}),
}
_SHOWN: Final = frozenset({"articles"})
_QUERIES: Final = {
    "words": (
        "Statements with these words",
        'Words of the content in any of their forms; "in this order" for a phrase. The best match first.',
        "SELECT v.statement, v.speaker, v.said, v.day, v.outlet, v.url FROM statement_search f "
        "JOIN statements s ON s.pk = f.rowid JOIN statements_view v ON v.statement = s.id "
        "WHERE statement_search MATCH :words ORDER BY rank LIMIT 200",
    ),
    "by_and_about": (
        "What somebody has said about somebody",
        "A timeline; either name may be part of a name.",
        "SELECT day, speaker, said, about, outlet, url, confidence, statement FROM statements_view WHERE NOT reprint "
        "AND speaker LIKE '%' || :speaker || '%' AND coalesce(about, '') LIKE '%' || :about || '%' ORDER BY day",
    ),
    "by_month": (
        "Statements by month",
        "How much of a speaker the record holds, by the month of publication: not how much was said.",
        "SELECT substr(published, 1, 7) AS month, count(*) AS statements FROM statements_view WHERE NOT reprint "
        "AND speaker LIKE '%' || :speaker || '%' GROUP BY month ORDER BY month",
    ),
    "who_speaks_where": (
        "Whom each outlet quotes",
        "Speakers by outlet, those first who are quoted most.",
        "SELECT outlet, speaker, count(*) AS statements FROM statements_view WHERE outlet IS NOT NULL "
        "GROUP BY outlet, speaker ORDER BY statements DESC LIMIT 500",
    ),
}


def metadata(path: str | Path, tables: list[str]) -> dict[str, Any]:
    """Datasette's metadata for a record at a path that has these tables."""
    shown: dict[str, Any] = {name: {"hidden": True} for name in tables if name not in _SHOWN}
    shown["articles"] = {
        "description": "Every version of every article, with its text; `current` is the newest.",
        "label_column": "title",
    }
    for name, (title, description, more) in _VIEWS.items():
        shown[name] = {"title": title, "description": description, "columns": _COLUMNS, **more}
    queries = {name: {"title": title, "description": says, "sql": sql} for name, (title, says, sql) in _QUERIES.items()}
    return {
        "title": "A record of who said what",
        "description": "Kept by onrecord. Every entry is pinned to the characters of its source; "
        "models err, so follow the link before you quote.",
        "databases": {Path(path).stem: {"tables": shown, "queries": queries}},
    }
