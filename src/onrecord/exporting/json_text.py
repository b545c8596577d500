"""JSON of any length, written piece by piece: lines, or one object with a long list in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO


def encoded(value: Any) -> bytes:
    """A value as JSON on one line, in UTF-8; half a pair of UTF-16 is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an object that are known: neither None nor empty."""
    return {name: value for name, value in fields.items() if value not in (None, [], "")}


def lines(values: Iterable[Any], out: BinaryIO) -> None:
    """Each value on a line of its own."""
    for value in values:
        out.write(encoded(value) + b"\n")


def array(values: Iterable[Any], out: BinaryIO) -> None:
    """A JSON list, a value on each line."""
    between = b"[\n"
    for value in values:
        out.write(between + encoded(value))
        between = b",\n"
    out.write(b"\n]" if between == b",\n" else b"[]")


def holding(head: Mapping[str, Any], key: str, values: Iterable[Any], out: BinaryIO) -> None:
    """A JSON object: the keys of its head, and a list at another key. Ends with a line feed."""
    out.write(encoded(head)[:-1] + b", " + encoded(key) + b": ")
    array(values, out)
    out.write(b"}\n")
