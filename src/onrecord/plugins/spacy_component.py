"""onrecord in a spaCy pipeline: `nlp.add_pipe("onrecord")`, in a pipeline of your own and in `spacy.blank("en")`.

    doc = nlp("“We will rebuild the pier,” Mayor Edda Quill said.")
    for statement in doc._.statements: print(statement.speaker.name, statement.text)
    for span in doc.spans["onrecord"]: print(span.label_, span.text, span._.speaker)

What is read does not depend on what the pipeline has found before. `doc._.published` (ISO 8601), set before the
component runs, dates what the text tells of "Tuesday". All of it is kept within the doc as plain values, so that docs
can be saved and handed between processes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, Final

from spacy.language import Language
from spacy.pipeline.pipe import Pipe
from spacy.tokens import Doc, Span

from onrecord.errors import InputError
from onrecord.exporting.jsonl import extraction_from_line, extraction_line
from onrecord.extraction.pipeline import Extractor
from onrecord.model import Article, Extraction, Statement

KEY: Final = "onrecord"  # of `doc.spans`, and of what is kept in `doc.user_data`
_ROLES: Final = ("source", "cue", "content")


@Language.factory(
    "onrecord",
    assigns=["doc._.statements", "doc._.onrecord", "doc.spans", "span._.speaker", "span._.statement"],
    default_config={"model": None, "min_confidence": 0.0},
)
def create(nlp: Language, name: str, model: str | None, min_confidence: float) -> OnRecord:
    """The component: `model` is the attribution model's name (None: the one in the wheel), `min_confidence` 0 to 1."""
    return OnRecord(nlp, name, model, min_confidence)


class OnRecord(Pipe):
    """Reads statements out of docs; the models are loaded with the first one."""

    def __init__(self, nlp: Language, name: str, model: str | None = None, min_confidence: float = 0.0) -> None:
        """Put the extensions in place. ValueError for a `min_confidence` that is not from 0 to 1."""
        if not 0 <= min_confidence <= 1:
            raise ValueError(f"min_confidence={min_confidence} is not from 0 to 1")
        self.name = name
        self._language = nlp.lang if nlp.lang != "xx" else None
        self._model, self._min_confidence = model, min_confidence
        extend()

    @cached_property
    def _extractor(self) -> Extractor:
        return Extractor(self._model, min_confidence=self._min_confidence)

    def __call__(self, doc: Doc) -> Doc:
        """Read one doc. InputError where it cannot be read out."""
        keep(doc, self._extractor.extract(self._article(doc)))
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Read docs; what cannot be read out is handed to the pipeline's error handler."""
        handle = self.get_error_handler()
        waiting = iter(stream)
        while docs := list(islice(waiting, batch_size)):
            results = self._extractor.extract_all([self._article(doc) for doc in docs])
            for doc, result in zip(docs, results, strict=True):
                if isinstance(result, InputError):
                    handle(self.name, self, [doc], result)
                    continue
                keep(doc, result)
                yield doc

    def _article(self, doc: Doc) -> Article:
        id = hashlib.sha256(doc.text.encode("utf-8", "replace")).hexdigest()[:16]
        published = doc._.published
        return Article(
            id, doc.text, language=self._language, published=date.fromisoformat(published) if published else None
        )


def extend() -> None:
    """Put the extensions in place, once."""
    if not Doc.has_extension("published"):
        Doc.set_extension("published", default=None)
    Doc.set_extension("onrecord", getter=extraction, force=True)
    Doc.set_extension("statements", getter=_statements, force=True)
    Span.set_extension("statement", getter=statement, force=True)
    Span.set_extension("speaker", getter=_speaker, force=True)


def keep(doc: Doc, found: Extraction) -> None:
    """Put into a doc what was read out of it: all of it as plain values, and the words of each statement as spans."""
    line: dict[str, Any] = extraction_line(found)
    doc.user_data[KEY] = line
    spans = [
        span
        for number, said in enumerate(found.statements)
        for role in _ROLES
        for start, end in getattr(said, role)
        if (span := doc.char_span(start, end, label=role, span_id=str(number), alignment_mode="expand")) is not None
    ]
    doc.spans[KEY] = spans


def extraction(doc: Doc) -> Extraction | None:
    """All that was read out of a doc; None where the component has not read it."""
    line = doc.user_data.get(KEY)
    return None if line is None else extraction_from_line({**line, "text": doc.text}, "doc")


def statement(span: Span) -> Statement | None:
    """The statement of a span of ours, else the innermost whose content holds a span."""
    found = extraction(span.doc)
    if found is None:
        return None
    if span.label_ in _ROLES and span.id_.isdecimal() and int(span.id_) < len(found.statements):
        return found.statements[int(span.id_)]
    holding = [
        (end - start, said)
        for said in found.statements
        for start, end in said.content
        if start <= span.start_char and span.end_char <= end
    ]
    return min(holding, key=lambda pair: pair[0])[1] if holding else None


def _statements(doc: Doc) -> tuple[Statement, ...]:
    found = extraction(doc)
    return found.statements if found else ()


def _speaker(span: Span) -> str | None:
    found = statement(span)
    return found.speaker.name if found else None
