"""How PostgreSQL is asked what FTS5 is asked: which rows hold a user's words, how many do, and how well.

The tables are those of `postgres_text`. The stems of what is asked for are found out when it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Double,
    Integer,
    ScalarSelect,
    TableClause,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.types import UserDefinedType

from onrecord.record.stems import LONGEST, folded, lexemes, spaced, stemmer

_LOOKED_UP: Final = 1000  # words of a question by which the index is asked; the texts tell the rest
_FEW: Final = 8  # phrases that are ranked by an expression; of more it would be long


class TextQuery:
    """A user's words; True of those that are wanted as they stand."""

    def __init__(self, sought: Sequence[tuple[str, bool]]) -> None:
        self._sought = sought

    def __len__(self) -> int:
        return len(self._sought)

    @cached_property
    def _stems(self) -> list[list[str]]:
        # What is a letter to Python, but nothing to FTS5, is not looked for.
        return [stems for stems in stemmer.stems([piece for piece, _ in self._sought]) if stems]

    def phrases(self) -> list[str]:
        """Stems that stand one after the other."""
        return [spaced(stems) for stems in self._stems]

    def several(self) -> list[str]:
        """Those of them of which the index does not tell that they stand there."""
        return [spaced(stems) for stems in self._stems if not _is_known(stems)]

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

    def is_apart(self) -> bool:
        """Can no two places of a phrase have words in common, as those of "the the" in "the the the"?"""
        return not any(stems[:n] == stems[-n:] for stems in self._stems for n in range(1, len(stems)))

    def phrase(self, n: int) -> str | None:
        """The stems of the phrase of that number; None where there are not so many."""
        return spaced(self._stems[n]) if n < len(self._stems) else None

    def one(self, n: int) -> str | None:
        """The same, for the index."""
        return _query(self._stems[n]) if n < len(self._stems) else None

    def is_known(self, n: int) -> bool:
        """Does the index tell that it stands there?"""
        return n < len(self._stems) and _is_known(self._stems[n])


def _is_known(stems: Sequence[str]) -> bool:
    return len(stems) == 1 and len(stems[0]) <= LONGEST


class _Tsquery(UserDefinedType[str]):
    """PostgreSQL's; its dialect is not loaded for it."""

    cache_ok = True

    def get_col_spec(self, **options: object) -> str:
        return "TSQUERY"


def held(index: TableClause, asked: TextQuery) -> ColumnElement[bool]:
    """The rows that hold all of it."""
    words, stems, folds = (_column(index, name) for name in ("words", "stems", "folded"))
    # A text of too many words for an index has none, and is read.
    several, exact, phrases = (_given(of, ARRAY(Text)) for of in (asked.several, asked.exact, asked.phrases))
    return and_(
        or_(_looked_up(index, asked.every), words.is_(None)),
        or_(and_(words.is_not(None), func.cardinality(several) == 0), func.onrecord_holds(stems, phrases)),
        or_(func.cardinality(exact) == 0, func.onrecord_holds(folds, exact)),
        func.cardinality(phrases) > 0,
    )


def held_any(index: TableClause, asked: TextQuery) -> ColumnElement[bool]:
    """The rows that hold some of it."""
    words, stems = (_column(index, name) for name in ("words", "stems"))
    phrase = func.unnest(_given(asked.phrases, ARRAY(Text))).column_valued("phrase")
    there = select(phrase).where(func.strpos(stems, phrase) > 0).exists()
    return and_(or_(_looked_up(index, asked.some), words.is_(None)), there)


def bm25(index: TableClause, asked: TextQuery) -> ColumnElement[float]:
    """FTS5's figure for a row."""
    stems, size = _column(index, "stems"), literal_column(f"{index.name}.size", Integer)
    phrases = _given(asked.phrases, ARRAY(Text))
    # In queries of their own, they are found out once and not for every row.
    rare = select(func.onrecord_rarity(literal(index.name, Text), phrases, _given(asked.each, ARRAY(Text))))
    mean = select(func.onrecord_mean(literal(index.name, Text), type_=Double)).scalar_subquery()
    of_any = func.onrecord_bm25(stems, size, phrases, rare.scalar_subquery(), mean)
    if not 0 < len(asked) <= _FEW:
        return of_any
    score: Any = _score(index, asked, 0, mean)  # onrecord_bm25 written out: a function costs far more for every row
    for n in range(1, len(asked)):
        score = score + _score(index, asked, n, mean)
    return case((_given(asked.is_apart, Boolean), _figure("-1.0") * score), else_=of_any)


def _score(index: TableClause, asked: TextQuery, n: int, mean: ScalarSelect[Any]) -> ColumnElement[float]:
    """What the phrase of that number adds to the figure: nothing where there is none."""
    stems, size = _column(index, "stems"), literal_column(f"{index.name}.size", Double)
    phrase = _given(partial(asked.phrase, n), Text)
    less = func.octet_length(stems) - func.octet_length(func.replace(stems, phrase, literal("", Text)))
    hits = cast(less, Double) / cast(func.octet_length(phrase), Double)
    length = _figure("1") - _figure("0.75") + _figure("0.75") * cast(size, Double) / mean
    weight = (hits * (_figure("1.2") + _figure("1.0"))) / (hits + _figure("1.2") * length)
    return func.coalesce(_rarity(index, asked, n) * weight, _figure("0"))


def _rarity(index: TableClause, asked: TextQuery, n: int) -> ColumnElement[Any]:
    """How rare the phrase of that number is, as onrecord_rarity has it; where the index tells, no row is read."""
    words = _column(index, "words")
    there = func.strpos(_column(index, "stems"), _given(partial(asked.phrase, n), Text)) > 0
    looked_up = _looked_up(index, partial(asked.one, n))
    told = _count(index, looked_up) + _count(index, and_(words.is_(None), there))
    read = _count(index, and_(or_(looked_up, words.is_(None)), there))
    held = cast(case((_given(partial(asked.is_known, n), Boolean), told), else_=read), Double)
    once = select(held.label("held")).offset(0).subquery()  # an offset, that it is not found out twice
    total = literal_column(f"(SELECT rows FROM search_totals WHERE name = '{index.name}')::float8", Double)
    rare = func.ln((total - once.c.held + _figure("0.5")) / (once.c.held + _figure("0.5")), type_=Double)
    known = func.nullif(func.greatest(rare, _figure("0")), _figure("0"))  # below 0 it counts as next to nothing
    return select(func.coalesce(known, _figure("1e-6"), type_=Double)).scalar_subquery()


def _count(index: TableClause, fits: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many rows fit."""
    return select(func.count()).select_from(index).where(fits).correlate(None).scalar_subquery()


def _looked_up(index: TableClause, asked: Callable[[], str | None]) -> ColumnElement[bool]:
    return _column(index, "words").op("@@", is_comparison=True)(cast(_given(asked, Text), _Tsquery))


def _figure(written: str) -> ColumnElement[float]:
    return literal_column(f"{written}::float8", Double)


def _column(index: TableClause, name: str) -> ColumnElement[Any]:
    found: ColumnElement[Any] = literal_column(f"{index.name}.{name}")
    return found


def _given(value: Any, type: Any) -> ColumnElement[Any]:
    return bindparam(None, callable_=value, type_=type, unique=True)


def _query(stems: Iterable[str]) -> str:
    quoted = ("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in lexemes(stems)[:_LOOKED_UP])
    return " & ".join(quoted)
