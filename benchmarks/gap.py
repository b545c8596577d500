"""Whom ambiguous pronouns mean, on GAP's passages: F1 over "it is A", "it is B", by gender, and the ratio (bias).

    python benchmarks/gap.py ../shared/data/coref/gap/gap-validation.tsv [MODEL]

The names are those that we find, not GAP's: where one is not found, or the pronoun is left open, nothing is said
(Webster et al., TACL 2018; its parallelism baseline has 0.67).
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

import onrecord
from onrecord.model import Article, Extraction

Row = dict[str, str]


def whose(found: Extraction, offset: int) -> set[str]:
    """The entities one of whose mentions holds a character."""
    return {e.id for e in found.entities if any(start <= offset < end for start, end in e.mentions)}


def count(row: Row, found: Extraction) -> Counter[str]:
    """Right, told and true answers to "is it A", "is it B"."""
    meant = whose(found, int(row["Pronoun-offset"]))
    counts = Counter[str]()
    for name in "AB":
        true = row[f"{name}-coref"] == "TRUE"
        # The last word of a name is in it, whether a title was left out or not.
        told = bool(meant & whose(found, int(row[f"{name}-offset"]) + len(row[name]) - 1))
        counts.update(true=true, told=told, right=true and told)
    return counts


def f1(counts: Counter[str]) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * counts["right"] / max(counts["told"] + counts["true"], 1)


def main(file: Path, model: str | None = None) -> None:
    """Read, ask, and print."""
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    by = {"masculine": Counter[str](), "feminine": Counter[str]()}
    extractor = onrecord.Extractor(model)
    for row in rows:
        found = extractor.extract(Article(row["ID"], row["Text"]))
        feminine = row["Pronoun"].lower() in ("she", "her", "hers")
        by["feminine" if feminine else "masculine"] += count(row, found)
    all_ = by["masculine"] + by["feminine"]
    parts = "  ".join(f"{name} {f1(counts):.3f}" for name, counts in by.items())
    precision, recall = all_["right"] / max(all_["told"], 1), all_["right"] / max(all_["true"], 1)
    bias = f1(by["feminine"]) / max(f1(by["masculine"]), 1e-9)
    print(f"{len(rows)} passages: F1 {f1(all_):.3f} (P {precision:.3f}, R {recall:.3f})  {parts}  bias {bias:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
