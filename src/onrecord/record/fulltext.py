"""Full text, the same on every database: what is a word, what a user asks for, what fits and how well.

SQLite's FTS5 cuts texts into words and their stems for every database. It keeps its own indexes, `statement_search` and
`article_search`; PostgreSQL has tables of the same names (see `postgres_text`), filled with FTS5's words and ranked by
its formula, so that the same question has the same answer in the same order.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Float,
    Integer,
    TableClause,
    Text,
    and_,
    bindparam,
    cast,
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
from sqlalchemy.types import UserDefinedType

from onrecord.record.refusals import Refused

TOKENIZER: Final = "porter unicode61 remove_diacritics 2"
_MOST_WORDS: Final = 500
_WORD: Final = re.compile(r"[^\W_]+")
_MARKS: Final = re.compile(r"[\"\0]")
_PIECE: Final = re.compile(r'["“”„]([^"“”„]*)(?:["“”„]|$)|([^\s"“”„]+)')
_LONGEST: Final = 500  # code points of a word that PostgreSQL's index knows it by; it takes 2,046 bytes
_LOOKED_UP: Final = 1000  # words of a question by which PostgreSQL's index is asked; the texts tell the rest

statement_search: Final[TableClause] = table("statement_search", column("rowid", BigInteger), column("text"))
article_search: Final[TableClause] = table(
    "article_search", column("rowid", BigInteger), column("title"), column("text")
)


# ------------------------------------------------------------------------------------------------ words


class Stemmer(threading.local):
    """FTS5's own tokenizer, for texts that lie elsewhere. One for each thread, made when it is first needed."""

    @cached_property
    def _db(self) -> sqlite3.Connection:
        db = sqlite3.connect(":memory:", isolation_level=None)
        db.execute(f"CREATE VIRTUAL TABLE texts USING fts5(text, content='', tokenize='{TOKENIZER}')")
        db.execute("CREATE VIRTUAL TABLE words USING fts5vocab(texts, instance)")
        return db

    def stems(self, texts: Sequence[str]) -> list[list[str]]:
        """The stems of each text, in its order."""
        self._db.execute("BEGIN")
        try:
            self._db.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(texts))
            found: list[list[tuple[int, str]]] = [[] for _ in texts]
            for number, place, stem in self._db.execute("SELECT doc, offset, term FROM words"):
                found[number].append((place, stem))
        finally:
            self._db.execute("ROLLBACK")
        return [[stem for _, stem in sorted(one)] for one in found]


stemmer: Final = Stemmer()


def spaced(words: Sequence[str]) -> str:
    """Words as they are looked for one after the other: each between blanks of its own."""
    return "".join(f" {word} " for word in words)


def folded(text: str) -> str:
    """The words of a text without their case and accents."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(text.lower()))


def holds(text: str | None, phrase: str) -> bool:
    """Does the text hold the words of the phrase in a row, whatever their case and accents?"""
    return f" {folded(phrase)} " in f" {folded(text or '')} "


def lexemes(stems: Iterable[str]) -> list[str]:
    """What PostgreSQL's index knows these stems by, each once."""
    return list(dict.fromkeys(stem[:_LONGEST] for stem in stems))


def pieces(text: str) -> list[tuple[str, bool]]:
    """What a user looks for: words, and phrases (True) between quotation marks."""
    found = [(phrase or word, bool(phrase)) for phrase, word in _PIECE.findall(text.replace("\0", " "))]
    sought = list(dict.fromkeys(piece for piece in found if any(c.isalnum() for c in piece[0])))
    if len(sought) > _MOST_WORDS:
        raise Refused(f"{len(sought):,} words are too many to look for at once; give {_MOST_WORDS} at most")
    return sought


# ------------------------------------------------------------------------------------------------ questions


class _TextQuery:
    """A user's words as PostgreSQL is asked for them; found out when it is."""

    def __init__(self, sought: Sequence[tuple[str, bool]]) -> None:
        self._sought = sought

    @cached_property
    def _stems(self) -> list[list[str]]:
        # What is a letter to Python, but nothing to FTS5, is not looked for.
        return [stems for stems in stemmer.stems([piece for piece, _ in self._sought]) if stems]

    def phrases(self) -> list[str]:
        """Stems that stand one after the other."""
        return [spaced(stems) for stems in self._stems]

    def several(self) -> list[str]:
        """Those of them of which the index does not tell that they stand there."""
        return [spaced(stems) for stems in self._stems if len(stems) > 1 or len(stems[0]) > _LONGEST]

    def exact(self) -> list[str]:
        """Words that do, where the user wants them as they stand."""
        return [f" {folded(piece)} " for piece, quoted in self._sought if quoted]

    def every(self) -> str:
        """All of them, for the index."""
        return _query([stem for stems in self._stems for stem in stems])

    def some(self) -> str:
        """At least one of them, for the index."""
        return " | ".join(f"({phrase})" for phrase in self.each())

    def each(self) -> list[str]:
        """Each phrase, for the index."""
        return [_query(stems) for stems in self._stems]


