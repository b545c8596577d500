"""onrecord reads the news and keeps the record: who said what, about whom, to whom, when and where.

    import onrecord

    article = onrecord.read("speech.html")
    for s in onrecord.extract(article).statements:
        print(s.speaker.name, s.said_on, s.text)

What `__all__` lists is what is promised; everything else may change between versions. What a promised function returns
is promised, too: it has `to_dict()`, the JSON object that the command line prints of it, whose JSON Schema
`onrecord schema` prints.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from onrecord import model

__version__ = "0.1.0"

if TYPE_CHECKING:  # what type checkers see
    from onrecord.errors import InputError as InputError
    from onrecord.errors import ModelError as ModelError
    from onrecord.errors import OnrecordError as OnrecordError
    from onrecord.errors import RecordError as RecordError
    from onrecord.exporting.citation import cite as cite
    from onrecord.exporting.formats import export as export
    from onrecord.exporting.marked import marked_page as marked_page
    from onrecord.exporting.notebook import Html as Html
    from onrecord.exporting.notebook import show as show
    from onrecord.exporting.tables import to_arrow as to_arrow
    from onrecord.exporting.tables import to_pandas as to_pandas
    from onrecord.exporting.tables import to_polars as to_polars
    from onrecord.extraction.pipeline import Extractor as Extractor
    from onrecord.extraction.pipeline import extract as extract
    from onrecord.model import Anchor as Anchor
    from onrecord.model import Article as Article
    from onrecord.model import Attribution as Attribution
    from onrecord.model import Entity as Entity
    from onrecord.model import Evidence as Evidence
    from onrecord.model import Extraction as Extraction
    from onrecord.model import MadeBy as MadeBy
    from onrecord.model import Occasion as Occasion
    from onrecord.model import Party as Party
    from onrecord.model import Repair as Repair
    from onrecord.model import SaidOn as SaidOn
    from onrecord.model import Span as Span
    from onrecord.model import Speaker as Speaker
    from onrecord.model import Stance as Stance
    from onrecord.model import Statement as Statement
    from onrecord.model import Turn as Turn
    from onrecord.people.offices import Figure as Figure
    from onrecord.people.offices import Office as Office
    from onrecord.people.who_is_who import IdentityDecision as IdentityDecision
    from onrecord.people.who_is_who import Judgement as Judgement
    from onrecord.people.who_is_who import Opinion as Opinion
    from onrecord.people.who_is_who import Person as Person
    from onrecord.people.who_is_who import Sighting as Sighting
    from onrecord.reading import read as read
    from onrecord.record import Added as Added
    from onrecord.record import Context as Context
    from onrecord.record import Correction as Correction
    from onrecord.record import Counts as Counts
    from onrecord.record import Decision as Decision
    from onrecord.record import Edit as Edit
    from onrecord.record import Entry as Entry
    from onrecord.record import Head as Head
    from onrecord.record import Held as Held
    from onrecord.record import Printing as Printing
    from onrecord.record import Query as Query
    from onrecord.record import Record as Record
    from onrecord.record import Searched as Searched
    from onrecord.record import Variant as Variant
    from onrecord.record.duplicates import Copy as Copy
    from onrecord.record.moments import Moment as Moment
    from onrecord.record.people import People as People
    from onrecord.record.places import Mark as Mark
    from onrecord.record.places import Place as Place
    from onrecord.record.shifts import Position as Position
    from onrecord.record.shifts import Shift as Shift
    from onrecord.record.verifying import Checked as Checked
    from onrecord.record.verifying import Problem as Problem
    from onrecord.record.voice import Tone as Tone
    from onrecord.record.voice import Used as Used

_HOMES = {  # the promised names, by the module that holds them
    "reading": ("read",),
    "extraction.pipeline": ("extract", "Extractor"),
    "record": (
        *("Record", "Added", "Context", "Correction", "Counts", "Decision", "Edit", "Entry", "Head", "Held"),
        *("Printing", "Query", "Searched", "Variant"),
    ),
    "record.moments": ("Moment",),
    "record.people": ("People",),
    "record.duplicates": ("Copy",),
    "record.places": ("Mark", "Place"),
    "record.shifts": ("Position", "Shift"),
    "record.verifying": ("Checked", "Problem"),
    "record.voice": ("Tone", "Used"),
    "exporting.citation": ("cite",),
    "exporting.marked": ("marked_page",),
    "exporting.formats": ("export",),
    "exporting.notebook": ("Html", "show"),
    "exporting.tables": ("to_arrow", "to_pandas", "to_polars"),
    "model": (
        *("Article", "Extraction", "Statement", "Speaker", "Party", "SaidOn", "Stance", "Occasion", "Entity"),
        *("Attribution", "Span", "Anchor", "Repair", "Evidence", "MadeBy", "Turn"),
    ),
    "people.who_is_who": ("IdentityDecision", "Judgement", "Opinion", "Person", "Sighting"),
    "people.offices": ("Figure", "Office"),
    "errors": ("OnrecordError", "InputError", "ModelError", "RecordError"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = list(_HOME_OF)


def __getattr__(name: str) -> object:
    """Import a promised name from its home when it is first asked for: `import onrecord` itself loads no model."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    value = getattr(import_module(f"onrecord.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _line(value: model.Printed, **options: Any) -> dict[str, Any]:
    from onrecord.exporting.jsonl import line

    return line(value, **options)


def _html(value: Any) -> str:
    from onrecord.exporting.notebook import show

    return show(value)


model.printer = _line
model.notebook = _html
