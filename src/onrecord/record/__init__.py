"""The record: who said what, kept in a database, found again by words, people and dates."""

from onrecord.record.context import Context
from onrecord.record.corrections import Correction, Edit
from onrecord.record.database import Added, Counts, Record
from onrecord.record.decisions import Decision
from onrecord.record.duplicates import Copy, Printing
from onrecord.record.occasions import Held
from onrecord.record.search import Entry, Head, Query
from onrecord.record.searched import Searched
from onrecord.record.variants import Variant

__all__ = [
    "Added",
    "Context",
    "Copy",
    "Correction",
    "Counts",
    "Decision",
    "Edit",
    "Entry",
    "Head",
    "Held",
    "Printing",
    "Query",
    "Record",
    "Searched",
    "Variant",
]
