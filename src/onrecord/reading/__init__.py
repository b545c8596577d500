"""Bytes → Article: plain text, Markdown, HTML and corpora, each with the way back to the original."""

from __future__ import annotations

from onrecord import deferred

TYPE_CHECKING = False  # as type checkers know it; `typing` takes long to load
if TYPE_CHECKING:
    from onrecord.reading.inputs import Inputs as Inputs
    from onrecord.reading.inputs import read as read
    from onrecord.reading.inputs import read_all as read_all
    from onrecord.reading.original import Original as Original
    from onrecord.reading.readers import MAX_TEXT as MAX_TEXT
    from onrecord.reading.rows import FIELDS as FIELDS

__getattr__, __dir__, _HOMES = deferred.names(__name__)  # asking a record loads no parser
__all__ = list(_HOMES)
