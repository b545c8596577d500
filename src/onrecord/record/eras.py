"""What was added last of all that holds a word, as PostgreSQL is asked for it; and the indexes that are its own.

A GIN index gives the rows that hold a word in no order: to have the last ones all are read. So each row is in the
index under its eras, too, a short and a long one, which are ranges of keys; of a word and an era it gives the rows of
both alone.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    Select,
    TableClause,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

SHORT: Final = 13  # bits of a key within a short era: 8,192 keys
LONG: Final = 17  # within a long one: 131,072
_NEAR: Final = 2  # long eras before the last one that are looked through by short ones, too
_SAMPLED: Final = 8  # short eras, from first to last
_SAMPLES: Final[ColumnElement[int]] = func.generate_series(0, _SAMPLED - 1, type_=BigInteger)
_FEW: Final = 10_000  # rows of all that are read as fast as through eras
_DONE, _BY_ERA, _AT_ONCE = range(3)  # how the rest is looked through
_WORDS: Final = "statement_search_words"
_OF_COUNTED: Final = {  # what is counted of each of thousands, in indexes that hold nothing else: rows lie far apart
    "statements": "pk) INCLUDE (article_pk, same_as, variant_of, first_day",
    "articles": "pk) INCLUDE (current, published, outlet",
}
_OF_A_NAME: Final = {  # the last of a name are found in these; SQLite's end with the key by themselves
    "entities_type_name": "entities (type, name",
    "positions_name": "positions (name",
}
OWN: Final = frozenset((*(f"{table}_counted" for table in _OF_COUNTED), *_OF_A_NAME))  # that SQLite has not, or not so


def _of(key: str) -> str:
    """The eras of a key; long ones are below 0."""
    return f"ARRAY[{key} >> {SHORT}, -1 - ({key} >> {LONG})]"


def added_last(index: TableClause, fits: ColumnElement[bool], size: int, before: int | None) -> Select[Any]:
    """The keys (`statement_pk`) of so many of the rows of a full-text index that fit and were added last, the last
    first; of those `before` a key where one is given.

    The latest short eras are looked through first. Where too few are in them, long ones are, or, where these and a
    sample of all eras tell that few fit at all, the rest at once: an era costs as much whether or not much of it fits.
    """
    key: ColumnElement[int] = literal_column(f"{index.name}.rowid", BigInteger)
    held = select(key.label("rowid")).select_from(index).where(fits)
    if before is None:
        last = select(func.max(key).label("top")).select_from(index).cte("last")
    else:
        held = held.where(key < before)
        last = select(literal(before - 1, BigInteger).label("top")).cte("last")
    top = select(last.c.top).scalar_subquery()
    rest = func.greatest(_bits(top, LONG) - _NEAR, 0, type_=BigInteger)  # how many long eras are before the latest
    latest = func.generate_series(_bits(top, SHORT), rest * (1 << (LONG - SHORT)), -1)
    near = _by_era(index, held, latest).limit(size).cte("near")

    many, sampled = (
        select(func.count()).select_from(some).scalar_subquery()
        for some in (near, _by_era(index, held, _part(_bits(top, SHORT) * _SAMPLES, _SAMPLED)).subquery())
    )
    likely = _part(many * _bits(top, LONG), _NEAR + 1), _part(sampled * _bits(top, SHORT), _SAMPLED)
    is_done = or_(rest == 0, many >= size)
    way = case((is_done, _DONE), (likely[0] > _FEW, _BY_ERA), (likely[1] > _FEW, _BY_ERA), else_=_AT_ONCE)
    chosen = select(select(way.label("way")).cte("chosen").c.way).scalar_subquery()
    each = _by_era(index, held, func.generate_series(-rest, -1)).where(chosen == _BY_ERA).limit(size)
    others = held.where(key < rest * (1 << LONG)).order_by(key.desc()).subquery()
    every = select(others.c.rowid).where(chosen == _AT_ONCE).limit(size)
    found = union_all(select(near.c.rowid), *(select(some.subquery()) for some in (each, every))).subquery()
    return select(found.c.rowid.label("statement_pk")).order_by(found.c.rowid.desc()).limit(size)


def _by_era(index: TableClause, held: Select[Any], listed: ColumnElement[Any]) -> Select[Any]:
    """Those of these rows that are of the eras that are listed, in the order of that list: a lateral is asked for one
    era after the other, and for no more once there are enough."""
    eras = select(listed.label("era")).subquery("eras")
    of_era = literal_column(f"{_of(f'{index.name}.rowid')} @> ARRAY[eras.era]", Boolean)
    found = held.where(of_era).order_by(literal_column(f"{index.name}.rowid").desc()).lateral("found")
    return select(found.c.rowid).select_from(eras.join(found, true()))


def _part(of: ColumnElement[int], many: int) -> ColumnElement[int]:
    """A part of a whole number, without a remainder."""
    part: ColumnElement[int] = of.op("/", return_type=BigInteger())(literal_column(str(many), Integer))
    return part


def _bits(key: Any, bits: int) -> ColumnElement[int]:
    """The era of a key, of so many bits."""
    shifted: ColumnElement[int] = key.op(">>", return_type=BigInteger())(literal_column(str(bits), Integer))
    return shifted


def make(connection: Connection) -> None:
    """Make PostgreSQL's own indexes in a database that has the tables and indexes of schema 0020.

    What waits to be entered would be looked through for each era: there is no `fastupdate`. An index tells all by
    itself only of what has been vacuumed: that is done when a hundredth is new.
    """
    for name, columns in _OF_A_NAME.items():
        _make(connection, name, f"{columns}, pk)")
    _make(connection, _WORDS, f"statement_search USING gin (words, ({_of('rowid')})) WITH (fastupdate = off)")
    for table, columns in _OF_COUNTED.items():
        connection.exec_driver_sql(f"CREATE INDEX {table}_counted ON {table} ({columns})")
        connection.exec_driver_sql(f"ALTER TABLE {table} SET (autovacuum_vacuum_insert_scale_factor = 0.01)")


def drop(connection: Connection) -> None:
    """Have them as they were in schema 0020."""
    for table in _OF_COUNTED:
        connection.exec_driver_sql(f"ALTER TABLE {table} RESET (autovacuum_vacuum_insert_scale_factor)")
        connection.exec_driver_sql(f"DROP INDEX {table}_counted")
    _make(connection, _WORDS, "statement_search USING gin (words)")
    for name, columns in _OF_A_NAME.items():
        _make(connection, name, f"{columns})")


def _make(connection: Connection, name: str, of: str) -> None:
    """Make an index anew."""
    connection.exec_driver_sql(f"DROP INDEX {name}")
    connection.exec_driver_sql(f"CREATE INDEX {name} ON {of}")
