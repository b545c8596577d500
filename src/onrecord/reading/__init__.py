"""Bytes → Article: plain text, Markdown, HTML and corpora, each with the way back to the original."""

from __future__ import annotations

from onrecord.reading.corpus import FIELDS
from onrecord.reading.inputs import Inputs, read, read_all
from onrecord.reading.original import Original
from onrecord.reading.readers import MAX_TEXT

__all__ = ["FIELDS", "MAX_TEXT", "Inputs", "Original", "read", "read_all"]
