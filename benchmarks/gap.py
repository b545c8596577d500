"""Whom ambiguous pronouns mean, on GAP's passages: F1 over "it is A", "it is B", by gender, and the ratio (bias).

    python benchmarks/gap.py ../shared/data/coref/gap/gap-validation.tsv

The names are those that we find, not GAP's: where one is not found, or the pronoun is left open, nothing is said
(Webster et al., TACL 2018; its parallelism baseline has 0.67).
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from onrecord.extraction.coreference import resolve
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.language import Parser
from onrecord.model import Article

Row = dict[str, str]


def whose(resolution: Resolution, offset: int) -> set[str]:
    """The entities of the mentions that hold a character."""
    return {m.entity for m in resolution.mentions if m.span.start <= offset < m.span.end and m.entity is not None}


def count(row: Row, resolution: Resolution) -> Counter[str]:
    """Right, told and true answers to "is it A", "is it B"."""
    meant = whose(resolution, int(row["Pronoun-offset"]))
    counts = Counter[str]()
    for name in "AB":
        true = row[f"{name}-coref"] == "TRUE"
        # The last word of a name is in it, whether a title was left out or not.
        told = bool(meant & whose(resolution, int(row[f"{name}-offset"]) + len(row[name]) - 1))
        counts.update(true=true, told=told, right=true and told)
    return counts


def f1(counts: Counter[str]) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * counts["right"] / max(counts["told"] + counts["true"], 1)


def main(file: Path) -> None:
    """Read, ask, and print."""
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    by = {"masculine": Counter[str](), "feminine": Counter[str]()}
    for row, doc in zip(rows, Parser().parse(row["Text"] for row in rows), strict=True):
        article = Article(row["ID"], row["Text"])
        resolution = resolve(Document(article, doc, ()))
        feminine = row["Pronoun"].lower() in ("she", "her", "hers")
        by["feminine" if feminine else "masculine"] += count(row, resolution)
    all_ = by["masculine"] + by["feminine"]
    parts = "  ".join(f"{name} {f1(counts):.3f}" for name, counts in by.items())
    precision, recall = all_["right"] / max(all_["told"], 1), all_["right"] / max(all_["true"], 1)
    bias = f1(by["feminine"]) / max(f1(by["masculine"]), 1e-9)
    print(f"{len(rows)} passages: F1 {f1(all_):.3f} (P {precision:.3f}, R {recall:.3f})  {parts}  bias {bias:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
