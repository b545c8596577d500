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

from onrecord import deferred
from onrecord.version import __version__ as __version__

TYPE_CHECKING = False  # as type checkers know it; `typing` takes long to load
if TYPE_CHECKING:  # the promised names and their homes, written once
    from onrecord.comparison.findings import Cut as Cut
    from onrecord.comparison.findings import Finding as Finding
    from onrecord.comparison.findings import Found as Found
    from onrecord.comparison.meaning import Sign as Sign
    from onrecord.errors import InputEmpty as InputEmpty
    from onrecord.errors import InputError as InputError
    from onrecord.errors import InputMalformed as InputMalformed
    from onrecord.errors import InputNotExtracted as InputNotExtracted
    from onrecord.errors import InputTooLarge as InputTooLarge
    from onrecord.errors import InputUndecodable as InputUndecodable
    from onrecord.errors import InputUnknownType as InputUnknownType
    from onrecord.errors import InputUnreadable as InputUnreadable
    from onrecord.errors import InputWithoutArticle as InputWithoutArticle
    from onrecord.errors import ModelError as ModelError
    from onrecord.errors import OnrecordError as OnrecordError
    from onrecord.errors import RecordError as RecordError
    from onrecord.errors import RecordReadOnly as RecordReadOnly
    from onrecord.exporting.citation import cite as cite
    from onrecord.exporting.formats import ExporterPlugin as ExporterPlugin
    from onrecord.exporting.formats import export as export
    from onrecord.exporting.marked import marked_page as marked_page
    from onrecord.exporting.notebook import Html as Html
    from onrecord.exporting.notebook import show as show
    from onrecord.exporting.stream import Exported as Exported
    from onrecord.exporting.tables import to_arrow as to_arrow
    from onrecord.exporting.tables import to_pandas as to_pandas
    from onrecord.exporting.tables import to_polars as to_polars
    from onrecord.extraction.languages import LanguagePlugin as LanguagePlugin
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
    from onrecord.people.figures import Figure as Figure
    from onrecord.people.figures import Office as Office
    from onrecord.people.resolution import IdentityDecision as IdentityDecision
    from onrecord.people.resolution import Judgement as Judgement
    from onrecord.people.resolution import Opinion as Opinion
    from onrecord.people.resolution import Person as Person
    from onrecord.people.resolution import Sighting as Sighting
    from onrecord.reading.inputs import read as read
    from onrecord.reading.inputs import read_all as read_all
    from onrecord.reading.plugin import ReaderPlugin as ReaderPlugin
    from onrecord.record.adding import Added as Added
    from onrecord.record.context import Context as Context
    from onrecord.record.corrections import Correction as Correction
    from onrecord.record.corrections import Edit as Edit
    from onrecord.record.database import Record as Record
    from onrecord.record.decisions import Decision as Decision
    from onrecord.record.duplicates import Copy as Copy
    from onrecord.record.duplicates import Printing as Printing
    from onrecord.record.guard import Guard as Guard
    from onrecord.record.heads import Head as Head
    from onrecord.record.moments import Moment as Moment
    from onrecord.record.occasions import Held as Held
    from onrecord.record.people import People as People
    from onrecord.record.places import Mark as Mark
    from onrecord.record.places import Place as Place
    from onrecord.record.quotations import Print as Print
    from onrecord.record.quotations import Quotation as Quotation
    from onrecord.record.reports import Near as Near
    from onrecord.record.reports import Report as Report
    from onrecord.record.reports import Reported as Reported
    from onrecord.record.reports import Sources as Sources
    from onrecord.record.search import Entry as Entry
    from onrecord.record.search import Query as Query
    from onrecord.record.searched import Counts as Counts
    from onrecord.record.searched import Searched as Searched
    from onrecord.record.shifts import Compared as Compared
    from onrecord.record.shifts import Position as Position
    from onrecord.record.shifts import Shift as Shift
    from onrecord.record.variants import Variant as Variant
    from onrecord.record.verify import Checked as Checked
    from onrecord.record.verify import Problem as Problem
    from onrecord.record.voice import Tone as Tone
    from onrecord.record.voice import Used as Used
    from onrecord.scaling.local import extract_all as extract_all

__getattr__, __dir__, _HOME_OF = deferred.names(__name__)  # `import onrecord` itself loads no model
__all__ = list(_HOME_OF)
