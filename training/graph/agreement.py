"""How far two readers of the same article agree: the second is measured as a prediction against the first.

By the record's measures, and for what they do not cover: mentions (spans alike), coreference (B3 over the mentions that
both marked), times (spans and values).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from onrecord.evaluation import record
from training.graph.gold import Article, as_record

Pair = tuple[Article, Article]
_Spans = dict[tuple[int, int], str]


def scores(pairs: Sequence[Pair]) -> dict[str, Any]:
    """The measures over all pairs (first reader, second reader)."""
    counts = [record.count(as_record(first), _line(second)) for first, second in pairs]
    found = record.total(counts).scores()
    found["mentions"] = _overlap((_mentions(a), _mentions(b)) for a, b in pairs)
    found["coreference"] = _b_cubed((_mentions(a), _mentions(b)) for a, b in pairs)
    found["times"] = _overlap((_times(a), _times(b)) for a, b in pairs)
    return found


def _line(article: Article) -> Article:
    """A reader's article as the line that `extract` would print."""
    gold = as_record(article)
    statements = [
        {
            "content": spans["content"],
            **{key: note[key] for key in ("mode", "polarity", "speaker", "stance")},
            "addressee": note["addressee"] and {"name": note["addressee"]},
            "said_on": note["said_on"] and {"value": note["said_on"]},
            "about": [{"name": name} for name in note["about"]],
        }
        for spans, note in zip(gold["attributions"], gold["annotations"], strict=True)
        if spans["content"]
    ]
    return {"id": article["id"], "statements": statements, "occasions": gold["events"]}


def _mentions(article: Article) -> _Spans:
    return {(s, e): label for label, entity in article["entities"].items() for s, e in entity["spans"]}


def _times(article: Article) -> _Spans:
    return {(s, e): str(time["value"]) for time in article["times"].values() for s, e in time["spans"]}


def _overlap(pairs: Iterable[tuple[_Spans, _Spans]]) -> dict[str, float]:
    both = ours = theirs = 0
    for first, second in pairs:
        both += len(first.keys() & second.keys())
        ours, theirs = ours + len(first), theirs + len(second)
    return {"P": both / theirs, "R": both / ours, "F1": 2 * both / (ours + theirs), "gold": ours, "pred": theirs}


def _b_cubed(pairs: Iterable[tuple[_Spans, _Spans]]) -> dict[str, float]:
    precision = recall = 0.0
    number = 0
    for first, second in pairs:
        shared = first.keys() & second.keys()
        for span in shared:
            ours = {other for other in shared if first[other] == first[span]}
            theirs = {other for other in shared if second[other] == second[span]}
            precision += len(ours & theirs) / len(theirs)
            recall += len(ours & theirs) / len(ours)
        number += len(shared)
    p, r = precision / number, recall / number
    return {"P": p, "R": r, "F1": 2 * p * r / (p + r), "gold": number, "pred": number}
