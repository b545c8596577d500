"""The tables of the record, as SQLAlchemy Core sees them. Migrations make them; nothing here creates anything.

    articles ──┬── statements ─┬─ parties ───┬─ names
               ├── occasions ──┴─ attendees ─┘
               └── entities

What comparison reads out of statements can be read out anew: readings, positions toward parties and issues (groups of
phrases), and shifts between two statements; `compared` tells of each article whether this has been done for it,
`uncompared` are the statements of such articles for which it is to be done again.

What users decide is in `decisions`, and what belongs to it in the tables of `decided`.

A row is whole: what belongs to one statement and is only ever read with it (its spans, its addressee, its stances) is
JSON within the row. What is searched by has a column or, for the people in a statement, a row of `parties`, which says
who plays which part in it. A changed article is a new row of the same `series`, and the newest row is `current`.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import Column, ForeignKey, Index, MetaData, Table, UniqueConstraint, and_, case, func

from onrecord.comparison.assertions import Assertion
from onrecord.comparison.claims import Claim
from onrecord.model import MadeBy, Party, Repair, Span, Spans, Stance, Turn
from onrecord.people.figures import Figure
from onrecord.record.columns import Anchors, Boolean, Date, DateTime, Float, Integer, LargeBinary, Packed, Text
from onrecord.record.corrections import AsRead

NO_DAY: Final = date.min
NOT_YET: Final = -1  # of `compared.decisions`: the article has not been compared
VERSION_TABLE: Final = "onrecord_schema"  # Alembic's; its name is how a record is known to be one of ours.
metadata = MetaData()


def _of_article() -> Column[int]:
    return Column("article_pk", Integer, ForeignKey("articles.pk", ondelete="CASCADE"), nullable=False)


def _of_statement() -> Column[int]:
    key = ForeignKey("statements.pk", ondelete="CASCADE")
    return Column("statement_pk", Integer, key, primary_key=True, autoincrement=False)


articles = Table(
    "articles",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("series", Integer, nullable=False),  # the `pk` of the first version
    Column("version", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("added_at", DateTime, nullable=False),  # UTC
    Column("made_by", Packed[MadeBy | None](MadeBy | None)),  # what read it out; null where that is not known
    Column("reader", Text),  # which onrecord read it
    Column("story", Integer, nullable=False),  # the `series` of the first article that it is much like; else its own
    Column("credit", Text),  # the agency that it names as its source
    Column("id", Text, nullable=False),
    Column("title", Text),
    Column("byline", Text),
    Column("outlet", Text),
    Column("published", Date),
    Column("published_rule", Text),
    Column("published_text", Text),
    Column("url", Text),
    Column("path", Text),
    Column("sha256", Text),
    Column("language", Text),
    Column("text", Text, nullable=False),
    Column("repairs", Packed[tuple[Repair, ...]](tuple[Repair, ...]), nullable=False),
    Column("warnings", Packed[tuple[str, ...]](tuple[str, ...]), nullable=False),
    Column("anchors", Anchors, nullable=False),
    Column("turns", Packed[tuple[Turn, ...]](tuple[Turn, ...]), nullable=False),
    Column("extraction_warnings", Packed[tuple[str, ...]](tuple[str, ...]), nullable=False),
    Column("voice", Packed[tuple[Stance, ...]](tuple[Stance, ...]), nullable=False),
    Column("corrected", Packed[tuple[str, ...]](tuple[str, ...]), nullable=False),
    Column("as_read", Packed[AsRead | None](AsRead | None)),
    UniqueConstraint("series", "version"),
    Index("articles_id", "id"),
    Index("articles_url", "url"),
    Index("articles_sha256", "sha256"),
    Index("articles_published", "published"),
    Index("articles_story", "story"),
)

Index(  # what there is of each outlet is counted, and its latest are found, in this alone: texts are long
    "articles_outlet", func.lower(articles.c.outlet), *articles.c["published", "current", "outlet", "added_at"]
)

covered = Table(  # what there is of an outlet ("": not known) in a month, and in all; see the module `covered`
    "covered",
    metadata,
    Column("outlet", Text, primary_key=True),
    Column("month", Text, primary_key=True),  # 2024-09; "none": without a day; "": all
    Column("articles", Integer, nullable=False),
    Column("statements", Integer, nullable=False),
    Column("days", Integer, nullable=False),  # a bit for each day of the month that has articles, the first: 1
    Index("covered_most", "month", "articles", "outlet"),
    sqlite_with_rowid=False,
    info={"kept": True},
)
Index("covered_outlet", func.lower(covered.c.outlet), covered.c.month)

originals = Table(  # the bytes that articles were read from
    "originals",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("format", Text, nullable=False),
    Column("size", Integer, nullable=False),  # bytes, unpacked
    Column("data", LargeBinary, nullable=False),  # a zstd frame
)

bands = Table(  # by which articles that are much like each other are found; see `duplicates`
    "bands",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("article_pk", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

visits = Table(  # what `watch` knows of each address
    "visits",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("visited_at", DateTime, nullable=False),  # UTC
    Column("not_before", DateTime),  # UTC; null: at the next round for what is watched, never again for other pages
    Column("failures", Integer, nullable=False),  # in a row
    Column("outcome", Text, nullable=False),
)

unread = Table(  # what `add` could not read, until it can
    "unread",
    metadata,
    Column("input", Text, primary_key=True),
    Column("place", Text, nullable=False),  # its folder, or the host of its address
    Column("reason", Text, nullable=False),
    Column("failed_at", DateTime, nullable=False),  # UTC
    Column("failures", Integer, nullable=False),  # in a row
)

entities = Table(
    "entities",
    metadata,
    Column("pk", Integer, primary_key=True),
    _of_article(),
    Column("n", Integer, nullable=False),
    Column("id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("aliases", Packed[tuple[str, ...]](tuple[str, ...]), nullable=False),
    Column("offices", Packed[tuple[str, ...]](tuple[str, ...]), nullable=False),
    Column("mentions", Packed[Spans](Spans), nullable=False),
    Column("person", Text),  # who it is across articles; null until somebody has judged that
    UniqueConstraint("article_pk", "n"),
    Index("entities_person", "person"),
    Index("entities_name", "name"),
    Index("entities_type_name", "type", "name"),
)

decisions = Table(  # of users; undone, never deleted
    "decisions",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("person", Text, nullable=False),  # or the id of a statement or article
    Column("other", Text, nullable=False),  # or what was decided of it, in words
    Column("articles", Packed[tuple[str, ...]](tuple[str, ...]), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("undone_at", Text),
)

own_people = Table(
    "own_people",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("figure", Packed[Figure](Figure), nullable=False),
)

occasions = Table(
    "occasions",
    metadata,
    Column("pk", Integer, primary_key=True),
    _of_article(),
    Column("n", Integer, nullable=False),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("plover", Text),
    Column("participants", Packed[tuple[str, ...]](tuple[str, ...]), nullable=False),
    Column("place", Text),
    Column("date", Text),
    Column("status", Text, nullable=False),
    Column("spans", Packed[Spans](Spans), nullable=False),
    Column("duration", Text),
    Column("first_day", Date),  # of `date`: what is sorted by
    UniqueConstraint("article_pk", "n"),
    Index("occasions_first_day", "first_day"),
)

statements = Table(
    "statements",
    metadata,
    Column("pk", Integer, primary_key=True),
    _of_article(),
    Column("n", Integer, nullable=False),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("mode", Text),
    Column("polarity", Text),
    Column("source", Packed[Spans](Spans), nullable=False),
    Column("cue", Packed[Spans](Spans), nullable=False),
    Column("content", Packed[Spans](Spans), nullable=False),
    Column("text", Text, nullable=False),
    Column("speaker_name", Text),
    Column("speaker_type", Text, nullable=False),
    Column("speaker_entity", Text),
    Column("speaker_confidence", Float, nullable=False),
    Column("speaker_candidates", Packed[tuple[str, ...]](tuple[str, ...]), nullable=False),
    Column("speaker_chain", Packed[Spans](Spans), nullable=False),
    Column("addressee", Packed[Party | None](Party | None), nullable=False),
    Column("occasion", Text),
    Column("said_on", Text),
    Column("said_on_basis", Packed[Span | None](Span | None), nullable=False),
    Column("said_on_rule", Text),
    Column("said_on_confidence", Float),
    Column("about", Packed[tuple[Party, ...]](tuple[Party, ...]), nullable=False),
    Column("stance", Packed[tuple[Stance, ...]](tuple[Stance, ...]), nullable=False),
    Column("nested_in", Text),
    Column("confidence", Float, nullable=False),
    Column("primary", Boolean, nullable=False),
    Column("corrected", Packed[tuple[str, ...]](tuple[str, ...]), nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("occasion_confidence", Float),
    Column("first_day", Date),  # of `said_on`, else the day of publication: what is sorted and filtered by
    Column("last_day", Date),
    Column("same_as", Integer),  # the `pk` of the first statement of the very same words in the same story
    Column("variant_of", Integer),  # and of the first one there of which this is another form; see `variants`
    UniqueConstraint("article_pk", "n"),
    Index("statements_first_day", "first_day"),
    Index("statements_last_day", "last_day"),
    Index("statements_same_as", "same_as"),
    Index("statements_variant_of", "variant_of"),
)

_less = and_(statements.c.speaker_name.is_not(None), statements.c.speaker_confidence < statements.c.confidence)
# How sure a statement is, and whose it is: the lower of the two; see `sureness`.
sure: Final = case((_less, statements.c.speaker_confidence), else_=statements.c.confidence)
Index("statements_sure", sure)  # what a model is least sure of is found without a look at the rest

names = Table(
    "names",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("key", Text, nullable=False),  # what a query for the name begins with; see `who`
    UniqueConstraint("name", "type"),
    Index("names_key", "key"),
)

parties = Table(
    "parties",
    metadata,
    Column("name_pk", Integer, ForeignKey("names.pk"), primary_key=True),
    Column("role", Text, primary_key=True),  # speaker, addressee, about, named
    Column("day", Date, primary_key=True),  # the statement's `first_day`, else `NO_DAY`: the latest are found by key
    _of_statement(),
    Index("parties_statement", "statement_pk"),
    sqlite_with_rowid=False,
)

played = Table(  # how often a name is the speaker, or spoken of, in all versions of articles; see the module `played`
    "played",
    metadata,
    Column("name_pk", Integer, ForeignKey("names.pk", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("role", Text, primary_key=True),  # speaker, about
    Column("held", Integer, nullable=False),
    Index("played_most", "role", "held"),
    sqlite_with_rowid=False,
    info={"kept": True},  # by the database itself
)

holders = Table(  # under which keys what a name says is compared, and how often; see `holding`
    "holders",
    metadata,
    Column("name_pk", Integer, ForeignKey("names.pk", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("holder", Text, primary_key=True),
    Column("held", Integer, nullable=False),
    sqlite_with_rowid=False,
    info={"kept": True},
)

attendees = Table(  # who took part in which occasion
    "attendees",
    metadata,
    Column("name_pk", Integer, ForeignKey("names.pk"), primary_key=True),
    Column("day", Date, primary_key=True),  # the occasion's `first_day`, else `NO_DAY`
    Column(
        "occasion_pk", Integer, ForeignKey("occasions.pk", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    Index("attendees_occasion", "occasion_pk"),
    sqlite_with_rowid=False,
)

assertions = Table(  # read at extraction, and kept until the statement is compared
    "assertions",
    metadata,
    _of_statement(),
    Column("mark", LargeBinary, nullable=False),  # by which it is known to be of the statement as it is
    Column("assertion", Packed[Assertion](Assertion), nullable=False),
)

readings = Table(
    "readings",
    metadata,
    _of_statement(),
    _of_article(),
    Column("holder", Text, nullable=False),
    Column("day", Date),
    Column("dated", Boolean, nullable=False),
    Column("earlier", Text),
    Column("drawn", Boolean, nullable=False),
    Column("claim", Packed[Claim](Claim), nullable=False),
    Column("vector", LargeBinary, nullable=False),  # int8, times 127
    Index("readings_holder", "holder"),
    Index("readings_article", "article_pk"),
)

issues = Table(
    "issues",
    metadata,
    Column("pk", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("vector", LargeBinary, nullable=False),
)

phrases = Table(
    "phrases",
    metadata,
    Column("key", Text, primary_key=True),
    Column("issue_pk", Integer, ForeignKey("issues.pk"), nullable=False),
    Index("phrases_issue", "issue_pk"),
)

positions = Table(
    "positions",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("statement_pk", Integer, ForeignKey("statements.pk", ondelete="CASCADE"), nullable=False),
    Column("holder", Text, nullable=False),
    Column("target", Text, nullable=False),  # a person, `other:` any other party, or `issue:` and its number
    Column("name", Text, nullable=False),
    Column("value", Float, nullable=False),  # -1 to 1
    Column("spans", Packed[Spans](Spans), nullable=False),
    Column("words", Text, nullable=False),
    Index("positions_holder", "holder", "target"),
    Index("positions_target", "target"),
    Index("positions_name", "name"),
    Index("positions_statement", "statement_pk"),
)

shifts = Table(
    "shifts",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("then_pk", Integer, ForeignKey("statements.pk", ondelete="CASCADE"), nullable=False),
    Column("now_pk", Integer, ForeignKey("statements.pk", ondelete="CASCADE"), nullable=False),
    Column("holder", Text, nullable=False),
    Column("target", Text, nullable=False),  # as in `positions`; "" where contents contradict
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("then_pk", "now_pk", "target"),
    Index("shifts_holder", "holder"),
    Index("shifts_now", "now_pk"),
    Index("shifts_score", "score"),
    Index("shifts_topic", "target", "holder", "name"),
)

compared = Table(
    "compared",
    metadata,
    Column("article_pk", Integer, ForeignKey("articles.pk", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("decisions", Integer, nullable=False),  # how many there were on people by then, or `NOT_YET`; each has a row
    Index("compared_decisions", "decisions"),
)

uncompared = Table(
    "uncompared",
    metadata,
    _of_statement(),
)
