"""Extractions as a record takes them at their best: with what comparison needs of their statements, read while the
models are loaded."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from onrecord.comparison.assertions import Assertion
from onrecord.errors import InputError
from onrecord.model import Article, Extraction, Statement
from onrecord.people import names
from onrecord.record import who

if TYPE_CHECKING:
    from onrecord.comparison.positions import AssertionReader
    from onrecord.extraction.pipeline import Extractor

_log = logging.getLogger(__name__)

_HOLDERS: Final = ("person", "organization")


@dataclass(frozen=True, slots=True)
class Asserted(Extraction):
    """An extraction with what was read of its statements for comparison, by their ids."""

    assertions: Mapping[str, Assertion] = field(default_factory=dict, compare=False, repr=False)


class AssertingExtractor:
    """An extractor whose extractions are `Asserted`. The models of comparison are loaded when they are first needed."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor

    def extract(self, article: Article) -> Extraction:
        """As `Extractor.extract`."""
        return self.asserted(self._extractor.extract(article))

    def extract_all(self, articles: Iterable[Article]) -> Iterator[Extraction | InputError]:
        """As `Extractor.extract_all`."""
        for result in self._extractor.extract_all(articles):
            yield result if isinstance(result, InputError) else self.asserted(result)

    @cached_property
    def _reader(self) -> AssertionReader:
        from onrecord.comparison.positions import AssertionReader

        return AssertionReader()

    def asserted(self, extraction: Extraction) -> Extraction:
        """An extraction with what comparison needs of its statements."""
        article, told = extraction.article, extraction.statements
        held = [s for s in told if has_holder(s)]
        try:
            read = self._reader.read(article.text, article.published, told, held)
        except Exception as e:  # whatever it is, the article is whole without; comparison comes upon it again
            _log.warning("%s: not read for comparison yet: %r", article.path or article.id, e)
            return extraction
        assertions = {s.id: assertion for s, assertion in zip(held, read, strict=True)}
        fields = {name: getattr(extraction, name) for name in Extraction.__slots__}
        return Asserted(**fields, assertions=assertions)


def default() -> AssertingExtractor:
    """One with the models in the wheel."""
    from onrecord.extraction.pipeline import Extractor

    return AssertingExtractor(Extractor())


def has_holder(s: Statement) -> bool:
    """Can a statement be compared: is it one known person's, or a body's, and no thought?"""
    name, type = s.speaker.name, s.speaker.type
    if name is None or type not in _HOLDERS or s.mode == "thought" or len(who.each(name)) != 1:
        return False
    parsed = names.parse(name) if type == "person" else None
    return type != "person" or not (parsed is None or parsed.is_single)
