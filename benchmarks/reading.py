"""How much of the article of a real page is read, beside trafilatura on the same pages in the same run.

    python benchmarks/reading.py ../shared/data/web/article-extraction

The data and the measure are those of Zyte's article extraction benchmark: precision and recall of the four-word
shingles of each page's text, averaged over the pages, and their F1. "Quoted" is the share of the true paragraphs that
hold a quotation of which at least nine in ten shingles are read.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import trafilatura

from onrecord.errors import InputError
from onrecord.reading import read

_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"[“\"«„][^”\"»“]{2,}")
_SHINGLE = 4
_KEPT = 0.9


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The four-word runs of a text with their counts; of a shorter text, all its words as one."""
    words = _WORD.findall(text)
    runs = (tuple(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1)))
    return Counter(run for run in runs if run)


def scores(pages: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pages of (true, read) text."""
    precisions, recalls = [], []
    for true, found in pages:
        wanted, got = shingles(true), shingles(found)
        both = (wanted & got).total()
        if got:
            precisions.append(both / got.total())
        if wanted:
            recalls.append(both / wanted.total())
    p, r = mean(precisions), mean(recalls)
    return p, r, 2 * p * r / (p + r)


def quoted(true: str) -> list[str]:
    """The paragraphs of a text that hold a quotation."""
    return [p for p in true.splitlines() if _QUOTED.search(p)]


def missing(true: str, found: str) -> list[str]:
    """The quoted paragraphs of the true text that are not in the text that was read."""
    got = shingles(found)
    spaced = f" {' '.join(_WORD.findall(found))} "
    lost = []
    for paragraph in quoted(true):
        own = shingles(paragraph)
        words = _WORD.findall(paragraph)
        whole = len(words) < _SHINGLE and f" {' '.join(words)} " in spaced  # too short for a shingle of its own
        if not whole and (own & got).total() < _KEPT * own.total():
            lost.append(paragraph)
    return lost


def ours(data: bytes) -> str:
    """The text that onrecord reads; none where it finds no article."""
    try:
        return read(data, name="page.html").text
    except InputError:
        return ""


def theirs(data: bytes, *, precision: bool = False) -> str:
    """The text that trafilatura extracts."""
    return trafilatura.extract(data, include_comments=False, favor_precision=precision) or ""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="ground-truth.json and html/*.html.gz")
    parser.add_argument(
        "--missing", action="store_true", help="print the quoted paragraphs that onrecord does not keep"
    )
    parser.add_argument("--write", type=Path, help="write onrecord's texts to this JSON file")
    options = parser.parse_args()
    truth = {k: v["articleBody"] for k, v in json.loads((options.folder / "ground-truth.json").read_text()).items()}
    pages = {k: gzip.decompress((options.folder / "html" / f"{k}.html.gz").read_bytes()) for k in truth}
    readers: dict[str, Callable[[bytes], str]] = {
        "onrecord": ours,
        f"trafilatura {trafilatura.__version__}": theirs,
        "the same, favor_precision": lambda data: theirs(data, precision=True),
    }
    print(f"{'':<28} precision  recall      F1  quoted kept   seconds")
    for name, reader in readers.items():
        start = time.perf_counter()
        texts = {k: reader(data) for k, data in pages.items()}
        seconds = time.perf_counter() - start
        p, r, f = scores([(truth[k], texts[k]) for k in truth])
        total = sum(len(quoted(t)) for t in truth.values())
        lost = {k: missing(truth[k], texts[k]) for k in truth}
        kept = 1 - sum(map(len, lost.values())) / total
        print(f"{name:<28} {p:9.4f} {r:7.4f} {f:7.4f}  {kept:6.4f} of {total} {seconds:7.1f}")
        if name == "onrecord":
            if options.missing:
                print(*(f"  {k[:8]} {q[:150]}" for k, v in lost.items() for q in v), sep="\n")
            if options.write:
                options.write.write_text(json.dumps(texts))


if __name__ == "__main__":
    main()
