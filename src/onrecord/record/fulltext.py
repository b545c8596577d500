"""Full text, the same on every database: what is a word, what a user asks for, what fits and how well.

SQLite's FTS5 cuts texts into words and their stems for every database. It keeps its own indexes, `statement_search` and
`article_search`; PostgreSQL has tables of the same names (see `postgres_text`), filled with FTS5's words and ranked by
its formula, so that the same question has the same answer in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Float,
    Integer,
    TableClause,
    and_,
    column,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from onrecord.record import stemmed
from onrecord.record.refusals import Refused

_MOST_WORDS: Final = 500
_MARKS: Final = re.compile(r"[\"\0]")
_PIECE: Final = re.compile(r'["“”„]([^"“”„]*)(?:["“”„]|$)|([^\s"“”„]+)')

statement_search: Final[TableClause] = table("statement_search", column("rowid", BigInteger), column("text"))
article_search: Final[TableClause] = table(
    "article_search", column("rowid", BigInteger), column("title"), column("text")
)


def pieces(text: str) -> list[tuple[str, bool]]:
    """What a user looks for: words, and phrases (True) between quotation marks."""
    found = [(phrase or word, bool(phrase)) for phrase, word in _PIECE.findall(text.replace("\0", " "))]
    sought = list(dict.fromkeys(piece for piece in found if any(c.isalnum() for c in piece[0])))
    if len(sought) > _MOST_WORDS:
        raise Refused(f"{len(sought):,} words are too many to look for at once; give {_MOST_WORDS} at most")
    return sought


class _Fits(FunctionElement[bool]):
    """A condition as SQLite has it and as PostgreSQL does."""

    name = "fits"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> _Fits:
        """As it is: SQLite would be asked whether it equals 1, which FTS5's MATCH does not bear."""
        return self


class _Rank(FunctionElement[float]):
    """A figure as SQLite has it and as PostgreSQL does."""

    name = "rank"
    type = Float()
    inherit_cache = True


class _Many(FunctionElement[int]):
    """A number as SQLite has it and as PostgreSQL does."""

    name = "many"
    type = Integer()
    inherit_cache = True


@compiles(_Fits)
@compiles(_Rank)
@compiles(_Many)
def _of_sqlite(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(next(iter(element.clauses)).self_group(), **options)


@compiles(_Fits, "postgresql")
@compiles(_Rank, "postgresql")
@compiles(_Many, "postgresql")
def _of_postgresql(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(list(element.clauses)[1].self_group(), **options)


def matches(index: TableClause, text: str) -> ColumnElement[bool]:
    """The rows of a full-text index that hold a user's words, in any form of theirs, and the phrases as they stand.

    None does where there is no word to look for. Nothing in the text is taken for the query language. RecordError for
    more than 500 words and phrases: the time they take grows with the square of their number.
    """
    sought = pieces(text)
    if not sought:
        return false()
    asked = " ".join(f'"{piece}"' for piece, _ in sought)
    found: ColumnElement[bool] = literal_column(index.name).op("MATCH", is_comparison=True)(asked)
    # The index knows words by their stems: a phrase is looked at again.
    exact = (
        or_(*(func.holds_phrase(c, piece) for c in index.c if c.name != "rowid")) for piece, quoted in sought if quoted
    )
    return _Fits(and_(found, *exact), stemmed.held(index, stemmed.TextQuery(sought)))


def many(index: TableClause, text: str, most: int) -> ColumnElement[int]:
    """How many rows of a full-text index hold a user's words; `most`, where so many or more do."""
    rows = select(index.c.rowid).where(matches(index, text)).limit(most).correlate(None).subquery()
    counted = select(func.count()).select_from(rows).scalar_subquery()
    sought = pieces(text)
    return _Many(counted, stemmed.many(index, stemmed.TextQuery(sought), most) if sought else literal(0))


def holds_any(index: TableClause, phrases: Iterable[str]) -> ColumnElement[bool]:
    """The rows of a full-text index that hold at least one of these words or phrases, in any form of their words.

    None does where there is no word in them. Nothing in them is taken for the query language.
    """
    if not (sought := _told(phrases)):
        return false()
    asked = " OR ".join(f'"{phrase}"' for phrase, _ in sought)
    found: ColumnElement[bool] = literal_column(index.name).op("MATCH", is_comparison=True)(asked)
    return _Fits(found, stemmed.held_any(index, stemmed.TextQuery(sought)))


def likeness(index: TableClause, phrases: Iterable[str]) -> ColumnElement[float]:
    """The best match for some of these words and phrases has the lowest figure: FTS5's bm25."""
    return _Rank(literal_column(f"bm25({index.name})"), stemmed.bm25(index, stemmed.TextQuery(_told(phrases))))


def _told(phrases: Iterable[str]) -> list[tuple[str, bool]]:
    told = dict.fromkeys(_MARKS.sub(" ", phrase) for phrase in phrases)
    return [(phrase, False) for phrase in told if any(c.isalnum() for c in phrase)]


def relevance(index: TableClause, text: str) -> ColumnElement[float]:
    """The best match for a user's words has the lowest figure: FTS5's bm25."""
    return _Rank(literal_column(f"bm25({index.name})"), stemmed.bm25(index, stemmed.TextQuery(pieces(text))))
