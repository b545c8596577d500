"""The kinds of columns that the record has. Each looks at what it reads: a damaged value is told as such."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Final, Generic, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy import Dialect, TypeDecorator

from onrecord.model import Anchor

T = TypeVar("T")

_SENSELESS: Final = (ValueError, TypeError, OverflowError, msgspec.MsgspecError, zlib.error)


class DamagedValue(Exception):
    """A value of the database that is none of its column's."""


class _Sound(TypeDecorator[T], Generic[T]):
    """A column whose values are stored as `stored` says; DamagedValue where one is not, or makes no sense."""

    stored: ClassVar[tuple[type, ...]]
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], T | None]:
        """Reads a value as SQLAlchemy's own type does, and looks at it first."""
        read: Any = super().result_processor(dialect, coltype)
        stored = self.stored

        def as_it_is(value: Any) -> Any:
            if value is None or isinstance(value, stored):
                return value
            raise DamagedValue(f"{value!r:.60}, of a kind that does not belong there")

        def sound(value: Any) -> Any:
            if value is None or isinstance(value, stored):
                try:
                    return read(value)
                except _SENSELESS as error:
                    raise DamagedValue(f"{value!r:.60} ({' '.join(str(error).split())[:100]})") from None
            raise DamagedValue(f"{value!r:.60}, of a kind that does not belong there")

        return as_it_is if read is None else sound


# PostgreSQL's texts cannot hold U+0000; it is written as a noncharacter and a figure, and that noncharacter too.
_NUL: Final = "\ufdd0"


class Text(_Sound[str]):
    """Text, of any characters."""

    impl = sa.Text
    stored = (str,)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Writes a text."""
        write = super().bind_processor(dialect)
        if dialect.name != "postgresql":
            return write

        def escaped(value: Any) -> Any:
            if isinstance(value, str) and ("\0" in value or _NUL in value):
                return value.replace(_NUL, f"{_NUL}1").replace("\0", f"{_NUL}0")
            return value

        return escaped

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], str | None]:
        """Reads it."""
        read = super().result_processor(dialect, coltype)
        if dialect.name != "postgresql":
            return read

        def unescaped(value: Any) -> str | None:
            if isinstance(value, str) and _NUL in value:
                value = value.replace(f"{_NUL}0", "\0").replace(f"{_NUL}1", _NUL)
            return value if isinstance(value, str) else read(value)

        return unescaped


class Integer(_Sound[int]):
    """A whole number, of 64 bits."""

    impl = sa.Integer
    stored = (int,)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        """SQLite's have 64 bits anyway, and only an INTEGER is the row's own key."""
        return dialect.type_descriptor(sa.BigInteger() if dialect.name == "postgresql" else sa.Integer())


class Float(_Sound[float]):
    """A number."""

    impl = sa.Float
    stored = (int, float)
    cache_ok = True


class Boolean(_Sound[bool]):
    """Yes or no."""

    impl = sa.Boolean
    stored = (int,)
    cache_ok = True


class Date(_Sound[date]):
    """A day."""

    impl = sa.Date
    stored = (str, date)
    cache_ok = True


class DateTime(_Sound[Any]):
    """A moment, in UTC."""

    impl = sa.DateTime
    stored = (str, date)
    cache_ok = True


class LargeBinary(_Sound[bytes]):
    """Bytes."""

    impl = sa.LargeBinary
    stored = (bytes,)
    cache_ok = True


class Packed(_Sound[T], Generic[T]):
    """A value of the model as compact JSON in a text column."""

    impl = sa.Text
    stored = (str,)
    cache_ok = True

    def __init__(self, type: Any) -> None:
        super().__init__()
        self.type = type

    @cached_property
    def _decoder(self) -> msgspec.json.Decoder[T]:
        return msgspec.json.Decoder(self.type)  # made when it is first needed: some tables are seldom read

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str:
        """The value as JSON."""
        return msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> T | None:
        """The JSON as a value."""
        return None if value is None else self._decoder.decode(value)


class Anchors(_Sound[tuple[Anchor, ...]]):
    """The map back to the original, deflated: an HTML page has hundreds of anchors, and few readers."""

    impl = sa.LargeBinary
    stored = (bytes,)
    cache_ok = True

    def process_bind_param(self, value: tuple[Anchor, ...] | None, dialect: Dialect) -> bytes:
        """The anchors, packed."""
        return zlib.compress(msgspec.msgpack.encode(value or ()))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> tuple[Anchor, ...]:
        """The anchors, unpacked."""
        return () if value is None else msgspec.msgpack.decode(zlib.decompress(value), type=tuple[Anchor, ...])
