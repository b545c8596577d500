"""How well expressions of time are read, beside "every expression is the day of publication".

    python benchmarks/times.py [--data ../shared/data]

MEANTIME's TIMEX3 in the annotated first sentences; overlap counts as found, and the value must be equal. What is read
of statements is measured over the graph set (`training/graph`).
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from lxml import etree

from onrecord.extraction import timex
from onrecord.extraction.language import Parser


def meantime(path: Path) -> tuple[str, date | None, list[tuple[int, int, str]]]:
    """Text of the annotated sentences, the day it was published, and (start, end, value) of its TIMEX3."""
    root = etree.parse(path).getroot()
    text, place = "", {}
    before = None
    for token in root.iter("token"):
        sentence, word = int(token.get("sentence")), token.text or ""
        if sentence > 5:
            break
        if before is not None:
            close = word in {",", ".", ";", ":", "!", "?", ")", "'s", "n't", "%"} or text.endswith(("(", "$"))
            text += ("\n\n" if before < 2 else " ") if sentence != before else "" if close else " "
        place[token.get("t_id")] = len(text), len(text) + len(word)
        text, before = text + word, sentence
    gold, published = [], None
    for mark in root.iter("TIMEX3"):
        at = [place[t] for a in mark.iter("token_anchor") if (t := a.get("t_id")) in place]
        if mark.get("functionInDocument") == "CREATION_TIME":
            try:
                published = date.fromisoformat(mark.get("value"))
            except ValueError:  # one is written the other way round
                published = date.fromisoformat("-".join(reversed(mark.get("value").split("-"))))
        if at:
            gold.append((min(s for s, _ in at), max(e for _, e in at), mark.get("value")))
    return text, published, gold


def times(folder: Path, parser: Parser) -> tuple[float, float, float, int]:
    """F1 of finding, F1 of the value, F1 of the value of the baseline, and how many there are in the gold."""
    found = right = plain = predicted = total = 0
    articles = [meantime(path) for path in sorted(folder.glob("*.xml"))]
    for (text, published, gold), doc in zip(articles, parser.parse([t for t, _, _ in articles]), strict=True):
        assert doc.text == text
        expressions = list(timex.find(doc, published))
        predicted += len(expressions)
        total += len(gold)
        for start, end, value in gold:
            hit = next((t for t in expressions if t.span.start < end and start < t.span.end), None)
            if hit is not None:
                expressions.remove(hit)
                found += 1
                right += hit.value == value
                plain += published is not None and value == published.isoformat()
    return 2 * found / (predicted + total), 2 * right / (predicted + total), 2 * plain / (predicted + total), total


def main() -> None:
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    options = parse.parse_args()
    parser = Parser()
    print(f"MEANTIME, TIMEX3\n\n{'':18}{'found F1':>10}{'value F1':>10}{'plainest':>10}")
    for folder in sorted(p for p in (options.data / "time" / "meantime").iterdir() if p.is_dir()):
        found, value, nothing, total = times(folder, parser)
        print(f"{folder.name:18}{found:10.3f}{value:10.3f}{nothing:10.3f}   of {total}")


if __name__ == "__main__":
    main()
