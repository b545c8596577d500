"""The record's statements as pairs: `python -m training.stance.statements GOLD.jsonl PAIRS.jsonl`.

Where a target is mentioned is found as in use, by resolution and `about` over the annotators' spans, or by its
name; a target that is not found is left out. It needs spaCy, which training does not, so that it is a step of its own.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

from onrecord.extraction import about, coreference
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.language import Parser
from onrecord.extraction.stance.pairs import statement_pair
from onrecord.model import Article, Attribution, Party, Span, Spans

_LABELS = {"negative": 0, "neutral": 1, "positive": 2}


def rows(gold: Path) -> list[dict[str, Any]]:
    """One row per statement and target: text, spans of target and holder, label 0 negative, 1 neutral, 2 positive."""
    articles = [json.loads(line) for line in gold.open(encoding="utf-8")]
    found, missed = [], 0
    for article, doc in zip(articles, Parser().parse([a["text"] for a in articles]), strict=True):
        attributions = tuple(
            Attribution(_spans(a["source"]), _spans(a["cue"]), _spans(a["content"]), 1.0)
            for a in article["attributions"]
        )
        published = date.fromisoformat(article["published"])
        document = Document(Article(article["id"], article["text"], published=published), doc, attributions)
        resolution = coreference.resolve(document)
        parties = [tuple(one.party for one in some) for some in about.read(document, resolution)]
        annotated = {a["n"]: a for a in article["annotations"]}
        for row, attribution, here in zip(article["attributions"], attributions, parties, strict=True):
            for stance in annotated[row["n"]]["stance"]:
                spans = _mentions(document, resolution, here, attribution, stance["target"])
                if not spans:
                    missed += 1
                    continue
                pair, _ = statement_pair(article["text"], attribution, spans)
                found.append(
                    {
                        "text": pair.text,
                        "target": pair.target,
                        "holder": pair.holder,
                        "label": _LABELS[stance["attitude"]],
                    }
                )
    print(f"{len(found)} pairs; {missed} targets not found", file=sys.stderr)
    return found


def _mentions(
    document: Document, resolution: Resolution, about: tuple[Party, ...], attribution: Attribution, target: str
) -> Spans:
    """Where a content mentions a target: as `about` finds it, else any other mentions, else its name's last word."""
    for party in about:
        if _same(party.name, target):
            return party.spans
    known = {e.id for e in resolution.entities if _same(e.name, target)}
    mentions = [m.span for span in attribution.content for m in resolution.mentions_in(span) if m.entity in known]
    if mentions:
        return tuple(mentions)
    word = re.compile(rf"\b{re.escape(target.split()[-1])}\b")
    text = document.article.text
    return tuple(Span(*m.span()) for span in attribution.content for m in word.finditer(text, *span))


def _spans(pairs: list[list[int]]) -> Spans:
    return tuple(Span(*p) for p in pairs)


def _same(name: str, other: str) -> bool:
    a, b = (re.findall(r"\w+", n.lower()) for n in (name, other))
    return bool(a) and bool(b) and (a[-1] == b[-1] or len({*a} & {*b}) * 2 >= len({*a} | {*b}))


if __name__ == "__main__":
    with Path(sys.argv[2]).open("w", encoding="utf-8") as out:
        for line in rows(Path(sys.argv[1])):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
