"""What SQLite is asked in one way and PostgreSQL in another."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func
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
    return Either(found, key == func.any(func.array(keys.scalar_subquery())), found.type)
