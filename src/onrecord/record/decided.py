"""The tables of what users decided about statements and articles, beside `schema.decisions`.

Rows of statements and articles hold what holds; what a model or reader had read instead is in `overruled` and in
`articles.as_read`. A rejected statement is only in `overruled`.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from onrecord.model import Statement
from onrecord.record.columns import Integer, Packed, Text
from onrecord.record.corrections import Correction, Edit
from onrecord.record.placing import Selector
from onrecord.record.schema import metadata

corrections = Table(  # those of the decisions that are on statements and articles; gone when the article is removed
    "corrections",
    metadata,
    Column("n", Integer, ForeignKey("decisions.n"), primary_key=True, autoincrement=False),
    Column("series", Integer, primary_key=True, autoincrement=False),  # several: printings of one story
    Column("edit", Packed[Edit | None](Edit | None)),
    Column("correction", Packed[Correction | None](Correction | None)),
    Column("place", Packed[Selector | None](Selector | None)),
    Column("at_n", Integer),  # the statement's number in the current version; null: it waits for one, or stands undone
    Index("corrections_series", "series"),
)

no_shifts = Table(  # of decisions those that two statements are no shift; gone when an article of theirs is removed
    "no_shifts",
    metadata,
    Column("n", Integer, ForeignKey("decisions.n"), primary_key=True, autoincrement=False),
    Column("then_series", Integer, nullable=False),
    Column("then_place", Packed[Selector](Selector), nullable=False),
    Column("then_n", Integer),  # as `at_n` of corrections
    Column("now_series", Integer, nullable=False),
    Column("now_place", Packed[Selector](Selector), nullable=False),
    Column("now_n", Integer),
    Index("no_shifts_then", "then_series"),
    Index("no_shifts_now", "now_series"),
)

overruled = Table(  # what a model had read where a user decided otherwise
    "overruled",
    metadata,
    Column("article_pk", Integer, ForeignKey("articles.pk", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("was", Packed[Statement](Statement), nullable=False),
)

removed = Table(  # what is not to be added again: hashes of bytes, texts and addresses; see `removal`
    "removed",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("n", Integer, ForeignKey("decisions.n"), nullable=False),
)
