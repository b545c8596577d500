"""Bytes → Article: plain text, Markdown, HTML and corpora, each with the way back to the original."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.reading.inputs import Inputs, read, read_all
    from onrecord.reading.original import Original
    from onrecord.reading.readers import MAX_TEXT
    from onrecord.reading.rows import FIELDS

_HOMES = {
    "FIELDS": "corpus",
    "Inputs": "inputs",
    "read": "inputs",
    "read_all": "inputs",
    "Original": "original",
    "MAX_TEXT": "readers",
}

__all__ = ["FIELDS", "MAX_TEXT", "Inputs", "Original", "read", "read_all"]


def __getattr__(name: str) -> object:
    """Import a name from its home when it is first asked for: asking a record loads no parser."""
    if name not in _HOMES:
        raise AttributeError(f"module 'onrecord.reading' has no attribute {name!r}")
    value = getattr(import_module(f"onrecord.reading.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
