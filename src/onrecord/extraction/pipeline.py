"""Article → Extraction: one pass of spaCy and one of the networks, then each field by a module of its own."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from onrecord.errors import READ_FIRST, InputError, InputNotExtracted
from onrecord.extraction import (
    about,
    addressee,
    author,
    coreference,
    dates,
    folders,
    given,
    hearing,
    language,
    languages,
    manner,
    nesting,
    occasions,
    voice,
)
from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.attribution.model import DEFAULT
from onrecord.extraction.attribution.reading import Reading
from onrecord.extraction.document import Document
from onrecord.extraction.graph.model import GraphModel, Network, Weights
from onrecord.extraction.graph.places import Section
from onrecord.extraction.provenance import made_by
from onrecord.extraction.quotes import kind, quotation_mask
from onrecord.extraction.stance import statements as stances
from onrecord.extraction.weighing import Weighing
from onrecord.model import Article, Attribution, Extraction, Statement, words_at

_BATCH = 30_000  # code points of text that are in work at once
MAX_TEXT = 2_000_000  # code points of one article, which takes some 400 bytes for each: the longest of books


class Extractor:
    """The models, loaded once, and the way of an article through them. A pure function of article and models."""

    def __init__(self, model: str | Path | None = None, *, min_confidence: float = 0.0, threads: int = 1) -> None:
        """Take the attribution model (a name, a folder, or None for the one in the wheel) and spaCy, each loaded once.

        Statements below `min_confidence` (0 to 1) are left out. ModelError where a model cannot be loaded, ValueError
        for a `min_confidence` that is not from 0 to 1.
        """
        if not 0 <= min_confidence <= 1:
            raise ValueError(f"min_confidence={min_confidence} is not from 0 to 1")
        self._attribution = _attribution(model, threads)
        graph = folders.graph_of(DEFAULT if model is None else model)
        self._below = self._attribution if graph else _attribution(None, threads)
        self._graph = _graph(graph, threads)
        self._parser = language.default()
        self._min_confidence = min_confidence
        self.made_by = made_by(model, min_confidence=min_confidence)

    def extract(self, article: Article) -> Extraction:
        """All that one article says. InputNotExtracted where it cannot be read out, TypeError for no Article."""
        result = next(self.extract_all([article]))
        if isinstance(result, InputError):
            raise result
        return result

    def extract_all(self, articles: Iterable[Article]) -> Iterator[Extraction | InputError]:
        """One result per article, in order; one that fails costs itself and is returned as an error.

        TypeError for what is no Article.
        """
        for batch in _batches(articles):
            with _uncollected(), self._attribution.alone():
                results = list(self._results(batch))
            yield from results

    def _results(self, batch: Sequence[Article]) -> Iterator[Extraction | InputError]:
        documents = self._documents([a for a in batch if a.language in (None, "en") and len(a.text) <= MAX_TEXT])
        for article in batch:
            if len(article.text) > MAX_TEXT:
                size = f"{len(article.text):,} characters are over the limit of {MAX_TEXT:,} that are extracted at once"
                yield InputNotExtracted(article.path or article.id, f"{size}; split it")
            elif article.language in (None, "en"):
                result = self._assemble(*next(documents))
                yield result if isinstance(result, InputError) else replace(result, made_by=self.made_by)
            elif article.language in languages.languages():
                yield languages.extract(article, article.language, min_confidence=self._min_confidence)
            else:
                reason = f"not extracted: the language is {article.language!r}, and only English is read yet"
                yield Extraction(article, (), warnings=(reason,), made_by=self.made_by)

    def _documents(self, articles: Sequence[Article]) -> Iterator[tuple[Document, Network]]:
        for article, doc in zip(articles, self._parser.parse([a.text for a in articles]), strict=True):
            prose = given.prose(article)
            sections: list[Section] = []
            found = self._attribution.attributions(prose, self._readings(prose, sections))
            self._graph.name_words(doc, sections)
            found = self._attribution.with_inner(prose, found, partial(nesting.may_hold, doc))
            found = hearing.mended(doc, author.likely(prose, found))
            sure = tuple(a for a in found if a.confidence >= self._min_confidence)
            document = Document(article, doc, *given.merged(article, sure))
            yield document, self._graph.read(article.text, sections, document.attributions)

    def _readings(self, prose: str, sections: list[Section]) -> Iterator[tuple[int, Reading]]:
        """What the attribution model makes of each section, with what the graph makes of it put into `sections`."""
        for start, reading in self._attribution.readings(prose):
            if self._below is self._attribution:
                sections.append(self._graph.section(start, reading))
            yield start, reading
        if self._below is not self._attribution:
            sections += [self._graph.section(start, reading) for start, reading in self._below.readings(prose)]

    def _assemble(self, document: Document, network: Network) -> Extraction | InputError:
        try:
            return assemble(document, network, self._graph.weights)
        except Exception as e:  # one article's bug must not take the batch with it
            article = document.article
            error = InputNotExtracted(article.path or article.id, f"extraction failed, please report it: {e!r}")
            error.__cause__ = e
            return error


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cyclic garbage, which would go through all tokens of a batch again and again and find
    nothing: a twentieth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _attribution(model: str | Path | None, threads: int) -> AttributionModel:
    return AttributionModel.load(model, threads=threads)


@cache
def _graph(model: Path | None, threads: int) -> GraphModel:
    return GraphModel.load(model, threads=threads)


def extract(article: Article) -> Extraction:
    """All that one article says, by the models in the wheel (loaded at the first call, and kept).

    TypeError for what is no Article, InputNotExtracted where it cannot be read out, ModelError where a model cannot be
    loaded.
    """
    _check(article)
    return Extractor().extract(article)


def assemble(document: Document, network: Network, weights: Weights) -> Extraction:
    """Read every field of the attributions that are already found; `network` tells what it makes of them."""
    article, attributions = document.article, document.attributions
    turns = document.turns
    weighing = Weighing(document, network, weights)
    resolution = weighing.resolution(given.resolved(document, coreference.resolve(document, network)))
    mask = quotation_mask(article.text)
    ids = _ids(article, attributions)
    manners = weighing.manners(manner.read(document, resolution))
    held, links = occasions.read(document, resolution)
    dated = dates.headed(document, resolution, weighing.said_on(dates.read(document, resolution, held, links)))
    days = [(given.said_on(turns[i]) if i in turns else None) or day for i, day in enumerate(dated)]
    told = addressee.read(document, resolution, held, links, manners)
    addressees = weighing.addressees(resolution, told)
    targets, opinions = weighing.about(about.read(document, resolution))
    within = nesting.holders(document)
    stance = stances.read(document, resolution, targets, opinions, manners, within)
    fields = weighing.sure(resolution, held, links, addressees, days, [m.mode for m in manners])
    statements = tuple(
        Statement(
            id=ids[i],
            kind="direct" if i in turns else kind(article.text, a.content, mask),
            mode=turns[i].mode if i in turns else manners[i].mode,
            polarity=manners[i].polarity,
            source=a.source,
            cue=a.cue,
            content=a.content,
            text=words_at(article.text, a.content),
            speaker=fields[i].speaker,
            addressee=fields[i].addressee,
            occasion=links[i],
            said_on=fields[i].said_on,
            about=targets[i],
            stance=stance[i],
            nested_in=ids[outer] if (outer := within[i]) is not None else None,
            confidence=a.confidence,
            primary=i in turns,
            occasion_confidence=fields[i].occasion_confidence,
        )
        for i, a in enumerate(attributions)
    )
    return Extraction(
        article,
        _of_others(statements),
        occasions=held,
        entities=resolution.entities,
        voice=voice.read(document, resolution),
        warnings=dates.warnings(document),
    )


def _of_others(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Without what somebody is reported to think or say within his own words: that is part of what he says."""
    holders = {s.id: s for s in statements}

    def is_own(s: Statement) -> bool:
        who = s.speaker.entity
        return s.nested_in is not None and who is not None and who == holders[s.nested_in].speaker.entity

    own = {s.id: s.nested_in for s in statements if is_own(s)}

    def holder(id: str | None) -> str | None:
        return holder(own[id]) if id in own else id

    kept = (s for s in statements if s.id not in own)
    return tuple(replace(s, nested_in=holder(s.nested_in)) if s.nested_in in own else s for s in kept)


def _ids(article: Article, attributions: Sequence[Attribution]) -> list[str]:
    """Ids that stay the same as long as the article and the content's place do, whatever else a later model finds."""
    seen: dict[str, int] = {}
    ids = []
    for a in attributions:
        id = f"{article.id}/{a.content[0].start}-{a.content[-1].end}"
        seen[id] = seen.get(id, 0) + 1
        ids.append(id if seen[id] == 1 else f"{id}/{seen[id]}")
    return ids


def _check(article: object) -> None:
    if not isinstance(article, Article):
        raise TypeError(f"extract() takes an Article, not {type(article).__name__}; {READ_FIRST}")


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    size = 0
    for article in articles:
        _check(article)
        batch.append(article)
        size += len(article.text)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
