"""The record: who said what, kept in a database, found again by words, people and dates."""

from onrecord.record.corrections import Correction, Edit
from onrecord.record.database import Added, Counts, Record
from onrecord.record.decisions import Decision
from onrecord.record.occasions import Held
from onrecord.record.search import Entry, Head, Query

__all__ = ["Added", "Correction", "Counts", "Decision", "Edit", "Entry", "Head", "Held", "Query", "Record"]
