"""The record: who said what, kept in a database, found again by words, people and dates."""

from __future__ import annotations

from onrecord import deferred

TYPE_CHECKING = False  # as type checkers know it; `typing` takes long to load
if TYPE_CHECKING:
    from onrecord.record.adding import Added as Added
    from onrecord.record.context import Context as Context
    from onrecord.record.corrections import Correction as Correction
    from onrecord.record.corrections import Edit as Edit
    from onrecord.record.database import Record as Record
    from onrecord.record.decisions import Decision as Decision
    from onrecord.record.duplicates import Copy as Copy
    from onrecord.record.duplicates import Printing as Printing
    from onrecord.record.heads import Head as Head
    from onrecord.record.occasions import Held as Held
    from onrecord.record.search import Entry as Entry
    from onrecord.record.search import Query as Query
    from onrecord.record.searched import Counts as Counts
    from onrecord.record.searched import Searched as Searched
    from onrecord.record.variants import Variant as Variant

__getattr__, __dir__, _HOMES = deferred.names(__name__)  # what only looks something up loads little
__all__ = list(_HOMES)
