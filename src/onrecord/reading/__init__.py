"""Bytes → Article: plain text, Markdown, HTML and corpora, each with the way back to the original."""

from __future__ import annotations

from onrecord.reading.corpus import FIELDS
from onrecord.reading.inputs import MAX_TEXT, Inputs, read, read_all
from onrecord.reading.original import Original

__all__ = ["FIELDS", "MAX_TEXT", "Inputs", "Original", "read", "read_all"]
