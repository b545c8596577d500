"""brat standoff (https://brat.nlplab.org/standoff.html): a ZIP of a text, an `.ann` and a `.json` for each article.

Source, cue and content are text-bound annotations, a relation leads from each content to its source and to its cue;
kind, mode and polarity are attributes. A note on each content holds the rest, as JSON.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from onrecord.exporting import json_text
from onrecord.exporting.stream import Exported
from onrecord.model import Article, Span, Spans
from onrecord.record import Entry

CONFIGURATION: Final = """\
[entities]
Source
Cue
Content

[relations]
Source-of\tArg1:Content, Arg2:Source
Cue-of\tArg1:Content, Arg2:Cue

[events]

[attributes]
Kind\tArg:Content, Value:direct|mixed|indirect
Mode\tArg:Content, Value:speech|writing|thought
Polarity\tArg:Content, Value:affirmed|denied|question|hypothetical
"""
_UNNAMED: Final = re.compile(r"[^\w.-]+")
_DAY: Final = (1980, 1, 1, 0, 0, 0)  # of every file, so that the same record gives the same bytes


def write(documents: Iterable[Exported], out: BinaryIO) -> None:
    """Write the ZIP, an article at a time."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "annotation.conf", CONFIGURATION.encode())
        for n, document in enumerate(documents, 1):
            name = f"{n:06}-{_UNNAMED.sub('-', document.article.id)[:60]}"
            _put(archive, f"{name}.txt", document.article.text.encode("utf-8", "replace"))
            annotated = "".join(f"{line}\n" for line in lines(document))
            _put(archive, f"{name}.ann", annotated.encode("utf-8", "replace"))
            _put(archive, f"{name}.json", json_text.encoded(head(document.article)) + b"\n")


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _DAY), data, zipfile.ZIP_DEFLATED)


def head(article: Article) -> dict[str, str | None]:
    """What is known of an article, besides its text."""
    published = article.published.isoformat() if article.published else None
    names = ("id", "title", "byline", "outlet", "url", "path", "sha256", "language")
    return {**{name: getattr(article, name) for name in names}, "published": published}


def lines(document: Exported) -> Iterator[str]:
    """The lines of the `.ann` file."""
    text = document.article.text
    bounds = relations = attributes = notes = 0
    for entry in document.entries:
        said = entry.statement
        keys: dict[str, str] = {}
        for role in ("content", "source", "cue"):
            if pieces := _within_lines(text, getattr(said, role)):
                bounds += 1
                keys[role] = f"T{bounds}"
                places = ";".join(f"{start} {end}" for start, end in pieces)
                words = " ".join(text[start:end] for start, end in pieces)
                yield f"T{bounds}\t{role.capitalize()} {places}\t{words}"
        if "content" not in keys:
            continue
        for role in ("source", "cue"):
            if role in keys:
                relations += 1
                yield f"R{relations}\t{role.capitalize()}-of Arg1:{keys['content']} Arg2:{keys[role]}"
        for name in ("kind", "mode", "polarity"):
            if value := getattr(said, name):
                attributes += 1
                yield f"A{attributes}\t{name.capitalize()} {keys['content']} {value}"
        notes += 1
        yield f"#{notes}\tAnnotatorNotes {keys['content']}\t{json_text.encoded(_rest(entry)).decode()}"


def _rest(entry: Entry) -> dict[str, object]:
    said = entry.statement
    return {
        "id": said.id,
        "speaker": said.speaker.name,
        "speaker_type": said.speaker.type,
        "speaker_confidence": said.speaker.confidence,
        "said_on": said.said_on.value if said.said_on else None,
        "about": [party.name for party in said.about],
        "confidence": said.confidence,
        "made_by": str(entry.made_by) if entry.made_by else None,
    }


def _within_lines(text: str, spans: Spans) -> list[Span]:
    """The spans as pieces that hold no line feed, which brat's lines cannot."""
    return [
        Span(span.start + match.start(), span.start + match.end())
        for span in spans
        for match in re.finditer(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+", text[span.start : span.end])
    ]
