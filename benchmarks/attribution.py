"""Speed and quality of attribution beside plain spaCy and textacy, on the same texts, in one run.

    python benchmarks/attribution.py GOLD.jsonl [--articles N] [--threads N]

The systems take turns, a few articles at a time, so that whatever else the machine does slows all of them alike.
Speed is words per second of processor time, after a warm-up, and its ratio to plain spaCy (`en_core_web_sm`: tagger,
parser, lemmas, names), which `onrecord extract` and textacy run too. Quality are the measures of `onrecord evaluate`.
textacy is measured where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import spacy
from spacy.tokens import Span as Stretch
from spacy.tokens import Token

from onrecord.evaluation.gold import read_gold
from onrecord.evaluation.spans import Marked, evaluate
from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.language import DEFAULT
from onrecord.extraction.pipeline import Extractor
from onrecord.model import Article, Attribution, Extraction, Span

AT_ONCE = 6
MEASURES = ("exact", "iou80", "token", "full")

Found = list[tuple[Attribution, ...]]
System = Callable[[list[Marked]], Found]


def plain_spacy() -> System:
    nlp = spacy.load(DEFAULT)

    def run(articles: list[Marked]) -> Found:
        for _ in nlp.pipe([a.text for a in articles], batch_size=16):
            pass
        return []

    return run


def attribution_model(threads: int) -> System:
    model = AttributionModel.load(threads=threads)
    return lambda articles: model.predict([a.text for a in articles])


def whole_extraction(threads: int) -> System:
    extractor = Extractor(threads=threads)

    def run(articles: list[Marked]) -> Found:
        results = extractor.extract_all(Article(a.id, a.text, language="en") for a in articles)
        return [_statements(result) for result in results if isinstance(result, Extraction)]

    return run


def textacy() -> System:
    from textacy.extract import direct_quotations

    nlp = spacy.load(DEFAULT)

    def run(articles: list[Marked]) -> Found:
        found = []
        for doc in nlp.pipe([a.text for a in articles], batch_size=16):
            try:
                quotations = list(direct_quotations(doc))
            except ValueError:  # an unpaired mark costs it the article
                quotations = []
            found.append(tuple(_attribution(q.speaker, q.cue, q.content) for q in quotations))
        return found

    return run


def _statements(extraction: Extraction) -> tuple[Attribution, ...]:
    return tuple(Attribution(s.source, s.cue, s.content, s.confidence) for s in extraction.statements)


def _attribution(speaker: Iterable[Token], cue: Iterable[Token], content: Stretch) -> Attribution:
    return Attribution(_tokens(speaker), _tokens(cue), (Span(content.start_char, content.end_char),), 1.0)


def _tokens(tokens: Iterable[Token]) -> tuple[Span, ...]:
    return tuple(Span(token.idx, token.idx + len(token)) for token in tokens)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("gold", type=Path)
    arguments.add_argument("--articles", type=int, default=None)
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()
    gold = read_gold(options.gold)[: options.articles]
    systems = {
        "spaCy": plain_spacy(),
        "onrecord, attribution": attribution_model(options.threads),
        "onrecord extract": whole_extraction(options.threads),
    }
    if importlib.util.find_spec("textacy"):
        systems["textacy"] = textacy()
    seconds = dict.fromkeys(systems, 0.0)
    found: dict[str, Found] = {name: [] for name in systems}
    for run in systems.values():
        run(gold[:2])
    for first in range(0, len(gold), AT_ONCE):
        articles = gold[first : first + AT_ONCE]
        for name, run in systems.items():
            start = time.process_time()
            found[name] += run(articles)
            seconds[name] += time.process_time() - start
    words = sum(len(article.text.split()) for article in gold)
    print(f"{len(gold)} articles, {words:,} words")
    print(f"{'':24}{'words/s':>9}{'ratio':>7}", *(f"{measure:>7}" for measure in MEASURES))
    for name in systems:
        row = f"{name:24}{words / seconds[name]:9,.0f}{seconds['spaCy'] / seconds[name]:7.2f}"
        if found[name]:
            predicted = {article.id: a for article, a in zip(gold, found[name], strict=True)}
            scores = evaluate(gold, predicted).scores
            row += " " + " ".join(f"{scores[measure, 'all'].f1:7.3f}" for measure in MEASURES)
        print(row)


if __name__ == "__main__":
    main()
