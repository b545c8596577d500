"""What SQLite is asked in one way and PostgreSQL in another."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final, TypeVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Text,
    TypeDecorator,
    bindparam,
    func,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

T = TypeVar("T")


class Either(FunctionElement[T]):
    """An expression as SQLite has it and as PostgreSQL does."""

    name = "either"
    inherit_cache = True

    def __init__(self, sqlite: ColumnElement[Any], postgres: ColumnElement[Any], type: TypeEngine[T]) -> None:
        super().__init__(sqlite, postgres)
        self.type = type

    def self_group(self, against: Any = None) -> Either[T]:
        """As it is: SQLite would be asked whether it equals 1, which FTS5's MATCH does not bear."""
        return self


@compiles(Either)
def _of_sqlite(element: Either[Any], compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(next(iter(element.clauses)).self_group(), **options)


@compiles(Either, "postgresql")
def _of_postgresql(element: Either[Any], compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(list(element.clauses)[1].self_group(), **options)


def among(key: ColumnElement[int], keys: Select[Any]) -> ColumnElement[bool]:
    """Is a key one of those that are found? PostgreSQL looks up one after the other, and does not guess how many."""
    found = key.in_(keys)
    return Either(found, key == func.any(func.array(keys.scalar_subquery())), Boolean())


class _Listed(TypeDecorator[list[int]]):
    """Keys, however many: a list in PostgreSQL, and JSON in SQLite, which has few variables."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """As that database has it."""
        return dialect.type_descriptor(ARRAY(BigInteger()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[int] | None, dialect: Dialect) -> Any:
        """What is written."""
        return value if dialect.name == "postgresql" else json.dumps(value)


_KEYS: Final[BindParameter[Any]] = bindparam("keys", type_=_Listed())


def given(connection: Connection, asked: Select[Any], keys: Iterable[int]) -> Any:
    """The rows that a question (see `of_keys`) finds for these keys, of which each counts once."""
    return connection.execute(asked, {"keys": sorted(set(keys))})


def of_keys(column: ColumnElement[int]) -> ColumnElement[bool]:
    """Is it one of the `keys` that are given when it is asked? The same question, however many they are."""
    listed = select(func.json_each(_KEYS).table_valued("value").c.value)
    return Either(column.in_(listed), column == func.any(_KEYS), Boolean())
