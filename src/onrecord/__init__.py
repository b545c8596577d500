"""onrecord reads the news and keeps the record: who said what, about whom, to whom, when and where.

    import onrecord

    article = onrecord.read("speech.html")
    for s in onrecord.extract(article).statements:
        print(s.speaker.name, s.said_on, s.text)

What `__all__` lists is what is promised; everything else may change between versions.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from onrecord.errors import InputError, ModelError, OnrecordError, RecordError
    from onrecord.exporting.citation import cite
    from onrecord.exporting.marked import marked_page
    from onrecord.extraction.pipeline import Extractor, extract
    from onrecord.model import (
        Anchor,
        Article,
        Attribution,
        Entity,
        Evidence,
        Extraction,
        Occasion,
        Party,
        Repair,
        SaidOn,
        Span,
        Speaker,
        Stance,
        Statement,
    )
    from onrecord.reading import read
    from onrecord.record import Record

_HOMES = {
    "exporting.citation": ("cite",),
    "exporting.marked": ("marked_page",),
    "errors": ("InputError", "ModelError", "OnrecordError", "RecordError"),
    "extraction.pipeline": ("Extractor", "extract"),
    "model": (
        *("Anchor", "Article", "Attribution", "Entity", "Evidence", "Extraction", "Occasion", "Party", "Repair"),
        *("SaidOn", "Span", "Speaker", "Stance", "Statement"),
    ),
    "reading": ("read",),
    "record": ("Record",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [  # noqa: RUF022  (by use, not by alphabet)
    "read",
    "extract",
    "Extractor",
    "Record",
    "cite",
    "marked_page",
    "Article",
    "Extraction",
    "Statement",
    "Speaker",
    "Party",
    "SaidOn",
    "Stance",
    "Occasion",
    "Entity",
    "Attribution",
    "Span",
    "Anchor",
    "Repair",
    "Evidence",
    "OnrecordError",
    "InputError",
    "ModelError",
    "RecordError",
]


def __getattr__(name: str) -> object:
    """Import a promised name from its home when it is first asked for: `import onrecord` itself loads no model."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    value = getattr(import_module(f"onrecord.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