class _Tsquery(UserDefinedType[str]):
    """PostgreSQL's; its dialect is not loaded for it."""

    cache_ok = True

    def get_col_spec(self, **options: object) -> str:
        return "TSQUERY"


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


@compiles(_Fits)
@compiles(_Rank)
def _of_sqlite(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(next(iter(element.clauses)).self_group(), **options)


@compiles(_Fits, "postgresql")
@compiles(_Rank, "postgresql")
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
    return _Fits(and_(found, *exact), _held(index, _TextQuery(sought)))


def holds_any(index: TableClause, phrases: Iterable[str]) -> ColumnElement[bool]:
    """The rows of a full-text index that hold at least one of these words or phrases, in any form of their words.

    None does where there is no word in them. Nothing in them is taken for the query language.
    """
    if not (sought := _told(phrases)):
        return false()
    asked = " OR ".join(f'"{phrase}"' for phrase, _ in sought)
    found: ColumnElement[bool] = literal_column(index.name).op("MATCH", is_comparison=True)(asked)
    return _Fits(found, _held_any(index, _TextQuery(sought)))


def likeness(index: TableClause, phrases: Iterable[str]) -> ColumnElement[float]:
    """The best match for some of these words and phrases has the lowest figure: FTS5's bm25."""
    return _Rank(literal_column(f"bm25({index.name})"), _bm25(index, _TextQuery(_told(phrases))))


def _told(phrases: Iterable[str]) -> list[tuple[str, bool]]:
    told = dict.fromkeys(_MARKS.sub(" ", phrase) for phrase in phrases)
    return [(phrase, False) for phrase in told if any(c.isalnum() for c in phrase)]


def relevance(index: TableClause, text: str) -> ColumnElement[float]:
    """The best match for a user's words has the lowest figure: FTS5's bm25."""
    return _Rank(literal_column(f"bm25({index.name})"), _bm25(index, _TextQuery(pieces(text))))


def _column(index: TableClause, name: str) -> ColumnElement[Any]:
    found: ColumnElement[Any] = literal_column(f"{index.name}.{name}")
    return found


def _held(index: TableClause, asked: _TextQuery) -> ColumnElement[bool]:
    words, stems, folds = (_column(index, name) for name in ("words", "stems", "folded"))
    looked_up = words.op("@@", is_comparison=True)(cast(_given(asked.every, Text), _Tsquery))
    # A text of too many words for an index has none, and is read.
    several, exact, phrases = (_given(of, ARRAY(Text)) for of in (asked.several, asked.exact, asked.phrases))
    return and_(
        or_(looked_up, words.is_(None)),
        or_(and_(words.is_not(None), func.cardinality(several) == 0), func.onrecord_holds(stems, phrases)),
        or_(func.cardinality(exact) == 0, func.onrecord_holds(folds, exact)),
        func.cardinality(phrases) > 0,
    )


def _held_any(index: TableClause, asked: _TextQuery) -> ColumnElement[bool]:
    words, stems = (_column(index, name) for name in ("words", "stems"))
    looked_up = words.op("@@", is_comparison=True)(cast(_given(asked.some, Text), _Tsquery))
    phrase = func.unnest(_given(asked.phrases, ARRAY(Text))).column_valued("phrase")
    return and_(or_(looked_up, words.is_(None)), select(phrase).where(func.strpos(stems, phrase) > 0).exists())


def _bm25(index: TableClause, asked: _TextQuery) -> ColumnElement[float]:
    stems, size = _column(index, "stems"), literal_column(f"{index.name}.size", Integer)
    phrases = _given(asked.phrases, ARRAY(Text))
    # In queries of their own, they are found out once and not for every row.
    rare = select(func.onrecord_rarity(literal(index.name, Text), phrases, _given(asked.each, ARRAY(Text))))
    mean = select(func.onrecord_mean(literal(index.name, Text)))
    return func.onrecord_bm25(stems, size, phrases, rare.scalar_subquery(), mean.scalar_subquery())


def _given(value: Any, type: Any) -> ColumnElement[Any]:
    return bindparam(None, callable_=value, type_=type, unique=True)


def _query(stems: Iterable[str]) -> str:
    quoted = ("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in lexemes(stems)[:_LOOKED_UP])
    return " & ".join(quoted)
