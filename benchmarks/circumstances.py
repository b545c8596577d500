"""How well the circumstances of statements are read, beside the plainest baselines.

    python benchmarks/circumstances.py [--split dev|train] [--data ../shared/data] [--tools ../shared/tools]

Statements, by the project's scorer: over what `onrecord extract` finds in the annotated articles (the figures that are
asked for), and with their spans given, so that only the fields are measured. The baseline (spans given too) says
"speech", "affirmed", nobody addressed, said on the day of publication, about every named person, no occasions. Times:
MEANTIME's TIMEX3 in the annotated first sentences, beside "every expression is the day of publication"; overlap counts
as found, and the value must be equal.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from onrecord.exporting.jsonl import extraction_line
from onrecord.extraction import about, addressee, coreference, dates, manner, nesting, occasions, timex
from onrecord.extraction.document import Document
from onrecord.extraction.language import Parser
from onrecord.extraction.pipeline import Extractor
from onrecord.model import Article, Attribution, Extraction, Span
from onrecord.reading import read_all

Row = dict[str, Any]
_ASKED = {"mode": 0.85, "addressee": 0.65, "said_on": 0.70, "about": 0.60, "occasions": 0.50}


def documents(rows: list[Row], parser: Parser) -> Iterator[tuple[Row, Document]]:
    for row, doc in zip(rows, parser.parse([r["text"] for r in rows]), strict=True):
        found = [x for x in row["attributions"] if x["content"]]
        spans = [{k: tuple(Span(*s) for s in x[k]) for k in ("source", "cue", "content")} for x in found]
        spans.sort(key=lambda s: (s["content"][0], s["cue"]))
        attributions = tuple(Attribution(s["source"], s["cue"], s["content"], 1.0) for s in spans)
        day = date.fromisoformat(row["published"]) if row["published"] else None
        article = Article(row["id"], row["text"], outlet=row["outlet"], published=day)
        yield row, Document(article, doc, attributions)


def ours(document: Document) -> Row:
    resolution = coreference.resolve(document)
    held, links = occasions.read(document, resolution)
    manners = manner.read(document, resolution)
    said_on = dates.read(document, resolution, held, links, manners)
    addressees = addressee.read(document, resolution, held, links, manners)
    targets = about.read(document, resolution)
    nested = nesting.read(document.attributions)
    statements = [
        {
            "content": a.content,
            "speaker": {"name": resolution.speakers[i].name},
            "mode": manners[i].mode,
            "polarity": manners[i].polarity,
            "addressee": {"name": p.name} if (p := addressees[i]) else None,
            "said_on": {"value": s.value} if (s := said_on[i]) else None,
            "about": [{"name": p.name} for p in targets[i]],
            "nested_in": nested[i],
        }
        for i, a in enumerate(document.attributions)
    ]
    entries = [{"kind": o.kind, "participants": o.participants} for o in held]
    return {"id": document.article.id, "statements": statements, "occasions": entries}


def extracted(gold: Path) -> list[Row]:
    """The articles as `onrecord extract` prints them, their own spans unseen."""
    articles = (a for a in read_all([str(gold)]) if isinstance(a, Article))
    return [extraction_line(e) for e in Extractor().extract_all(articles) if isinstance(e, Extraction)]


def baseline(document: Document) -> Row:
    published = document.article.published
    statements = []
    for a in document.attributions:
        inside = [e for s in a.content for e in document.doc.ents if s.start <= e.start_char and e.end_char <= s.end]
        people = list(dict.fromkeys(e.text for e in inside if e.label_ == "PERSON"))
        said = {"value": published.isoformat()} if published else None
        fields = {"mode": "speech", "polarity": "affirmed", "addressee": None, "said_on": said}
        statements.append({"content": a.content, **fields, "about": [{"name": p} for p in people]})
    return {"id": document.article.id, "statements": statements, "occasions": []}


def scored(gold: Path, rows: list[Row], scorer: Path) -> Row:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.flush()
        out = subprocess.run(
            [sys.executable, str(scorer), str(gold), file.name, "--json"], check=True, capture_output=True, text=True
        )
    result: Row = json.loads(out.stdout)
    return result


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
    shared = Path(__file__).resolve().parents[2] / "shared"
    parse.add_argument("--split", choices=("dev", "train"), default="dev")
    parse.add_argument("--data", type=Path, default=shared / "data")
    parse.add_argument("--tools", type=Path, default=shared / "tools")
    options = parse.parse_args()
    parser = Parser()
    gold = options.data / "record" / f"{options.split}.jsonl"
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    docs = [document for _, document in documents(rows, parser)]
    scorer = options.tools / "score_record.py"
    whole = scored(gold, extracted(gold), scorer)
    mine, plain = (scored(gold, [read(d) for d in docs], scorer) for read in (ours, baseline))
    print(f"record/{options.split}: {mine['found']['gold']} statements, {whole['found']['pred']} found\n")
    print(f"{'':18}{'asked':>8}{'extract':>10}{'given':>8}{'plainest':>10}")
    for field in ("mode", "polarity", "macro_polarity"):
        asked = f"{_ASKED[field]:8.2f}" if field in _ASKED else " " * 8
        print(f"{field:18}{asked}{whole[field]:10.3f}{mine[field]:8.3f}{plain[field]:10.3f}")
    for field in ("addressee", "said_on", "about", "occasions"):
        w, m, p = whole[field], mine[field], plain[field]
        figures = f"{_ASKED[field]:8.2f}{w['F1']:10.3f}{m['F1']:8.3f}{p['F1']:10.3f}"
        print(f"{field + ' F1':18}{figures}   extract: P {w['P']:.3f} R {w['R']:.3f} of {w['gold']}")
    print(f"\nMEANTIME, TIMEX3\n\n{'':18}{'found F1':>10}{'value F1':>10}{'plainest':>10}")
    for folder in sorted(p for p in (options.data / "time" / "meantime").iterdir() if p.is_dir()):
        found, value, nothing, total = times(folder, parser)
        print(f"{folder.name:18}{found:10.3f}{value:10.3f}{nothing:10.3f}   of {total}")


if __name__ == "__main__":
    main()
