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
from onrecord.exporting.beside import facts, head
from onrecord.exporting.stream import Exported
from onrecord.model import Extraction, Span, Spans, Statement, words_at

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
            noted = ((entry.statement, json_text.encoded(facts(entry)).decode()) for entry in document.entries)
            annotated = "".join(f"{line}\n" for line in lines(document.article.text, noted))
            _put(archive, f"{name}.ann", annotated.encode("utf-8", "replace"))
            _put(archive, f"{name}.json", json_text.encoded(head(document.article)) + b"\n")


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _DAY), data, zipfile.ZIP_DEFLATED)


def of_extraction(extraction: Extraction) -> str:
    """The `.ann` file of an article as it stands, with the speaker as the note on each content."""
    names = ((said, " ".join((said.speaker.name or "").split())) for said in extraction.statements)
    noted = ((said, f"speaker: {name}" if name else "") for said, name in names)
    return "".join(f"{line}\n" for line in lines(extraction.article.text, noted))


def lines(text: str, noted: Iterable[tuple[Statement, str]]) -> Iterator[str]:
    """The lines of the `.ann` file of a text: its statements, each with the note on its content, if any."""
    bounds = relations = attributes = notes = 0
    for said, note in noted:
        keys: dict[str, str] = {}
        for role in ("content", "source", "cue"):
            if pieces := _within_lines(text, getattr(said, role)):
                bounds += 1
                keys[role] = f"T{bounds}"
                places = ";".join(f"{start} {end}" for start, end in pieces)
                words = words_at(text, pieces, " ")
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
        if note:
            notes += 1
            yield f"#{notes}\tAnnotatorNotes {keys['content']}\t{note}"


def _within_lines(text: str, spans: Spans) -> list[Span]:
    """The spans as pieces that hold no line feed, which brat's lines cannot; a piece without a word is none."""
    return [
        Span(span.start + match.start(), span.start + match.end())
        for span in spans
        for match in re.finditer(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+", text[span.start : span.end])
        if not match[0].isspace()
    ]
