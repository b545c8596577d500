"""Full text, the same on every database: what is a word, what a user asks for, what fits and how well.

SQLite's FTS5 cuts texts into words and their stems for every database. It keeps its own indexes, `statement_search` and
`article_search`; PostgreSQL has tables of the same names (see `postgres_text`), filled with FTS5's words and ranked by
its formula, so that the same question has the same answer in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Float,
    Select,
    TableClause,
    and_,
    column,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
)

from onrecord.record import eras, stemmed
from onrecord.record.either import Either
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
    return Either(and_(found, *exact), stemmed.held(index, stemmed.TextQuery(sought)), Boolean())


def holds_any(index: TableClause, phrases: Iterable[str]) -> ColumnElement[bool]:
    """The rows of a full-text index that hold at least one of these words or phrases, in any form of their words.

    None does where there is no word in them. Nothing in them is taken for the query language.
    """
    if not (sought := _told(phrases)):
        return false()
    asked = " OR ".join(f'"{phrase}"' for phrase, _ in sought)
    found: ColumnElement[bool] = literal_column(index.name).op("MATCH", is_comparison=True)(asked)
    return Either(found, stemmed.held_any(index, stemmed.TextQuery(sought)), Boolean())


def added_last(connection: Connection, index: TableClause, text: str, size: int, before: int | None) -> Select[Any]:
    """The keys (`statement_pk`) of so many of the rows that hold a user's words and were added last, the last first;
    of those `before` a key where one is given."""
    fits = matches(index, text)
    if connection.dialect.name == "postgresql":
        return eras.added_last(index, fits, size, before)
    held = select(index.c.rowid.label("statement_pk")).where(fits)
    if before is not None:
        held = held.where(index.c.rowid < before)
    return held.order_by(index.c.rowid.desc()).limit(size)


def likeness(index: TableClause, phrases: Iterable[str]) -> ColumnElement[float]:
    """The best match for some of these words and phrases has the lowest figure: FTS5's bm25."""
    return _ranked(index, _told(phrases))


def _told(phrases: Iterable[str]) -> list[tuple[str, bool]]:
    told = dict.fromkeys(_MARKS.sub(" ", phrase) for phrase in phrases)
    return [(phrase, False) for phrase in told if any(c.isalnum() for c in phrase)]


def relevance(index: TableClause, text: str) -> ColumnElement[float]:
    """The best match for a user's words has the lowest figure: FTS5's bm25."""
    return _ranked(index, pieces(text))


def _ranked(index: TableClause, sought: Sequence[tuple[str, bool]]) -> ColumnElement[float]:
    own: ColumnElement[float] = literal_column(f"bm25({index.name})")
    return Either(own, stemmed.bm25(index, stemmed.TextQuery(sought)), Float())
