"""The record: who said what, kept in a database, found again by words, people and dates."""

from onrecord.record.database import Added, Counts, Record
from onrecord.record.occasions import Held
from onrecord.record.search import Entry, Head, Query

__all__ = ["Added", "Counts", "Entry", "Head", "Held", "Query", "Record"]
